"""What the decisions read and write: streams, what is known of each month, how each episode stands."""
