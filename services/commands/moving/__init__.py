"""The embedded databases moved to empty databases of a server: copied, compared row by row, and set aside."""
