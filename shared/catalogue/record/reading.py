"""Which files a catalogue is read from, as texts under names that hold on every machine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from shared.catalogue.files.layers.layers import PLANS, SITE, SITE_FILES
from shared.catalogue.files.layers.sources import CatalogueSources
from shared.catalogue.record.edits import CatalogueFiles

SHIPPED, NAMED, HOLIDAYS = "shipped", "named", "holidays"
"""The layers beside the office's own: what comes with the program, plans and days that a setting names."""

_TABLES = (".csv", ".toml")


def read_files(sources: CatalogueSources) -> CatalogueFiles:
    """The text of every file that :func:`shared.catalogue.load_from` reads of these sources.

    Bytes that are no UTF-8, of which no catalogue can be loaded, stand in it as replacement characters. A plan's
    folder outside both layers goes by its place in the list and its name, not by where it lies.

    Raises:
        OSError: a file cannot be read.
    """
    return {name: path.read_bytes().decode("utf-8", "replace") for name, path in _paths(sources)}


def _paths(sources: CatalogueSources) -> Iterator[tuple[str, Path]]:
    yield from _layer(SHIPPED, sources.shipped, plans=True)
    if sources.site is not None:
        yield from _layer(SITE, sources.site, plans=sources.own_plans)
    for number, folder in enumerate(sources.plan_folders, 1):
        yield from _folder(f"{NAMED}/{number:02d}/{folder.resolve().name}", folder)
    if sources.holidays is not None:
        yield f"{HOLIDAYS}/{sources.holidays.name}", sources.holidays


def _layer(name: str, root: Path, *, plans: bool) -> Iterator[tuple[str, Path]]:
    for file in SITE_FILES:
        if (root / file).is_file():
            yield f"{name}/{file}", root / file
    if plans and (root / PLANS).is_dir():
        for folder in sorted((root / PLANS).iterdir()):
            if folder.is_dir() and not folder.name.startswith("."):
                yield from _folder(f"{name}/{PLANS}/{folder.name}", folder)


def _folder(name: str, folder: Path) -> Iterator[tuple[str, Path]]:
    for path in sorted(folder.iterdir()):
        if path.suffix in _TABLES and path.is_file():
            yield f"{name}/{path.name}", path
