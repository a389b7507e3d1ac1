"""Starts a build of before offices had folders of their own: ``python starting.py CATALOGUE up …``, by its own Python.

219c035 reads one folder, the one that ships; here it is told another.
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path


def main(catalogue: Path) -> None:
    """The command line of the build, over that catalogue."""
    importlib.import_module("shared.catalogue.load").DATA = catalogue  # type: ignore[attr-defined]  # another build's
    importlib.import_module("services.cli").app()


if __name__ == "__main__":
    main(Path(sys.argv.pop(1)))
