"""How reports are stored: what their figures are called is told once, by an event; each report has but the figures."""
