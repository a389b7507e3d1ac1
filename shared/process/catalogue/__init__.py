"""The catalogue of a process: where its files lie, and those that were in force before it."""
