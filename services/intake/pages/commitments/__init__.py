"""重点任务: a department's own desk, the form of each commitment, and the reviewer's queue."""
