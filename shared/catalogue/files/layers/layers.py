"""Which files a table of the catalogue is read from: the shipped one first, the office's own second."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from shared.catalogue.files.tables import TableFile
from shared.catalogue.findings import Findings, nearest
from shared.library_words import system_words

SITE = "site"
"""What the office's folder is called in findings, wherever it lies."""

FONTS = "fonts"
"""The folder of the office's own fonts, in which its documents are printed."""

PLANS = "plans"
"""The folder of plans, in the shipped catalogue and in the office's own."""

SITE_FILES = (
    "site.toml",
    "departments.toml",
    "letterhead.toml",
    "contacts.csv",
    "regions.csv",
    "region_changes.csv",
    "groups.csv",
    "indicators.csv",
    "definitions.csv",
    "identities.csv",
    "review.csv",
    "profiles.csv",
    "units.csv",
    "holidays.csv",
    "tiles.csv",
    "comparisons.csv",
    "appraisal.toml",
    "panel.csv",
    "panel_limits.csv",
)
"""The files that an office's folder may hold. Others that are not tables (a README) are for people."""


@dataclass(frozen=True, slots=True)
class Layers:
    """The two layers. A table in ``replaced`` is read from the office's folder alone."""

    shipped: Path
    site: Path | None = None
    replaced: frozenset[str] = frozenset()

    def table(self, name: str) -> tuple[TableFile, ...]:
        """The files of a table in the order in which they are read; the shipped one must be there."""
        own = self.own(name)
        shipped = TableFile(self.shipped / name, name, lenient=bool(self.replaced))
        return (*(() if name in self.replaced else (shipped,)), *((own,) if own else ()))

    def optional(self, name: str) -> tuple[TableFile, ...]:
        """As :meth:`table`, of a table that the shipped catalogue may lack."""
        return tuple(file for file in self.table(name) if file.path.exists())

    def own(self, name: str) -> TableFile | None:
        """The office's own file; None where it has none."""
        if self.site is None or not (self.site / name).exists():
            return None
        return TableFile(self.site / name, f"{SITE}/{name}")


def check_names(site: Path, findings: Findings) -> None:
    """A misspelt file would else be one that nobody reads."""
    try:
        found = sorted(site.iterdir())
    except OSError as error:
        findings.error("unreadable_folder", str(site), 0, f"无法读取：{system_words(error)}")
        return
    for path in found:
        if path.name.startswith(".") or path.name in (*SITE_FILES, PLANS, FONTS):
            continue
        if path.is_dir() or path.suffix in (".csv", ".toml"):
            hint = nearest(path.name, (*SITE_FILES, PLANS, FONTS))
            findings.error("unknown_file", f"{SITE}/{path.name}", 0, f"本单位文件夹里不该有它，没有人会读{hint}")
