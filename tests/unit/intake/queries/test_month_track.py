"""How often the rules over a whole month were right, by what was first reported and what stands."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from services.intake.queries.month_track import COUNTED, FirstAndNow, month_records
from services.intake.review.track_record import TrackRecord
from services.intake.units.rulebook import Rulebook
from shared.catalogue import Catalogue
from shared.events import ReportLine
from shared.periods import Month
from shared.security.keys import Role, load_keys, new_key, save_keys
from tests.unit.intake.changing import OLD, a_changing_catalogue
from tests.unit.intake.support import CITY, UNIT, Service, line, report, running

JOBS, INSURED, INJURY = "urban_new_employment", "unemployment_insurance_insured", "work_injury_insurance_insured"
CARDS = "social_security_card_holders"
MARCH = Month(2023, 3).ordinal
SIZES = {"500101": 8, "500102": 5, "500103": 3, "500104": 1, "500105": 2, "500106": 13}
SLIPPED = {"500102": ReportLine(JOBS, 6_550), "500106": ReportLine(JOBS, 170)}


def lines_of(size: int, jobs: ReportLine | None = None) -> tuple[ReportLine, ...]:
    rest = (ReportLine(INSURED, 10_311 * size), ReportLine(INJURY, 14_123 * size), ReportLine(CARDS, 61_717 * size))
    return (jobs or ReportLine(JOBS, 131 * size), *rest)


def sent(month: int, now: Mapping[str, bool], accepted: bool) -> list[FirstAndNow]:
    """A month in which two units slipped; ``now``: whether each mended it (not there: it stands no more)."""
    found = []
    for unit, size in SIZES.items():
        first = lines_of(size, SLIPPED.get(unit))
        stands = first if unit not in SLIPPED else lines_of(size) if now.get(unit) else first
        gone = unit in SLIPPED and unit not in now
        found.append(FirstAndNow(unit, month, first, None if gone else stands, accepted and not gone))
    return found


def peers(catalogue: Catalogue, reports: list[FirstAndNow], until: int = MARCH) -> TrackRecord:
    return month_records(reports, until, Rulebook(catalogue))["off-peers"]


def test_a_slip_that_was_mended_is_one_that_the_rule_was_right_about(catalogue: Catalogue) -> None:
    assert peers(catalogue, sent(MARCH, {"500102": True, "500106": False}, True)) == TrackRecord(changed=1, kept=1)
    assert peers(catalogue, sent(MARCH, {"500102": False, "500106": True}, False)) == TrackRecord(changed=1, open=1)
    assert peers(catalogue, sent(MARCH, {"500102": True}, True)) == TrackRecord(changed=1, open=1)


def test_what_was_so_the_month_before_is_not_counted_again_and_a_year_is_told(catalogue: Catalogue) -> None:
    both = [each for month in (MARCH - 1, MARCH) for each in sent(month, {"500102": True, "500106": False}, True)]
    assert peers(catalogue, both).raised == 2
    assert peers(catalogue, both, MARCH + 10).raised == 2
    assert peers(catalogue, both, MARCH + 11).raised == 0


def test_the_order_in_which_reports_are_read_does_not_matter(catalogue: Catalogue) -> None:
    both = [each for month in (MARCH - 1, MARCH) for each in sent(month, {"500102": True, "500106": False}, True)]
    assert month_records(both, MARCH, Rulebook(catalogue)) == month_records(both[::-1], MARCH, Rulebook(catalogue))


def test_a_units_last_digits_are_right_where_any_of_the_figures_counted_was_changed(catalogue: Catalogue) -> None:
    def year(changed: int | None) -> list[FirstAndNow]:
        found = []
        for month in range(MARCH - 11, MARCH + 1):
            first = tuple(ReportLine(each, 1_005 + 10 * (month + number)) for number, each in enumerate(SIX))
            now = lines_of(3) if month == changed else first
            found.append(FirstAndNow(UNIT, month, first, now, True))
        return found

    def digits(changed: int | None) -> TrackRecord:
        return month_records(year(changed), MARCH, Rulebook(catalogue))["last-digit"]

    assert digits(None).kept == digits(None).raised > 0
    assert digits(MARCH - 5).changed > 0
    assert digits(MARCH).changed == 1


SIX = (JOBS, INSURED, INJURY, CARDS, "professional_personnel", "senior_title_personnel")


def test_where_nothing_was_found_it_says_so(catalogue: Catalogue) -> None:
    assert month_records([], MARCH, Rulebook(catalogue)) == dict.fromkeys(COUNTED, TrackRecord())


def test_the_store_gives_what_was_first_sent(service: Service) -> None:
    service.post(report(period="2023-02"), "feb")
    service.post(report(), "mar")
    service.post(report(lines=[line(value=1_321)]), "mar-2")
    service.review({"region": UNIT, "period": "2023-02", "decision": "return", "reason": "请核实"}, key="r")
    intake = service.intake
    with intake.database.read() as connection:
        read = intake._repository.first_reports
        found = read(connection, [UNIT, CITY], Month(2023, 1), Month(2023, 3))
        assert sorted((each.period, each.lines[0].value) for each in found) == [("2023-02", 1_200), ("2023-03", 1_200)]
        assert list(read(connection, [CITY], Month(2023, 1), Month(2023, 3))) == []
    rules = {each["rule"]: each for each in service.get(f"/v1/reviews/{CITY}/2023-03", "reviewer").json()["rules"]}
    assert rules["off-peers"]["told"] == "近12个月没有提出过"
    assert "benford" not in rules


SLIPPING = {OLD: 5} | {unit: size for unit, size in SIZES.items() if unit != "500102"}
"""Units of which OLD, gone since February, has slipped."""


def slip(service: Service, period: str) -> None:
    """All of them report, and are accepted as they are."""
    path = service.intake.runtime.settings.keys_path
    for unit, size in SLIPPING.items():
        key, service.secrets[unit] = new_key(f"gone-{unit}", Role.REPORTER, unit)
        save_keys(path, [*(each for each in load_keys(path) if each.id != key.id), key])
        lines = lines_of(size, SLIPPED["500102"] if unit == OLD else None)
        answer = service.post(report(unit, period, [line(each.indicator, each.value) for each in lines]), unit, unit)
        assert answer.status_code == 201, answer.text
        service.accept(unit, period, f"accept-{unit}")


def off_peers(service: Service) -> TrackRecord:
    month = service.get(f"/v1/reviews/{CITY}/2023-03", "reviewer").json()
    (found,) = (each for each in month["rules"] if each["rule"] == "off-peers")
    return TrackRecord(found["changed"], found["kept"], found["open"])


def test_what_was_asked_of_a_district_that_is_gone_by_now_still_counts(tmp_path: Path) -> None:
    """It slipped in its last month, and was taken as it was: the rule asked in vain, and that is told afterwards."""
    with running(tmp_path, a_changing_catalogue()) as service:
        slip(service, "2023-01")
        assert off_peers(service) == TrackRecord(kept=1)


def test_what_is_nobodys_counts_for_no_rule(tmp_path: Path) -> None:
    """The old code reported the month in which it was gone before anybody knew."""
    known = a_changing_catalogue()
    with running(tmp_path, known.known_on(date(2023, 1, 9))) as service:
        slip(service, "2023-02")
        assert off_peers(service) == TrackRecord(kept=1)
    with running(tmp_path, known) as service:
        assert off_peers(service) == TrackRecord()
