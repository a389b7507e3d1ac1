"""A made-up country: the shipped catalogue with 四川 in it sixteen times, written as an office's own folder.

2,974 units and 20 plans, all simulated: the province is cloned region by region, with its groups, plan, departments
and contacts. Any build reads the folder as it reads that of an office, so that nothing in it need know of this.
"""

from __future__ import annotations

import csv
import json
import shutil
import tomllib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks.setting import Prepared
from shared.catalogue import load_catalogue
from shared.catalogue.files.tables import DATA
from shared.periods import Month

PROVINCE = "51"
CLONES = tuple(str(each) for each in range(60, 75))
"""The first two digits of the clones' codes; no region has them."""

FIRST = Month(2021, 1)
"""The first month that anybody reports."""

_LAST = "2026-12"
"""The plans are made to last a year longer, so that sixty months after the first one there is still a plan in force."""


def write_site(site: Path, clones: Sequence[str] = CLONES) -> None:
    """Write the office's folder ``site``, which must not be there yet."""
    site.mkdir(parents=True)
    (site / "site.toml").write_text('name = "模拟全国"\nplans = []\n', "utf-8")
    for name, columns in (("regions.csv", ("code", "parent")), ("groups.csv", ("group", "member"))):
        _clone_rows(site, name, columns, clones)
    _clone_rows(site, "contacts.csv", ("region",), clones)
    (site / "departments.toml").write_text("\n".join(_departments(clones)), "utf-8")
    for folder in sorted((DATA / "plans").iterdir()):
        _copy_plan(folder, site / "plans" / folder.name, lambda text: text)
        if f'region = "{PROVINCE}0000"' in (folder / "plan.toml").read_text("utf-8"):
            for clone in clones:
                name = f"{folder.name}-{clone}"
                _copy_plan(folder, site / "plans" / name, _as_clone(folder.name, name, clone))


class Nation(Prepared):
    """The country in a data folder: its catalogue, a key of every unit, and their reports."""

    def __init__(self, folder: Path) -> None:
        catalogue = load_catalogue(site=folder / "site")
        super().__init__(catalogue, folder, catalogue.units())

    def reporting(self, period: Month) -> list[str]:
        """The units that are there in a month."""
        return [unit for unit in self.units if self.catalogue.valid_in(unit, period)]

    def month(self, period: Month) -> list[bytes]:
        """The report of every unit for one month, as ready requests."""
        return [self.report(unit, period) for unit in self.reporting(period)]


def _clone_rows(site: Path, name: str, columns: Sequence[str], clones: Sequence[str]) -> None:
    with (DATA / name).open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    of_province = [row for row in rows if row[columns[0]].startswith(PROVINCE)]
    with (site / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        for clone in clones:
            writer.writerows(row | {each: _code(row[each], clone) for each in columns} for row in of_province)


def _departments(clones: Sequence[str]) -> Iterator[str]:
    for department in tomllib.loads((DATA / "departments.toml").read_text("utf-8"))["department"]:
        if department["region"].startswith(PROVINCE):
            for clone in clones:
                own = {"id": f"{department['id']}-{clone}", "region": _code(department["region"], clone)}
                yield "[[department]]"
                yield from (f"{key} = {_toml(value)}" for key, value in {**department, **own}.items() if key != _OWN)


_OWN = "commitments"
"""Which department states which commitment is said of each plan by itself; the clones' are left to nobody."""


def _toml(value: Any) -> str:
    """A text, a list of texts or a table of texts as TOML writes it."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_toml(each)}" for key, each in value.items()) + " }"
    return json.dumps(value, ensure_ascii=False)


def _copy_plan(source: Path, target: Path, changed: Callable[[str], str]) -> None:
    shutil.copytree(source, target)
    path = target / "plan.toml"
    lines = changed(path.read_text("utf-8")).splitlines()
    path.write_text("\n".join(f'last = "{_LAST}"' if line.startswith("last = ") else line for line in lines), "utf-8")


def _as_clone(old: str, new: str, clone: str) -> Callable[[str], str]:
    """A plan's head with another id, region and prefix of its alerts."""

    def changed(text: str) -> str:
        text = text.replace(f'id = "{old}"', f'id = "{new}"').replace(f'"{PROVINCE}0000"', f'"{clone}0000"')
        return text.replace('prefix = "SC"', f'prefix = "SC{clone}"')

    return changed


def _code(code: str, clone: str) -> str:
    return clone + code[len(PROVINCE) :] if code.startswith(PROVINCE) else code
