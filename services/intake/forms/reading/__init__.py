"""A file that came in: looked at before anything parses it, then read cell by cell, exactly."""
