"""The walks of docs/architecture.md are what runs, its hops are imports, and its floors are the contracts."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import NamedTuple

import grimp
import pytest

from tests.docs.walk import ROOT, System, Watch

TEXT = (ROOT / "docs/architecture.md").read_text("utf-8")
SERVICES = ("services.intake", "services.aggregator", "services.alerts")
LINE, AS_OF, DECISION = "A line's walk", "An as-of question", "A review decision"
WALKS = (LINE, AS_OF, DECISION)
MOST_PACKAGES = 25

AROUND = {"services", "shared", *SERVICES, "shared.process", "shared.shapes"}
"""What stands around every step: what puts services together, their tables and readers' threads, single words, and how
a report is written into bytes and read again."""

WITH_A_STEP = {"services.aggregator.judging", "services.aggregator.missing"}
"""Who takes out what waits for step 16, and is named there; and who is asked by it whether anything is missing: what
that puts in belongs to months that lack a unit, not to a report."""

PERIODIC = {
    "services.aggregator.api",
    "services.aggregator.panel",
    "services.aggregator.past",
    "services.aggregator.veil",
    "services.alerts.reading",
    "services.alerts.reminders",
    "services.aggregator.rebuild",
    "services.intake.catalogue",
    "services.intake.queries",
    "shared.observe",
}
"""What may run meanwhile because it is time for it: reminders, the rebuild check, gauges, whether the catalogue
in force is another one, the health checks of every 15 seconds."""

WORDS = {"shared.events"}
"""Packages in which nothing runs: they hold types."""


class Step(NamedTuple):
    """A row of a walk: where it is, and how it is reached: an earlier step's number, ``main``, ``the log``."""

    number: int
    package: str
    reached: str
    sentence: str


def section(title: str) -> str:
    """The text under a heading, up to the next one."""
    return re.split(r"^## ", TEXT.split(f"\n## {title}", 1)[1], maxsplit=1, flags=re.MULTILINE)[0]


def walk(title: str) -> list[Step]:
    """The steps of a walk."""
    rows = re.findall(r"^\| (\d+) \| `([\w.]+)` \| ([\w ]+) \| (.+) \|$", section(title), re.MULTILINE)
    return [Step(int(number), package, reached, sentence) for number, package, reached, sentence in rows]


STEPS = [pytest.param(title, step, id=f"{title} {step.number}") for title in WALKS for step in walk(title)]


@pytest.fixture(scope="module")
def imports() -> grimp.ImportGraph:
    return grimp.build_graph("services", "shared", cache_dir=None)


def imported(graph: grimp.ImportGraph, importer: str, package: str) -> bool:
    """Whether a module in one package imports one in the other."""
    return any(
        below == package or below.startswith(f"{package}.")
        for module in {importer} | graph.find_descendants(importer)
        for below in graph.find_modules_directly_imported_by(module)
    )


@pytest.mark.parametrize("title", WALKS)
def test_a_walk_is_short_and_numbered(title: str) -> None:
    steps = walk(title)
    assert [step.number for step in steps] == list(range(1, len(steps) + 1))
    assert 0 < len(steps) <= MOST_PACKAGES
    packages = [step.package for step in steps]
    assert len(packages) == len(set(packages)), "a package stands twice on a walk"


@pytest.mark.parametrize(("title", "step"), STEPS)
def test_a_step_is_a_package_and_has_one_sentence(title: str, step: Step) -> None:
    folder = ROOT / step.package.replace(".", "/")
    assert (folder / "__init__.py").exists() or folder.with_suffix(".py").exists(), f"{step.package} does not exist"
    assert step.sentence.endswith(".")
    assert not re.search(r"\. [A-Z]", step.sentence)


@pytest.mark.parametrize(("title", "step"), STEPS)
def test_a_hop_is_an_import_downwards_or_the_log(title: str, step: Step, imports: grimp.ImportGraph) -> None:
    if step.reached == "the log":
        assert imported(imports, "shared.consume", "shared.log")
        return
    if step.reached == "main":
        (service,) = [each for each in SERVICES if step.package.startswith(f"{each}.")]
        assert imported(imports, f"{service}.main", step.package)
        return
    assert int(step.reached) < step.number
    above = walk(title)[int(step.reached) - 1].package
    assert imported(imports, above, step.package), f"{above} does not import {step.package}"


