"""Pictures of the board, drawn on the server as SVG: the trajectory, the waterfall, the tile map, small graphs."""
