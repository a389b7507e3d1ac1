"""A bureau begins: from ``xushi init`` and a few lines of its own to accepted months and an alert in a mailbox."""

from __future__ import annotations

import shlex
from datetime import date, datetime
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from services.cli import app
from services.standalone import Standalone
from shared.periods import CHINA, SettableClock
from shared.settings import Settings
from tests.unit.shared.catalogue.files.layers.office import CONTACTS, PLAN, REGIONS, TARGETS, write_site

CITY, DISTRICT, COUNTY, JOBS = "500000", "500107", "500198", "urban_new_employment"
PERSONS = {"复核": f"reviewer:{CITY}", "九龙坡": f"reporter:{DISTRICT}"}
CITY_PLAN = PLAN.replace("jiulongpo", "chongqing").replace("九龙坡区", "重庆市").replace("500107", CITY)
CITY_TARGETS = TARGETS.replace("【15】,【>16】", "【362】,【>300】").replace(",0,,16,", ",0,,300,")
DEPARTMENT = """
[[department]]
id = "jlp-jobs"
name = "九龙坡区就业科（虚构）"
region = "500107"
mail = ["jobs@jlp.test"]
leader_mail = ["boss@jlp.test"]
indicators = ["urban_new_employment"]
"""


def _key(system: str, role: str, region: str) -> str:
    """A key for one of the office's systems."""
    added = CliRunner().invoke(app, ["keys", "add", system, "--role", role, "--region", region])
    assert added.exit_code == 0, added.output
    return added.output.strip()


class Beginning:
    """A bureau of the city in one process, as its first persons use it."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("XUSHI_DATA_DIR", str(folder / "data"))
        monkeypatch.setenv("COLUMNS", "300")
        plans = [
            write_site(folder / "plans" / "chongqing", {"plan.toml": CITY_PLAN, "targets.csv": CITY_TARGETS}),
            write_site(folder / "plans" / "jiulongpo", {"plan.toml": PLAN, "targets.csv": TARGETS}),
        ]
        flags = ["--yes", "--name", "重庆市人力社保局（虚构）", "--region", CITY, "--department", "就业处=jobs@cq.test"]
        flags += [word for plan in plans for word in ("--plan", str(plan))]
        flags += [word for name, role in PERSONS.items() for word in ("--person", f"{name}:{role}")]
        self.begun = CliRunner().invoke(app, ["init", *flags])
        assert self.begun.exit_code == 0, self.begun.output
        self.site = folder / "data" / "site"
        self._write_its_own()
        self.secrets = {name: _key(f"{name}系统", *role.split(":")) for name, role in PERSONS.items()}
        self.secrets["某县"] = _key("某县系统", "reporter", COUNTY)
        self.checked = CliRunner().invoke(app, ["site", "check"])
        settings = Settings(**self._settings(), sweep_seconds=3_600)
        self._clock = SettableClock(datetime(2026, 2, 3, 9, 30, tzinfo=CHINA))
        self.standalone = Standalone(settings, self._clock)
        self.client = TestClient(self.standalone.app)
        self.outbox = folder / "data" / "outbox"

    def _write_its_own(self) -> None:
        """What the folder's own comments say can be added: a department, a county, contacts and a holiday."""
        with (self.site / "departments.toml").open("a", encoding="utf-8") as file:
            file.write(DEPARTMENT)
        files = {
            "regions.csv": f"{REGIONS}{COUNTY},某县（虚构）,某县,county,{CITY},,\n",
            "contacts.csv": CONTACTS + "".join(f"{code},reports@{code}.test,,\n" for code in (DISTRICT, COUNTY)),
            "holidays.csv": f"day,kind,region,name\n2026-02-06,off,{COUNTY},县庆（虚构）\n",
        }
        write_site(self.site, files)

    def _settings(self) -> dict[str, Any]:
        """The settings file, as a shell reads it."""
        lines = (self.site / "settings.env").read_text("utf-8").splitlines()
        words = [shlex.split(line)[0] for line in lines if not line.startswith("#")]
        return {
            name.removeprefix("XUSHI_").lower(): value for name, _, value in (word.partition("=") for word in words)
        }

    def post(self, who: str, path: str, body: dict[str, Any], key: str) -> None:
        headers = {"Authorization": f"Bearer {self.secrets[who]}", "Idempotency-Key": key}
        answer = self.client.post(path, json=body, headers=headers)
        assert answer.status_code == 201, answer.text

    def get(self, path: str, query: dict[str, str]) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self.secrets['复核']}"}
        answer = self.client.get(path, params=query, headers=headers)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def month(self, day: datetime, period: str, figures: dict[str, tuple[str, int]]) -> None:
        """On a day the units report, and their reviewer accepts."""
        self._clock.set(day)
        self.standalone.settle(30)
        for who, (region, value) in figures.items():
            lines = [{"indicator": JOBS, "value": str(value), "unit": "人"}]
            self.post(who, "/v1/reports", {"region": region, "period": period, "lines": lines}, f"{region}-{period}")
        decisions = [
            {"region": region, "period": period, "revision": 1, "decision": "accept", "with_blanks": True}
            for region, _ in figures.values()
        ]
        self.post("复核", "/v1/reviews", {"decisions": decisions}, f"accept-{period}")
        self.standalone.settle(30)

    def mails(self) -> list[tuple[str, str]]:
        """Recipient and subject of every mail."""
        found = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in self.outbox.glob("*.eml")]
        return sorted((str(each["To"]), str(each["Subject"])) for each in found)


@pytest.fixture
def beginning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    made = Beginning(tmp_path, monkeypatch)
    with made.client:
        yield made


def test_the_folder_is_in_order_and_its_own_lines_are_read(beginning: Beginning) -> None:
    assert beginning.checked.exit_code == 0, beginning.checked.output
    catalogue = beginning.standalone.runtime.catalogue
    assert set(catalogue.plans) == {"chongqing-2026-2030", "jiulongpo-2026-2030"}
    assert COUNTY in catalogue.units_under(CITY)
    assert not catalogue.calendar_of(COUNTY).is_working_day(date(2026, 2, 6))


def test_from_the_first_accepted_month_to_an_alert_in_the_right_mailbox(beginning: Beginning) -> None:
    for number in (1, 2, 3):
        figures = {"九龙坡": (DISTRICT, 600 + number), "某县": (COUNTY, 50)}
        beginning.month(datetime(2026, number + 1, 3, 10, tzinfo=CHINA), f"2026-{number:02d}", figures)
    total = beginning.get("/v1/figures", {"region": CITY, "indicator": JOBS, "period": "2026-03"})["figures"][0]
    assert total["accepted"]["value"] == 653
    progress = beginning.get("/v1/progress", {"plan": "jiulongpo-2026-2030", "row": "1", "period": "2026-03"})
    assert "red" in str(progress)
    told = {recipient for recipient, subject in beginning.mails() if "城镇新增就业" in subject}
    assert told == {"jobs@jlp.test", "boss@jlp.test"}, "the department, and its leader as it has not signed"
