"""What is measured of PostgreSQL and Kafka, over the real ones."""
