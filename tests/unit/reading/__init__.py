"""Pages, messages and help texts as people read and take them along, over the three services together."""
