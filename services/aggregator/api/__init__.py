"""The read routes of ``/v1``: figures, coverage, progress, forecasts, and why a figure changed.

Each route reads in one transaction; a view beside it turns what was read into the answer.
"""
