"""An evaluation as it is written: its sections, its table of completion, its files. Pure."""
