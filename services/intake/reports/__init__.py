"""Reports and their commands: asked for, decided, stored in a group commit, answered with a receipt."""
