"""From posted bytes to a checked report: its shape, its lines in base units, and every fault with its place."""
