"""The form as a file: drawn to be filled in, and handed back with its faults marked."""
