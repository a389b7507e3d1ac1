"""The measurements of speed on PostgreSQL and Kafka."""
