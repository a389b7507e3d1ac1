"""Figures added up: from units' months to every region above them, and read again as the series of any region."""
