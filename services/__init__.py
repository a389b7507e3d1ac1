"""The three services, each a folder that imports no other, and the modules that put them together or play them."""
