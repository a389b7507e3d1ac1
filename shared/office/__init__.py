"""Office documents: what they are laid out in, and the writer of Word files whose bytes never change by themselves."""
