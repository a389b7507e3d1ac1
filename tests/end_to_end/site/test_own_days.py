"""An office whose forms run from the 21st to the 20th, in a district with a holiday of its own."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from services.intake.forms.arranging import form_of
from services.intake.units.rulebook import Rulebook
from services.standalone import Standalone
from shared.periods import CHINA, Month, SettableClock
from shared.security.keys import Role, new_key, save_keys
from shared.settings import Settings
from tests.unit.shared.catalogue.files.layers.office import CONTACTS, a_district, write_site

DISTRICT, JOBS = "500107", "urban_new_employment"
FILES = a_district(
    **{
        "site.toml": 'name = "九龙坡区人力社保局"\nregion = "500107"\nplans = []\n'
        '[[due]]\nplan = "jiulongpo-2026-2030"\nperiod_end_day = 20\n',
        "contacts.csv": CONTACTS + "500107,report@jlp.test,,\n",
        "holidays.csv": "day,kind,region,name\n2026-11-24,off,500107,区庆（虚构）\n",
    }
)


class Office:
    """The system in one process, on a day in November 2026."""

    def __init__(self, folder: Path) -> None:
        site = write_site(folder / "site", FILES)
        self._clock = SettableClock(datetime(2026, 11, 20, 9, 30, tzinfo=CHINA))
        settings = Settings(data_dir=folder / "data", site_dir=site, sweep_seconds=3_600)
        key, self._secret = new_key("clerk", Role.REPORTER, DISTRICT)
        save_keys(settings.keys_path, [key])
        self.standalone = Standalone(settings, self._clock)
        self.client = TestClient(self.standalone.app)
        self.outbox = folder / "data" / "outbox"

    def on(self, month: int, day: int, hour: int = 10) -> None:
        self._clock.set(datetime(2026, month, day, hour, tzinfo=CHINA))
        self.standalone.settle(30)

    def report(self, period: str) -> Any:
        body = {"region": DISTRICT, "period": period, "lines": [{"indicator": JOBS, "value": "100", "unit": "人"}]}
        headers = {"Authorization": f"Bearer {self._secret}", "Idempotency-Key": f"k-{period}"}
        answer = self.client.post("/v1/reports", json=body, headers=headers)
        self.standalone.settle(30)
        return answer

    def withdraw(self, period: str) -> Any:
        headers = {"Authorization": f"Bearer {self._secret}", "Idempotency-Key": f"w-{period}"}
        path = f"/v1/reports/{DISTRICT}/{period}/withdrawal"
        return self.client.post(path, json={"reason": "填错"}, headers=headers)

    def listed(self, period: str) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self._secret}"}
        query = {"area": DISTRICT, "from": period, "to": period}
        answer = self.client.get("/v1/reports", params=query, headers=headers)
        assert answer.status_code == 200, answer.text
        (found,) = answer.json()["reports"]
        return dict(found)

    def reminders(self) -> list[str]:
        """The names of the reminders that went out."""
        return sorted(path.name for path in self.outbox.glob("*.eml"))


@pytest.fixture
def office(tmp_path: Path) -> Any:
    made = Office(tmp_path)
    with made.client:
        yield made


def test_november_can_be_reported_from_the_21st_on_and_not_before(office: Office) -> None:
    early = office.report("2026-11")
    assert (early.status_code, "尚未结束" in early.text) == (422, True)
    office.on(11, 21)
    assert office.report("2026-11").status_code == 201


def test_what_was_reported_before_the_month_s_end_can_be_taken_back_before_it(office: Office) -> None:
    office.on(11, 23)
    assert office.report("2026-11").status_code == 201
    assert office.withdraw("2026-11").status_code == 201


def test_its_due_day_counts_from_the_20th_and_leaves_the_district_s_holiday_out(office: Office) -> None:
    """20 November is a Friday; the 24th is the district's own: 23, 25, 26, 27, 30."""
    office.on(11, 30)
    assert office.report("2026-11").status_code == 201
    november = office.listed("2026-11")
    assert (november["due_day"], november["late"]) == ("2026-11-30", False)


def test_who_reports_after_it_is_late(office: Office) -> None:
    office.on(12, 1)
    assert office.report("2026-11").status_code == 201
    november = office.listed("2026-11")
    assert (november["due_day"], november["late"]) == ("2026-11-30", True)


def test_the_unit_is_reminded_two_of_its_working_days_before(office: Office) -> None:
    office.on(11, 5)
    assert office.report("2026-10").status_code == 201  # from the first report on somebody is reminded
    before = office.reminders()
    for day in (23, 24, 25):
        office.on(11, day, 17)
    assert office.reminders() == before, "the due day is the 30th: nothing is near yet"
    office.on(11, 26, 17)
    (sent,) = set(office.reminders()) - set(before)
    assert "2026-11" in sent or "500107" in sent


def test_the_form_says_when_its_figures_end_and_when_it_is_due(office: Office) -> None:
    office.on(11, 23)
    form = form_of(Rulebook(office.standalone.runtime.catalogue), DISTRICT, Month(2026, 11))
    assert form is not None
    assert form.due == "2026年11月30日（数据期止于11月20日）"
