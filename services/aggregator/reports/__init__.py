"""What was reported: events of ``reports`` folded into units' months, kept whole, with the amendments of plans."""
