"""Units' histories in memory: read when they are asked for, many in one query, and ahead of a deadline."""
