"""Years of monthly figures out of an office's own spreadsheets (补录): read, checked whole, brought to the service."""
