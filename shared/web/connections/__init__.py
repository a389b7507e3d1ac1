"""A client's connection: answers in one piece, and how long and how much a client may take of it."""
