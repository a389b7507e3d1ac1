"""Every page of the whole system in a browser."""
