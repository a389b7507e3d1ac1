"""Targets revised and shared out: what is posted of them, checked against the plans, and what can be read."""
