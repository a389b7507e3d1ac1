"""The board: pages that show where every target stands, readable without JavaScript."""
