"""催报: which regions owe a report, who is reminded at which step, and what the reminder says."""
