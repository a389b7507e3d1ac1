"""Checking an office's own folder as a whole: what keeps it from being loaded, and what is worth knowing of it."""
