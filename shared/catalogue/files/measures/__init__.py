"""What is measured and in what: the tables of units and of indicators."""
