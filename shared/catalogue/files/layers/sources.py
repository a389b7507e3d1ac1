"""Where a catalogue is read from."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from shared.catalogue.files.tables import DATA


@dataclass(frozen=True, slots=True)
class CatalogueSources:
    """Everything that a catalogue is read from, so that every door reads the same.

    ``site`` is the office's own folder (None: there is none, and the shipped files stand alone). ``plan_folders`` and
    ``holidays`` name single folders and a list of days outside it; they come after it. ``own_plans``: whether the
    plans of ``site`` are read. ``shipped`` is the folder that comes with the program.
    """

    site: Path | None = None
    plan_folders: tuple[Path, ...] = ()
    holidays: Path | None = None
    shipped: Path = DATA
    own_plans: bool = True
