"""The folders of plans: the shipped ones in force, the office's own, and those that a setting names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from shared.catalogue.files.layers.layers import PLANS, SITE
from shared.catalogue.files.layers.site_file import SiteFile, chosen_plans
from shared.catalogue.files.layers.sources import CatalogueSources
from shared.catalogue.files.tables import TableFile
from shared.catalogue.findings import Findings

Layer = Literal["shipped", "site", "named"]


@dataclass(frozen=True, slots=True)
class PlanFolder:
    """A plan's folder, what it is called in findings, and whether it came with the program, lies in the office's own
    folder, or was named by a setting or a command."""

    path: Path
    label: str
    layer: Layer = "named"

    @classmethod
    def of(cls, path: Path) -> PlanFolder:
        """A folder outside the catalogue, by its own name."""
        return cls(path, path.resolve().name)

    def own(self, name: str) -> tuple[TableFile, ...]:
        """The table that the plan brings along, if it does."""
        path = self.path / name
        return (TableFile(path, f"{self.label}/{name}"),) if path.exists() else ()


def plan_folders_of(sources: CatalogueSources, head: SiteFile, findings: Findings) -> list[PlanFolder]:
    """Every plan's folder, in the order in which they are read."""
    shipped = chosen_plans(_folders(sources.shipped / PLANS), head, findings)
    own = () if sources.site is None or not sources.own_plans else _folders(sources.site / PLANS)
    return [
        *(PlanFolder(path, path.name, "shipped") for path in shipped),
        *(PlanFolder(path, f"{SITE}/{PLANS}/{path.name}", "site") for path in own),
        *map(PlanFolder.of, sources.plan_folders),
    ]


def _folders(root: Path) -> Sequence[Path]:
    if not root.is_dir():
        return ()
    return sorted(path for path in root.iterdir() if path.is_dir() and not path.name.startswith("."))
