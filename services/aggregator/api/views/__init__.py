"""The answers of the read routes: from what was read to exact values with the words that people read."""
