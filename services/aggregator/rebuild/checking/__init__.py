"""The comparison of the live figures with a rebuild, made again and again in a process of its own."""
