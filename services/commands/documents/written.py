"""What is said of a document's files, and where they are written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from rich.console import Console

from services.aggregator.issuing.renditions import digests


def write_documents(console: Console, made: Mapping[str, bytes], named: Callable[[str], str], out: Path | None) -> None:
    """Tell each rendition with its SHA-256; with a folder, write it there. ``named`` says what one is called."""
    found = digests(made)
    for suffix, data in made.items():
        name = named(suffix)
        if out is not None:
            out.mkdir(parents=True, exist_ok=True)
            (out / name).write_bytes(data)
            name = str(out / name)
        console.print(f"  {name}  SHA-256 {found[suffix]}", markup=False, highlight=False, soft_wrap=True)
