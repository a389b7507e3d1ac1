"""核查: what only picks samples: digits that are too uneven, targets that crowd above a line. Accuses nobody. Pure."""
