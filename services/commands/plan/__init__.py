"""``xushi plan``: check a plan's folder, judge a completion table, export targets, share a target out."""
