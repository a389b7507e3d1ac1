"""The three services, and the two files that put them together (cli, standalone)."""
