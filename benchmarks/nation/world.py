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
    _write(DATA, site, clones)


def write_catalogue(shipped: Path, target: Path, clones: Sequence[str] = CLONES) -> None:
    """The same as a whole catalogue: what a build ships, and the clones. For one that knows no offices' folders."""
    shutil.copytree(shipped, target, ignore=shutil.ignore_patterns("plans"))
    _write(shipped, target, clones)


def _write(shipped: Path, target: Path, clones: Sequence[str]) -> None:
    """The clones' rows, after those that are there, and every plan."""
    for name, columns in _CODES.items():
        _clone_rows(shipped / name, target / name, columns, clones)
    with (target / "departments.toml").open("a", encoding="utf-8") as file:
        file.write("\n" + "\n".join(_departments(shipped, clones)))
    for folder in sorted(each for each in (shipped / "plans").iterdir() if each.is_dir()):
        _copy_plan(folder, target / "plans" / folder.name, lambda text: text)
        if f'region = "{PROVINCE}0000"' in (folder / "plan.toml").read_text("utf-8"):
            for clone in clones:
                name = f"{folder.name}-{clone}"
                _copy_plan(folder, target / "plans" / name, _as_clone(folder.name, name, clone))


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


_CODES = {"regions.csv": ("code", "parent"), "groups.csv": ("group", "member"), "contacts.csv": ("region",)}
"""In which columns codes of regions stand; by the first one it is told whose row it is."""


def _clone_rows(shipped: Path, target: Path, columns: Sequence[str], clones: Sequence[str]) -> None:
    with shipped.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    of_province = [row for row in rows if row[columns[0]].startswith(PROVINCE)]
    new = not target.exists()
    with target.open("a", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        if new:
            writer.writeheader()
        for clone in clones:
            writer.writerows(row | {each: _code(row[each], clone) for each in columns} for row in of_province)


def _departments(shipped: Path, clones: Sequence[str]) -> Iterator[str]:
    for department in tomllib.loads((shipped / "departments.toml").read_text("utf-8"))["department"]:
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
