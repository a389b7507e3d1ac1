"""From a store to its topic, and what becomes of a topic that is lost. Over a real Kafka."""
