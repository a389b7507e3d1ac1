"""What is known of a unit when its report comes: its rulebook, its earlier figures, its thresholds."""
