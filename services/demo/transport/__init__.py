"""The player's own HTTP: a sender that costs little, on the machine that also serves what it sends."""
