"""The form typed in on the page: its fields, the report they make, where each fault belongs."""
