"""Figures out: reports are added up, held against their targets and forecast; any day of the past can be asked for."""
