"""What the system stands on, looked at for the metrics: PostgreSQL, Kafka, the backups."""
