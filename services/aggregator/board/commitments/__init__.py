"""规划 › 重点任务: what a plan promises in its text and boxes, by chapter, clause and department."""
