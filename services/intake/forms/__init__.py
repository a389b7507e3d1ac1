"""The monthly form as an Excel file: drawn, read back by cell, and handed back with its faults marked."""
