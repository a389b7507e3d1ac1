"""How the aggregator writes figures, measures, levels and reasons for people: one place for all pages and answers."""
