"""Whose object it is: every address with an id in it, asked as those it belongs to and as those it does not."""
