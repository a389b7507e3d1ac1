"""The group commit: commands decided together, appended in one call, each with its answer."""
