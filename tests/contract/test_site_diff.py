"""``xushi site diff`` and ``history`` over a played system: what is said before the restart is what it then does."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from typer.testing import CliRunner, Result

from services.aggregator.progress import repository
from services.aggregator.tables import METADATA
from services.cli import app
from services.intake.tables import METADATA as INTAKE
from services.standalone import Standalone
from shared.events import Assessment, ReportLine
from shared.periods import CHINA, Month, SettableClock
from shared.settings import Settings
from tests.end_to_end.plans.running import Running
from tests.postgresql import Server
from tests.unit.shared.catalogue.files.layers.office import a_district, write_site

pytestmark = pytest.mark.slow

PLAN = "jiulongpo-own"
HEAD = (
    f'id = "{PLAN}"\nname = "九龙坡区规划（虚构，示例）"\nshort_name = "九龙坡（虚构）"\nregion = "500107"\n'
    'first = "2021-01"\nlast = "2025-12"\ndocument = "九龙坡区规划（虚构，示例）"\nprefix = "JLPO"\n'
    '[tables]\ntargets = "专栏1（虚构，示例）"\n'
)
TARGETS = (
    "row,section,printed_name,name,indicator,printed_baseline,printed_target,attribute,horizon,bound,"
    "baseline,baseline_bound,value,unit,part_of\n"
    "1,一,1.基本医疗保险参保率（%）,基本医疗保险参保率,medical_insurance_coverage_rate,95,95,约束性,throughout,at_least,"
    "95,,95,%,\n"
)
CORRECTED = TARGETS.replace("95,95,约束性", "95,85,约束性").replace("95,,95,%", "95,,85,%")
ALERT = "JLPO-01"
FILE = f"site/plans/{PLAN}/targets.csv"


class Office(NamedTuple):
    """A folder in which an alert stands, of an office's own plan, and the settings that name its databases."""

    site: Path
    data: Path
    databases: Mapping[str, str]

    def targets(self, text: str) -> None:
        write_site(self.site, {f"plans/{PLAN}/targets.csv": text})

    def run(self, *words: str) -> Result:
        names = {f"XUSHI_{name.upper()}": value for name, value in self.databases.items()}
        at = {"XUSHI_SITE_DIR": str(self.site), "XUSHI_CLOCK_FILE": str(self.data / "clock"), "COLUMNS": "300"}
        at |= {"XUSHI_DATA_DIR": str(self.data)}
        return CliRunner().invoke(app, ["site", *words], env=names | at)

    def standalone(self) -> Standalone:
        clock = SettableClock(datetime(2025, 12, 9, 10, tzinfo=CHINA))
        settings: Any = {"data_dir": self.data, "site_dir": self.site, "sweep_seconds": 3_600, **self.databases}
        return Standalone(Settings(**settings), clock)


@pytest.fixture(params=["sqlite", "postgresql"])
def databases(request: pytest.FixtureRequest) -> Iterator[Mapping[str, str]]:
    if request.param == "sqlite":
        yield {}
        return
    server: Server = request.getfixturevalue("postgresql_server")
    with server.database() as intake, server.database() as aggregator, server.database() as alerts:
        yield {"intake_database": intake, "aggregator_database": aggregator, "alerts_database": alerts}


@pytest.fixture
def office(databases: Mapping[str, str], tmp_path: Path) -> Office:
    """Two months below the floor, and the alert of them."""
    made = Office(tmp_path / "site", tmp_path / "data", databases)
    files = {f"plans/{PLAN}/plan.toml": HEAD, f"plans/{PLAN}/targets.csv": TARGETS}
    jobs = a_district()["departments.toml"]
    own = jobs.replace('["urban_new_employment"]', '["medical_insurance_coverage_rate"]')
    write_site(made.site, {"site.toml": a_district()["site.toml"], "departments.toml": own, **files})
    settings: Any = {"site_dir": made.site, **databases}
    running = Running(made.data, ALERT, **settings)
    with running.client:
        for period, day in (("2025-10", (2025, 11, 12)), ("2025-11", (2025, 12, 9))):
            line = ReportLine(indicator="medical_insurance_coverage_rate", value=90, denominator=100)
            running.report(period, line)
            running.on(*day)
        listed = running.client.get("/v1/alerts", params={"state": "open"}).json()["alerts"]
        assert [each["number"] for each in listed] == [ALERT]
    running.standalone.runtime.close()
    (made.data / "clock").write_text("2025-12-09T10:00:00+08:00", "utf-8")
    return made


