"""总览: the rows of all plans' targets, the open alerts among them, and what is odd in the printed tables."""
