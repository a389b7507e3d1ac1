"""Files on their way in: refused before they are read, so many at once, in temporary files that leave nothing."""
