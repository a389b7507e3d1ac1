"""The catalogue of recorded files: loaded from them as the present one is from the files that lie there now."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from shared.catalogue.catalogue import Catalogue
from shared.catalogue.files.layers.layers import SITE
from shared.catalogue.files.layers.sources import CatalogueSources
from shared.catalogue.files.load import load_from
from shared.catalogue.record.edits import CatalogueFiles
from shared.catalogue.record.reading import HOLIDAYS, NAMED, SHIPPED

_OUT = ("/", "..")


def restored(files: CatalogueFiles) -> Catalogue:
    """The catalogue that these files say.

    Raises:
        CatalogueError: this version of the program cannot read them any more.
        ValueError: a name leads out of its layer; none that was recorded does.
    """
    with TemporaryDirectory(prefix="xushi-catalogue-") as folder:
        root = Path(folder)
        for name, text in files.items():
            if not set(PurePosixPath(name).parts).isdisjoint(_OUT):
                raise ValueError(f"{name} is no name of a recorded file")
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())
        return load_from(_sources(root))


def _sources(root: Path) -> CatalogueSources:
    site, named, holidays = root / SITE, root / NAMED, root / HOLIDAYS
    return CatalogueSources(
        site if site.is_dir() else None,
        tuple(folder for number in _inside(named) for folder in _inside(number)),
        next(iter(_inside(holidays)), None),
        root / SHIPPED,
    )


def _inside(folder: Path) -> list[Path]:
    return sorted(folder.iterdir()) if folder.is_dir() else []
