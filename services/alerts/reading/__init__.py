"""What is read of alerts: lists and details, now or as of an instant, and what of it shows to whom."""
