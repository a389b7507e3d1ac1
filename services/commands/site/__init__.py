"""``xushi site`` and ``xushi init``: the office's own folder, checked and begun."""
