"""Builders of sample enterprises (用工监测) and what they report."""
