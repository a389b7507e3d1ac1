"""The simulated figures: what each district would report, exact, repeatable, and through every published point."""
