"""Years of random reports to an aggregator whose office edits its files on the way, and what it answered meanwhile."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from services.aggregator.adoption.adopting import Adopting
from services.aggregator.catalogue_in_use import CatalogueInUse
from services.aggregator.figures.projection import Projection
from services.aggregator.figures.reader import Figures
from services.aggregator.progress import repository as progress_repository
from services.aggregator.progress.handler import ProgressHandler
from services.aggregator.reports import amendments
from services.aggregator.reports.catalogue_changes import changes_in_history
from services.aggregator.tables import CONSUMER
from shared.catalogue import Catalogue
from shared.catalogue.record import (
    NO_FILES,
    CatalogueFiles,
    RecordedCatalogues,
    changes_of,
    digest_of,
    restored,
)
from shared.consume import Consumer
from shared.observe import Metrics
from shared.security.access import Access
from tests.builders import AUDITOR
from tests.unit.aggregator.pasts import an_as_of
from tests.unit.aggregator.play import Play
from tests.unit.aggregator.progress_world import CITY, FLOW, PLAN, RATE, STOCK, UNITS

TARGETS = f"site/plans/{PLAN}/targets.csv"
REGIONS = "site/regions.csv"
PLAN_FILE = f"site/plans/{PLAN}/plan.toml"
DEPARTMENTS = "site/departments.toml"

_TARGET_HEAD = (
    "row,section,printed_name,name,indicator,printed_baseline,printed_target,attribute,horizon,bound,baseline,"
    "baseline_bound,value,unit,part_of"
)
_ROWS = (
    f"1,,参保人数（人）,参保人数,{STOCK},600,1200,约束性,end,at_least,600,,1200,人,",
    f"2,,新增就业（人）,新增就业,{FLOW},0,[6000],预期性,plan,at_least,0,,6000,人,",
    f"3,,参保率（%）,参保率,{RATE},95,90,约束性,throughout,at_least,95,,90,%,",
)
_SPARE = f"4,,新增就业总量（人）,新增就业总量,{FLOW},0,[4000],约束性,plan,at_least,0,,4000,人,"
_REGION_HEAD = "code,name,short_name,level,parent,valid_from,valid_to"
_SPARE_COUNTY = f"110104,某县4,,county,{CITY},,"


def an_office() -> CatalogueFiles:
    """The city of progress_world as files: an office with a plan of its own, and nothing shipped."""
    counties = (f"{unit},某县{unit[-1]},,county,{CITY},," for unit in UNITS)
    return {
        REGIONS.replace("site", "shipped"): "\n".join([_REGION_HEAD, f"{CITY},某市,,province,,,", *counties]) + "\n",
        "shipped/groups.csv": "group,member\n",
        "shipped/units.csv": "symbol,base,scale,decimals,aliases,sdmx,english\n人,人,1,0,,PS,Persons\n"
        "%,%,1,2,,PT,Percent\n",
        "shipped/indicators.csv": "id,name,kind,unit,direction,reported_at,part_kind,part_unit,numerator,"
        "denominator,aliases\n"
        f"{STOCK},参保人数,stock,人,up,unit,,,,,\n{FLOW},新增就业,flow,人,up,unit,,,,,新增就业总量\n"
        f"{RATE},参保率,ratio,%,up,unit,stock,人,参保人数,应参保人数,\n",
        "shipped/profiles.csv": "indicator," + ",".join(f"m{month:02d}" for month in range(1, 13)) + "\n",
        "shipped/departments.toml": "",
        PLAN_FILE: f'id = "{PLAN}"\nname = "某规划（虚构，示例）"\nprefix = "XX"\nregion = "{CITY}"\n'
        'first = "2021-01"\nlast = "2025-12"\ndocument = "某规划"\nnumber = ""\n[tables]\ntargets = "主要指标"\n',
        TARGETS: "\n".join([_TARGET_HEAD, *_ROWS]) + "\n",
        DEPARTMENTS: _department("就业处"),
    }


def _department(name: str) -> str:
    indicators = ", ".join(f'"{each}"' for each in (STOCK, FLOW, RATE))
    return (
        f'[[department]]\nid = "d"\nname = "{name}"\nregion = "{CITY}"\nmail = ["d@office.example"]\n'
        f"indicators = [{indicators}]\n"
    )


Edit = Callable[[random.Random, CatalogueFiles], CatalogueFiles]


def _corrected_target(rng: random.Random, files: CatalogueFiles) -> CatalogueFiles:
    value = rng.randrange(700, 2_000)
    lines = files[TARGETS].split("\n")
    lines[1] = f"1,,参保人数（人）,参保人数,{STOCK},600,{value},约束性,end,at_least,600,,{value},人,"
    return {**files, TARGETS: "\n".join(lines)}


def _row_more_or_less(_rng: random.Random, files: CatalogueFiles) -> CatalogueFiles:
    return {**files, TARGETS: _toggled(files[TARGETS], _SPARE)}


def _county_more_or_less(_rng: random.Random, files: CatalogueFiles) -> CatalogueFiles:
    own = files.get(REGIONS, _REGION_HEAD + "\n")
    return {**files, REGIONS: _toggled(own, _SPARE_COUNTY)}


def _other_department(rng: random.Random, files: CatalogueFiles) -> CatalogueFiles:
    return {**files, DEPARTMENTS: _department(f"第{rng.randrange(100)}处")}


def _other_shares(rng: random.Random, files: CatalogueFiles) -> CatalogueFiles:
    """Which months count for how much."""
    first = [rng.randrange(50_000, 90_000) for _ in range(11)]
    shares = ",".join(map(str, [*first, 1_000_000 - sum(first)]))
    head = files["shipped/profiles.csv"].split("\n")[0]
    return {**files, "site/profiles.csv": f"{head}\n{FLOW},{shares}\n"}


def _toggled(text: str, line: str) -> str:
    return text.replace(line + "\n", "") if line in text else text + line + "\n"


EDITS: tuple[Edit, ...] = (
    _corrected_target,
    _corrected_target,
    _row_more_or_less,
    _county_more_or_less,
    _other_department,
    _other_shares,
)


class OfficePlay(Play):
    """A play in which the files change, and the process is begun again each time."""

    def __init__(self, where: Path | str, seed: int) -> None:
        self.files = an_office()
        super().__init__(where, seed, restored(self.files))
        self._record(NO_FILES)
        self._begin()

    def edit(self) -> None:
        """Somebody edits a file, and the process is begun again: intake records it before or after the aggregator has
        put what stands to it."""
        before, self.files = self.files, self.rng.choice(EDITS)(self.rng, self.files)
        if self.files == before:
            return
        self.catalogue = restored(self.files)
        self.units = self.catalogue.units()
        if self.rng.random() < 0.5:
            self._record(before)
            self._begin()
        else:
            self._begin()
            self._record(before)

    def answers_by(self, catalogue: Catalogue, connection: sa.Connection) -> dict[str, Any]:
        """What is answered by a catalogue: as Play does it, who answers for what, and what is asked."""
        present = self.catalogue, self.figures, self.regions, self.sight
        self.catalogue, self.figures = catalogue, Figures(catalogue)
        self.regions, self.sight = (CITY, *catalogue.units()), Access(catalogue).sight(AUDITOR)
        found = self.answers(connection)
        self.catalogue, self.figures, self.regions, self.sight = present
        plan = catalogue.plans[PLAN]
        asked = amendments.load(connection)
        for target in plan.targets:
            found[f"department {target.row}"] = catalogue.department_for(PLAN, target.row).name
            found[f"asked {target.row}"] = [str(step) for step in asked.steps(target, plan.last)], str(target.value)
        return found

    def disagreements(self, catalogue: Catalogue, connection: sa.Connection) -> list[str]:
        """The rows that are judged by another value than is told of them, or that are judged and not told."""
        plan = catalogue.plans[PLAN]
        told, asked = {target.row: target for target in plan.targets}, amendments.load(connection)
        found = []
        for key, judged in progress_repository.load_range(connection, PLAN, plan.first, plan.last).items():
            target = told.get(key.row)
            if target is None:
                found.append(f"{key}: judged, and not told")
            elif judged.target is not None:
                held = asked.target(target, key.period)
                wanted = None if held.value is None else int(held.value * held.unit.scale)
                if wanted is not None and catalogue.indicators[target.indicator].id != RATE and judged.target != wanted:
                    found.append(f"{key}: judged by {judged.target}, told is {wanted}")
        return found

    def _record(self, before: CatalogueFiles) -> None:
        for change in changes_of(before, self.files, "0.2.0"):
            self.apply(change)

    def _begin(self) -> None:
        """The process with the files as they are."""
        digest = digest_of(self.files)
        self.figures = Figures(self.catalogue)
        self.handler = ProgressHandler(self.catalogue, self.clock, self.figures)
        in_use = CatalogueInUse(digest)
        projection = Projection(self.store, self.catalogue, self.handler.assess, self.handler.revise, in_use)
        self.consumer = Consumer(
            "aggregator", self.log, self.database, CONSUMER, projection, metrics=Metrics(), clock=self.clock
        )
        self.known = RecordedCatalogues(self.catalogue, digest, changes_in_history(self.database, self.codec))
        self.past = an_as_of(self.database, self.catalogue, self.clock, self.log, catalogues=self.known)
        recorded = self.known.of_digest
        Adopting(
            self.database, self.store, self.catalogue, digest, self.handler, self.codec, self.clock, recorded
        ).run()
