"""As-of (时点): the figures as they were known at a point in the past, and why a total changed between two points."""
