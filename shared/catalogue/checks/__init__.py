"""Is the print read rightly? Readings held against the printed cells, oddities, and whether past targets were met."""
