"""What is read of a topic in Kafka, and whether it is what was written: no message is taken at its word."""
