"""Drafts (暂存): what a clerk has typed of a month's form and not reported yet, kept for the unit."""
