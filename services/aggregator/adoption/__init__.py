"""Figures and assessments put to another catalogue: all of them at once, before anybody reads them by it."""
