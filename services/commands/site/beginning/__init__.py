"""``xushi init``: an office begins. What is asked, what is written, and which keys the first persons get."""
