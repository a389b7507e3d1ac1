"""What the reviewer's pages show."""
