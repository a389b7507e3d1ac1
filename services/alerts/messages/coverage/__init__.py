"""What a message says of the units behind a figure."""
