"""Sixty months of 重庆's 38 districts out of one spreadsheet into a fresh system of today: 补录, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest
from typer.testing import CliRunner, Result

from services.cli import app
from services.demo.world.simulation import Simulation, simulate
from services.standalone import Standalone
from shared.catalogue import Catalogue, load_catalogue
from shared.periods import Month
from shared.security.keys import Role, new_key, save_keys
from shared.settings import Settings
from tests.end_to_end.plans.workbooks import write_history
from tests.processes import serving as behind_a_server

AREA, PLAN = "500000", "chongqing-2021-2025"
FIRST, LAST = Month(2021, 1), Month(2025, 12)
JOBS, INJURY, CASES = "urban_new_employment", "work_injury_insurance_insured", "arbitration_settlement_rate"
ROWS = {1, 8, 17}
"""Where the plan has them."""
SITE = 'name = "示例"\nregion = "500000"\n\n[reporting]\nowed_from = "{}"\n'
"""From when the office asks for reports; where that is after a plan's last month, all of the plan is past."""


class Served(NamedTuple):
    """A fresh system on a real socket, and the keys of whoever reports, reviews and operates."""

    folder: Path
    url: str
    reporter: str
    reviewer: str
    ops: str
    standalone: Standalone

    def importing(self, *files: Path, **options: str) -> Result:
        more = [word for name, value in options.items() for word in (f"--{name.replace('_', '-')}", value)]
        words = ["import", "--history", *map(str, files), "--simulated", "--data", str(self.folder)]
        return CliRunner().invoke(app, [*words, "--url", self.url, "--key", self.reporter, *more])

    def ask(self, path: str) -> Any:
        answer = httpx.get(f"{self.url}{path}", headers={"Authorization": f"Bearer {self.ops}"}, timeout=60)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def settle(self) -> None:
        self.standalone.settle(120)

    def events(self, service: str) -> list[str]:
        runtime = self.standalone.runtime
        with runtime.database(service).read() as connection:
            return [each.type for each in runtime.store.read(connection, 0, 100_000)]


@contextmanager
def serving(folder: Path, owed_from: str = "2026-11") -> Iterator[Served]:
    """A fresh system of an office that asks for reports from a month on."""
    (folder / "site").mkdir(parents=True)
    (folder / "site" / "site.toml").write_text(SITE.format(owed_from), "utf-8")
    roles = ((Role.REPORTER, AREA), (Role.REVIEWER, AREA), (Role.OPS, ""))
    made = [new_key(role.value, role, area) for role, area in roles]
    save_keys(folder / "keys.json", [key for key, _ in made])
    standalone = Standalone(Settings(data_dir=folder, sweep_seconds=3_600))
    reporter, reviewer, ops = (secret for _, secret in made)
    with behind_a_server(standalone.app) as address:
        yield Served(folder, address, reporter, reviewer, ops, standalone)


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    with serving(tmp_path / "data") as made:
        yield made


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.fixture(scope="module")
def world(catalogue: Catalogue) -> Simulation:
    return simulate(catalogue, FIRST, LAST)


@pytest.fixture(scope="module")
def districts(catalogue: Catalogue, world: Simulation) -> list[str]:
    found = [unit for unit in catalogue.units_under(AREA) if unit in world.series]
    assert len(found) == 38
    return found


@pytest.fixture(scope="module")
def ledger(
    tmp_path_factory: pytest.TempPathFactory, catalogue: Catalogue, world: Simulation, districts: list[str]
) -> Path:
    file = tmp_path_factory.mktemp("ledger") / "台账.xlsx"
    return write_history(file, catalogue, world, districts, (JOBS, INJURY, CASES))


NOTHING_SENT = ["CatalogueChanged"]
"""The events of a system that nobody has sent anything to: the files that it was started with."""


def told(result: Result) -> str:
    return result.output.replace("\n", "")