def restarted(standalone: Standalone) -> None:
    """The services begin, and do what there is to do."""
    with TestClient(standalone.app):
        standalone.settle(30)


def rows_of(standalone: Standalone) -> dict[str, list[Any]]:
    """Everything in the two databases that are read."""
    found: dict[str, list[Any]] = {}
    for service, metadata in (("intake", INTAKE), ("aggregator", METADATA)):
        with standalone.runtime.database(service).read() as connection:
            for table in metadata.sorted_tables:
                rows = connection.execute(sa.select(table).order_by(*table.primary_key.columns))
                found[f"{service}.{table.name}"] = [tuple(row) for row in rows]
    return found


def judged(standalone: Standalone) -> dict[str, Assessment]:
    with standalone.runtime.database("aggregator").read() as connection:
        found = repository.load_row(connection, PLAN, 1, Month(2021, 1), Month(2025, 12))
    return {str(key.period): each for key, each in found.items()}


def test_what_is_said_before_a_restart_is_what_it_does(office: Office) -> None:
    office.targets(CORRECTED)
    standalone = office.standalone()
    before, rows = judged(standalone), rows_of(standalone)
    told = office.run("diff")
    assert told.exit_code == 0, told.stdout
    assert FILE in told.stdout
    assert "序号1：printed_target 95 → 85，value 95 → 85" in told.stdout
    assert "0 个汇总数字、1 项目标的评判与现在不同" in told.stdout
    assert "九龙坡（虚构） 序号1 基本医疗保险参保率" in told.stdout
    assert "2025-11　橙，目标 95.00%，较序时 −5.00 个百分点 → 正常，目标 85.00%" in told.stdout
    assert f"涉及未结的预警 1 件：{ALERT}（九龙坡（虚构） 序号1 基本医疗保险参保率，橙）" in told.stdout
    said = json.loads(office.run("diff", "--json").stdout)
    assert rows_of(standalone) == rows
    restarted(standalone)
    after = judged(standalone)
    (row,) = said["effect"]["rows"]
    changed = [period for period in before if before[period].level != after[period].level]
    assert row["months"] >= len(changed) > 0
    assert row["period"] == max(changed)
    assert row["after"] == {name: getattr(after[row["period"]], name) for name in ("level", "target", "gap")}
    standalone.runtime.close()
    again = office.run("diff")
    assert "文件没有改动" in again.stdout
    assert "没有要改的" in again.stdout


def test_the_recorded_changes_are_listed_newest_first_and_shown_line_by_line(office: Office) -> None:
    office.targets(CORRECTED)
    standalone = office.standalone()
    restarted(standalone)
    standalone.runtime.close()
    listed = office.run("history").stdout.splitlines()
    assert len(listed) == 2
    assert "1 个文件，增 1 行，删 1 行" in listed[0]
    assert "程序 " in listed[0]
    position = listed[0].split("　")[0].removeprefix("位置 ")
    shown = office.run("history", "--show", position).stdout
    assert f"{FILE}：" in shown
    assert "第2行 − 1,一,1.基本医疗保险参保率" in shown
    assert office.run("history", "--show", "999999").exit_code == 2


def test_a_fault_in_the_folder_is_told_as_check_tells_it(office: Office) -> None:
    office.targets(TARGETS.replace("95,,95,%", "95,,85,%"))
    told = office.run("diff")
    assert told.exit_code == 1
    (line,) = [line for line in told.stdout.splitlines() if "[" in line]
    assert f"{FILE}（序号1）：目标值85与原文“95”不符" in line
    assert line in office.run("check").stdout
