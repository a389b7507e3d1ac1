"""What everybody sees of months that are not accepted yet: sums move in steps that tell of no single unit."""
