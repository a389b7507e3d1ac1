"""A copy of the embedded databases that fits together, and what happens when it is put in their place."""
