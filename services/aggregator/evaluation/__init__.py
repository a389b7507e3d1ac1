"""评估报告: how a plan stands after a year, half-way and at its end, in a document that never changes."""
