"""The queue of messages: attempts, waits between them, the digest, the next channel, and dead letters."""
