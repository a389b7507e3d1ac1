"""A Kafka that asks who comes, and holds everybody to the rights that are written down."""
