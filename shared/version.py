"""Which Xushi this is."""

from __future__ import annotations

VERSION = "0.2.0"
"""That of pyproject.toml; the image has the code and no package to ask."""
