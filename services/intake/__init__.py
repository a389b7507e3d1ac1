"""Intake: reports in. Submit, correct, review, close; what was decided is the topic ``reports``."""
