"""How the people of tests sign in."""
