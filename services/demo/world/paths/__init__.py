"""Monthly paths through fixed points, and the points themselves: pure arithmetic on integers."""
