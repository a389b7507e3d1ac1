"""A correction for the better while an alert on the figure is open asks for evidence."""

from __future__ import annotations

import asyncio

import pytest
import sqlalchemy as sa

from services.intake.submission.evidence import Evidence
from services.intake.submission.parse import Correction, Line, Submission
from services.intake.submission.validate import Validated
from services.intake.tables import OPEN_ALERTS
from services.intake.units.history import UnitHistory
from services.intake.units.rulebook import Rulebook
from shared.events import ReportLine
from shared.periods import Month
from tests.unit.intake.support import CITY, CORRECTION, UNIT, Service, line, report

JOBS = "urban_new_employment"


def _asked(service: Service, value: int, evidence: str) -> Validated:
    intake = service.intake
    history = UnitHistory(0)
    history.put(Month(2023, 3).ordinal, (ReportLine(JOBS, 100),))
    submission = Submission(UNIT, "2023-03", [Line(JOBS, value)], correction=Correction("漏报", evidence))
    validated = Validated((ReportLine(JOBS, value),), (), [])
    asking = Evidence(intake.database, Rulebook(intake.runtime.catalogue))
    return asyncio.run(asking.asked_for(submission, validated, history))


def _alert(service: Service, region: str = CITY) -> None:
    values = {"alert": "CQ-01", "episode": 1, "plan": "p", "row": 1, "indicator": JOBS, "region": region}
    with service.intake.database.write() as connection:
        connection.execute(sa.insert(OPEN_ALERTS).values(stream="alert-1", since="2023-02", **values))


def test_a_figure_moved_the_way_its_alert_would_like_needs_evidence_and_is_picked(service: Service) -> None:
    _alert(service)
    without = _asked(service, 150, " ")
    assert [(each.code, each.pointer) for each in without.faults] == [("evidence-missing", "/correction/evidence")]
    assert "重庆市的预警CQ-01" in without.faults[0].message
    borne_out = _asked(service, 150, "台账第3页")
    assert borne_out.faults == [] and [each.rule for each in borne_out.review] == ["convenient-fix"]


@pytest.mark.parametrize(("value", "region"), [(100, CITY), (90, CITY), (150, "510000")])
def test_a_figure_for_the_worse_and_another_areas_alert_ask_for_nothing(
    service: Service, value: int, region: str
) -> None:
    _alert(service, region)
    found = _asked(service, value, "")
    assert (found.faults, found.review) == ([], ())


def test_a_correction_is_measured_against_what_was_accepted_not_against_another_that_waits(service: Service) -> None:
    service.post(report(lines=[line(value=1_000)]), "first")
    assert service.accept().json()["results"][0]["status"] == "accepted"
    _alert(service)

    def correct(value: int, evidence: str = "") -> int:
        body = report(lines=[line(value=value)], correction=CORRECTION | {"evidence": evidence})
        return int(service.post(body, f"c{value}{len(evidence)}").status_code)

    assert correct(1_500) == 422
    assert correct(1_500, "台账第3页") == 201
    assert correct(1_500) == 422, "the same figure is still for the better than what was accepted"
    assert correct(900) == 201
    assert correct(950) == 201, "more than what waits, less than what was accepted"
