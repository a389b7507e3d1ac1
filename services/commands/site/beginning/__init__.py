"""``xushi init``: an office begins. What is asked, what is written, and which accounts the first persons get."""
