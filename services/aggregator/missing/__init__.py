"""What counts for units that have not reported: an estimate of each, and how far off it may be."""
