"""The catalogue's files: read with the line of every fault, checked before use, exported exactly."""
