"""What the clerk's pages show."""
