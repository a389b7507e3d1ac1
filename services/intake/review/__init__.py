"""Review rules (会审): each a small pure function with its reason and its Chinese sentence.

``rules.RULES`` is the table of them; ``report`` runs them over one report, ``month`` over an area's month.
Review never edits a figure.
"""
