"""What the settings say of where the catalogue is read from: the one door to it for every process and command."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from shared.catalogue import Catalogue, CatalogueError, CatalogueSources, load_from
from shared.catalogue.findings import FileFinding, Severity
from shared.catalogue.record import CatalogueFiles, read_files
from shared.settings import Settings

DEFAULT = "site"
"""The folder beside the data that is the office's own where no setting names another."""


_TRIES = 3
"""So often files are read again that were edited meanwhile."""


def site_of(settings: Settings) -> Path:
    """Where the office's own folder is, or would be."""
    return settings.site_dir or settings.data_dir / DEFAULT


def sources_of(settings: Settings, folders: Iterable[Path] = ()) -> CatalogueSources:
    """The sources of the settings, and the plans of further ``folders``; of a folder named twice its first name.

    The office's own folder may be missing where no setting names it; one that is named must be there.
    """
    site = site_of(settings)
    plans = {folder.resolve(): folder for folder in (*settings.plan_folders, *folders)}
    return CatalogueSources(
        site if settings.site_dir is not None or site.is_dir() else None,
        tuple(plans.values()),
        settings.holidays_file,
    )


def read_configured(settings: Settings) -> tuple[Catalogue, CatalogueFiles]:
    """The catalogue that the settings ask for, and the files that it says.

    Raises:
        CatalogueError: anything in it is wrong, or it was edited while it was read.
    """
    sources = sources_of(settings)
    for _ in range(_TRIES):
        files = _readable(sources)
        catalogue = load_from(sources)
        if files is not None and files == _readable(sources):
            return catalogue, files
    raise CatalogueError([FileFinding(Severity.ERROR, "moving", str(site_of(settings)), 0, "读取时仍在被改动")])


def _readable(sources: CatalogueSources) -> CatalogueFiles | None:
    """The files; None where one cannot be read, which loading says better."""
    try:
        return read_files(sources)
    except OSError:
        return None


def configured_catalogue(settings: Settings) -> Catalogue:
    """The catalogue that the settings ask for.

    Raises:
        CatalogueError: anything in it is wrong.
    """
    return load_from(sources_of(settings))
