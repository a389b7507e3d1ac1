"""What stands around the routes: an address without a parameter that is not the page's own, an answer as a whole."""
