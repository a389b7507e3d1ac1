"""The read routes of ``/v1``: figures, coverage, progress, forecasts, and why a figure changed.

Each route is asked a question of ``questions`` and reads in one transaction; a view of ``views`` turns what was
read into the answer.
"""
