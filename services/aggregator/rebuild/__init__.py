"""Every figure again from position 0, compared with the live ones, and swapped in where they differ."""
