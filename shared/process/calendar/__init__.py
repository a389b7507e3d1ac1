"""Whether the calendar of working days is up to date, and what was told by it."""
