"""The catalogue as intake's store knows it: every change of its files is an event beside the reports."""
