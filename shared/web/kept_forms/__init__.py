"""Forms that came when their sender's session had run out: kept for that person, and put back on their page."""
