"""From a store to its topic: how far it was copied, and what the topic holds of it."""