def packages_of(modules: set[str]) -> set[str]:
    """The packages that modules lie in; a folder inside a room counts as the room.

    shared.consume counts as one, whether it is a file or a folder.
    """
    folders = {module if module == "shared.consume" else module.rpartition(".")[0] for module in modules}
    return {".".join(each.split(".")[: 3 if each.startswith("services.") else 2]) for each in folders}


def test_the_walks_are_what_a_report_a_decision_and_a_question_run_through(tmp_path: Path) -> None:
    with Watch() as watch:
        system = System(tmp_path)
        with system.client:
            system.settle()

            def report() -> None:
                assert system.report().status_code == 201
                system.settle()

            def accept() -> None:
                assert system.accept().status_code == 201
                system.settle()

            def ask() -> None:
                assert system.ask_as_of("2025-02-20").status_code == 200

            reported = watch.during(report)
            assert list(system.outbox.glob("*.eml")), "no mail came of the report"
            system.pass_days(24)
            decided = watch.during(accept)
            asked = watch.during(ask)
    on_the_way = {step.package for step in walk(LINE)}
    assert packages_of(reported) - on_the_way <= AROUND | WITH_A_STEP | PERIODIC, (
        "a line runs through a package that is not named"
    )
    for title, ran in ((LINE, reported), (DECISION, decided), (AS_OF, asked)):
        assert {step.package for step in walk(title)} - packages_of(ran) <= WORDS, f"{title}: not everything named ran"


def floors(package: str) -> list[set[str]]:
    """The floors of a package as the page shows them, from the top."""
    block = re.search(rf"^`{re.escape(package)}`\n\n```text\n(.+?)```", TEXT, re.MULTILINE | re.DOTALL)
    assert block, f"no floors of {package}"
    return [{room.strip() for room in line.split("|")} for line in block[1].splitlines()]


def contracts() -> dict[str, list[set[str]]]:
    """The layers of pyproject.toml by the package whose rooms they order."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    found = {}
    for contract in contracts:
        if contract["type"] == "layers":
            layers = [re.split(r"\s*[|:]\s*", layer.strip("()")) for layer in contract["layers"]]
            for container in contract.get("containers", [""]):
                names = [[f"{container}.{each}".strip(".") for each in layer] for layer in layers]
                whole = {each.rpartition(".")[0] for layer in names for each in layer}
                if len(whole) == 1:
                    found[whole.pop()] = [{each.rpartition(".")[2] for each in layer} for layer in names]
    return found


@pytest.mark.parametrize("package", contracts())
def test_the_floors_are_those_of_the_contract(package: str) -> None:
    """What a contract does not speak of may stand on any floor."""
    held = contracts()[package]
    rooms = {room for floor in held for room in floor}
    assert [floor & rooms for floor in floors(package) if floor & rooms] == held


@pytest.mark.parametrize("package", ["services", *SERVICES, "shared"])
def test_every_room_stands_on_one_floor(package: str) -> None:
    named = [room for floor in floors(package) for room in floor]
    folder = ROOT / package.replace(".", "/")
    rooms = {path.parent.name for path in folder.glob("*/__init__.py")} - {"migrations"}
    assert len(named) == len(set(named))
    assert rooms <= set(named)
    assert not [room for room in named if not (folder / room).is_dir() and not (folder / f"{room}.py").exists()]


def test_the_readme_counts_the_packages_of_the_walk() -> None:
    assert f"[{len(walk(LINE))} packages](docs/architecture.md)" in (ROOT / "README.md").read_text("utf-8")


def test_the_page_calls_pure_what_contracts_hold_to_be_pure_and_nothing_else() -> None:
    pure = set(re.findall(r"`((?:services|shared)\.[\w.]+)`", section("Floors").split("pure packages", 1)[1]))
    paths = [ROOT / each.replace(".", "/") for each in pure]
    assert all(path.is_dir() or path.with_suffix(".py").exists() for path in paths)
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    forbidden = [each for each in contracts if "sqlalchemy" in each.get("forbidden_modules", ())]
    held = {source for each in forbidden for source in each["source_modules"]}
    assert held == pure
