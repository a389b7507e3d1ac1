"""One alert at work in one transaction: from changed figures or from what people ask to events, rows and messages."""
