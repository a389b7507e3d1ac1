"""The lines of a unit's month as they are stored: figures, and the name of what they are called."""
