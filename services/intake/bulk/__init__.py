"""Many reports in one call: read as they come, answered line by line, in memory of a fixed size."""
