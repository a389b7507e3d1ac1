"""Over random histories: what is kept of an area's months says what one says who reads them for the first time."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from services.intake.queries.month import MonthReading
from services.intake.review.outcomes import FIGURES_CONSUMER
from services.intake.tables import CONSUMER, PROGRESS
from shared.consume.marks import put_back_marks
from shared.log.port import Mark
from shared.periods import Month, months
from shared.security.keys import Role, load_keys, new_key, save_keys
from tests.unit.intake.changing import MERGED, OLD, a_changing_catalogue
from tests.unit.intake.support import CITY, CORRECTION, JIULONGPO, SIBLING, UNIT, Service, line, report, running

UNITS = (UNIT, SIBLING, OLD, MERGED, "500103", "500105", "500106", JIULONGPO)
MONTHS = tuple(months(Month(2021, 11), Month(2023, 3)))
INDICATORS = (
    "urban_new_employment",
    "unemployment_insurance_insured",
    "work_injury_insurance_insured",
    "social_security_card_holders",
    "professional_personnel",
)
AREAS = (CITY, CITY, JIULONGPO)


class Life:
    """Random reports, decisions and corrections of a city's units, and readers of its months."""

    def __init__(self, service: Service, random: Random) -> None:
        self.service, self.random = service, random
        self.number = 0
        intake = service.intake
        self.readers = (intake.months, MonthReading(intake.database, intake._repository, intake._rulebook, 20))
        for unit in UNITS:
            if unit not in service.secrets:
                key, service.secrets[unit] = new_key(f"life-{unit}", Role.REPORTER, unit)
                path = intake.runtime.settings.keys_path
                save_keys(path, [*load_keys(path), key])

    def step(self) -> None:
        """Something becomes of a report, or of what is known of a target."""
        self.number += 1
        unit, month = self.random.choice(UNITS), str(self.random.choice(MONTHS))
        if (what := self.random.random()) < 0.6:
            self.send(unit, month, {} if what < 0.5 else {"correction": CORRECTION})
        elif what < 0.95:
            decided = (
                {"decision": "accept", "with_blanks": True} if what < 0.8 else {"decision": "return", "reason": "x"}
            )
            self.service.review({"region": unit, "period": month, **decided}, key=f"r{self.number}")
        else:
            self.assess(month)

    def send(self, unit: str, month: str, more: dict[str, object]) -> None:
        size = 1 + UNITS.index(unit)
        lines = []
        for indicator in INDICATORS:
            value = self.random.choice((131, 1_310, 13_100)) * size + self.random.choice((0, 5))
            basis = self.random.choice(("month", "month", "year_to_date"))
            if indicator != INDICATORS[0]:
                basis = "month"
            if self.random.random() < 0.9:
                lines.append(line(indicator, value, basis=basis))
        self.service.post(report(unit, month, lines or [line()], **more), f"k{self.number}", unit)

    def assess(self, month: str) -> None:
        """The figures' reader takes in one more P."""
        intake = self.service.intake
        with intake.database.write() as connection:
            values = {"plan": "p", "row": self.number, "period": month, "region": CITY, "progress": 9_550}
            connection.execute(PROGRESS.insert().values(**values))
            put_back_marks(connection, CONSUMER, FIGURES_CONSUMER, {0: Mark(self.number, 0, self.number, "x")})

    def check(self) -> None:
        area, period = self.random.choice(AREAS), self.random.choice(MONTHS[-6:])
        intake = self.service.intake
        fresh = MonthReading(intake.database, intake._repository, intake._rulebook).review(area, period)
        for reader in self.readers:
            assert reader.review(area, period) == fresh


@pytest.mark.parametrize("seed", range(3))
def test_what_is_kept_says_what_is_read_afresh(tmp_path: Path, seed: int) -> None:
    random = Random(seed)
    with running(tmp_path, a_changing_catalogue()) as service:
        life = Life(service, random)
        found = 0
        for _ in range(40):
            for _ in range(random.randrange(1, 9)):
                life.step()
            life.check()
            found += len(service.intake.months.review(CITY, MONTHS[-1]).found)
        assert found


def test_a_reader_shows_what_was_reported_since_it_was_asked_last(service: Service) -> None:
    asked = Month(2023, 3)
    assert service.intake.months.review(CITY, asked).reports == ()
    service.post(report())
    (found,) = service.intake.months.review(CITY, asked).reports
    assert (found.status, found.revision) == ("submitted", 1)
    service.accept()
    (found,) = service.intake.months.review(CITY, asked).reports
    assert found.status == "accepted"
    service.close_month()
    assert service.intake.months.review(CITY, asked).closed


def test_what_has_not_changed_is_not_worked_out_again(service: Service) -> None:
    service.post(report())
    reading = service.intake.months
    assert reading.review(CITY, Month(2023, 3)) is reading.review(CITY, Month(2023, 3))
