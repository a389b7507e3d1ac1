"""How good forecasts and levels would have been: tried on published figures, and on those of a data folder."""
