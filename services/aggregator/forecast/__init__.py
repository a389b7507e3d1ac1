"""The months to come of one series (预判), in exact integers: season, noise, two thousand paths, three percentiles."""
