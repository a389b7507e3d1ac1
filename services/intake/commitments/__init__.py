"""重点任务: what departments state of a plan's commitments, its milestones, and their review."""
