"""通报: what an area's month comes to, published as an event and rendered from that event alone."""
