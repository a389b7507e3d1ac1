"""``xushi site`` and ``xushi init``: the office's own folder, checked, compared with what is recorded, and begun."""
