"""地区: an area's districts as a map and a list, and the page of a single unit."""
