"""Reports in columns instead of objects, and what becomes of units' months in them."""
