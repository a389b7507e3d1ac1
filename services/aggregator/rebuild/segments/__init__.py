"""Stretches of ``reports`` decoded once and kept beside the databases: a rebuild reads them instead of the events."""
