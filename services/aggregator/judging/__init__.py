"""What changed figures bear on is noted with the change, and judged soon after it, a target's months together."""
