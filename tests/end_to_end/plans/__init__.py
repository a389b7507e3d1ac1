"""Plans that begin late, and plans that end, through the whole system."""
