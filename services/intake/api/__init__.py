"""Intake's HTTP interface: reports in and out, a month's review, targets, signing in."""
