"""What the board's tests share."""

from __future__ import annotations

import pytest

from shared.catalogue import Catalogue, load_catalogue


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    """The catalogue that ships."""
    return load_catalogue()
