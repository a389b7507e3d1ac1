"""Reports sent to the same service twice: once with the straight way, once without it."""
