"""The folder of the invented office: laid beside the demonstration's data, and known again there."""

from __future__ import annotations

import shutil
from pathlib import Path

INVENTED = Path(__file__).with_name("site")
"""The files as they come with the program; no catalogue reads them here."""

CITY_PLAN, DISTRICT_PLAN = "chongqing-2026-2030-example", "jiulongpo-2026-2030-example"


def write_invented(folder: Path) -> None:
    """Make ``folder`` the invented office's: whole, or not at all.

    Raises:
        OSError: it cannot be written, or is there already.
    """
    part = folder.with_name(f".{folder.name}.part")
    shutil.rmtree(part, ignore_errors=True)  # of a run that was killed
    shutil.copytree(INVENTED, part)
    part.rename(folder)


def is_invented(folder: Path) -> bool:
    """Whether the folder is the invented office's: it has its plan."""
    return (folder / "plans" / CITY_PLAN).is_dir()
