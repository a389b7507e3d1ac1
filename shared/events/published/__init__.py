"""What published documents say, as the structured data in their events."""
