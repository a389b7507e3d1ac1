"""Offices that begin with a folder of their own."""
