"""催报 of statements on commitments (重点任务): who owes one, and the letter to the department."""
