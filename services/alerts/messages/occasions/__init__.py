"""What a message says on an occasion that has words of its own, a module each."""