@pytest.mark.timeout(300)
@pytest.mark.slow
def test_sixty_months_come_in_by_one_command_late_for_nobody_and_with_the_plan_s_results(
    served: Served, ledger: Path, world: Simulation, districts: list[str]
) -> None:
    asked = served.importing(ledger, reviewer_key=served.reviewer)
    assert asked.exit_code == 1 and "处须说明" in told(asked) and "什么也没有送出" in told(asked)
    assert served.events("intake") == NOTHING_SENT
    done = served.importing(ledger, reviewer_key=served.reviewer, explain="台账原数，已核对")
    assert done.exit_code == 0, done.output
    assert "已入库 2280 份（补录），已有 0 份" in told(done) and "审核通过 2280 份，此前已通过 0 份" in told(done)
    served.settle()
    assert_nobody_is_late(served)
    assert_results(served, world, districts)
    assert served.events("alerts") == [] and not list((served.folder / "outbox").glob("*"))
    again = served.importing(ledger, reviewer_key=served.reviewer, explain="台账原数，已核对")
    assert again.exit_code == 0, again.output
    assert "已入库 0 份（补录），已有 2280 份" in told(again) and "此前已通过 2280 份" in told(again)
    assert len(served.events("intake")) == len(NOTHING_SENT) + 2 * 2_280


def assert_nobody_is_late(served: Served) -> None:
    span = f"area={AREA}&from={FIRST}&to={LAST}"
    reports = served.ask(f"/v1/reports?{span}")["reports"]
    assert (len(reports), {(each["late"], each["backfilled"], each["status"]) for each in reports}) == (
        2_280,
        {(False, True, "accepted")},
    )
    total = served.ask(f"/v1/reports/summary?{span}")["total"]
    assert {name: total[name] for name in ("expected", "late", "missing")} == {"expected": 0, "late": 0, "missing": 0}


def assert_results(served: Served, world: Simulation, districts: list[str]) -> None:
    """Every month is assessed, and the last one says how the plan ended, by sums that are added up here."""
    last = {each["row"]: each for each in served.ask(f"/v1/progress?plan={PLAN}&period={LAST}")["progress"]}
    jobs = sum(sum(world.series[unit][JOBS].values) for unit in districts)
    injury = sum(world.series[unit][INJURY].values[-1] for unit in districts)
    assert jobs > 3_000_000 and injury < 7_500_000, "the targets that the plan prints"
    said = {row: (last[row]["rule"], last[row]["level"], last[row]["accepted_met"]) for row in ROWS}
    assert said == {1: ("final", "normal", True), 8: ("final", "red", False), 17: ("final", "normal", True)}
    assert (last[1]["actual"]["value"], last[8]["actual"]["value"]) == (jobs, injury)
    for month in (FIRST, Month(2023, 6)):
        then = served.ask(f"/v1/progress?plan={PLAN}&period={month}")["progress"]
        assert {each["row"] for each in then if each["rule"] != "none"} == ROWS


def test_a_month_that_is_owed_is_no_past_and_is_named_before_anything_is_sent(tmp_path: Path) -> None:
    file = tmp_path / "台账.csv"
    file.write_text("地区,指标,计量单位,2021-02,2021-03\n九龙坡区,城镇新增就业人数,人,3101,3204\n", "utf-8")
    with serving(tmp_path / "data", owed_from="2021-03") as served:
        words = told(served.importing(file))
        assert "500107" in words and "2021-03" in words and "第2行第5列" in words
        assert "是应报的月份，不是补录" in words and "什么也没有送出" in words
        assert "第2行第4列" not in words
        assert served.events("intake") == NOTHING_SENT


def test_faults_of_the_whole_file_are_named_by_cell_and_nothing_is_sent(served: Served, tmp_path: Path) -> None:
    file = tmp_path / "台账.csv"
    file.write_text(
        "地区,指标,月份,数值,计量单位\n"
        "九龙坡区,城镇新增就业人数,2025-11,1.2万,人\n"
        "没有区,城镇新增就业人数,2025-11,3100,人\n"
        "500107,城镇新增就业人数,2025-13,3100,人\n"
        "500107,工伤保险参保人数,2025年11月,31,\n"
        "500107,城镇新增就业人数,2025-10,3100,人\n",
        "utf-8",
    )
    result = served.importing(file)
    words = told(result)
    assert result.exit_code == 1
    for said in ("第2行第4列", "第3行第1列", "第4行第3列", "第5行第5列", "共 4 处有误"):
        assert said in words, words
    assert served.events("intake") == NOTHING_SENT
