"""考核通报: a quarter's points as an area publishes them, an event that stays, printed from that event alone."""
