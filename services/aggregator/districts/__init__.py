"""Districts beside each other: how each stands, in which order, and with which share of an area's target."""
