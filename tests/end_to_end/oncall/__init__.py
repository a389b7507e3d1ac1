"""Ops are called, from the rule that fires to the mail and the group."""
