"""Plays the simulated systems and people against running services, over HTTP and by a clock of its own."""
