"""Who has signed in: when a session is over, where sessions are kept, and how one is found by its cookie."""
