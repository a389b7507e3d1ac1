"""What the read routes are asked: the query parameters, read and refused by name."""
