"""A target held against its line (序时进度): measure, trajectory, pace, gap, level, and the assessment of a month."""
