from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from shared.catalogue import Catalogue
from tests.unit.intake.support import CORRECTION, SIBLING, UNIT, Service, line, report, running

PATH = f"/v1/reports/{UNIT}/2023-03"


@pytest.fixture
def lived(tmp_path: Path, catalogue: Catalogue) -> Iterator[Service]:
    """Positions: 1 submitted, 2 accepted, 3 corrected, 4 the sibling submitted, 5 the month closed; an hour each."""
    with running(tmp_path, catalogue) as service:
        steps: tuple[Callable[[], Any], ...] = (
            lambda: service.post(report(lines=[line(value=1_200)]), "k1"),
            service.accept,
            lambda: service.post(report(lines=[line(value=1_300)], correction=CORRECTION), "k2"),
            lambda: service.post(report(SIBLING), "k3", SIBLING),
            service.close_month,
        )
        for step in steps:
            assert step().status_code < 300
            service.clock.advance(timedelta(hours=1))
        yield service


def test_a_report_is_answered_as_it_stood(lived: Service) -> None:
    statuses = {}
    for position in (1, 2, 3, 5):
        answer = lived.get(f"{PATH}?as_of={position}").json()
        assert answer["as_of"]["position"] == position
        value = next(each["value"] for each in answer["lines"])
        statuses[position] = (answer["status"], answer["revision"], value, answer["closed"])
    assert statuses == {
        1: ("submitted", 1, 1_200, False),
        2: ("accepted", 1, 1_200, False),
        3: ("submitted", 2, 1_300, False),
        5: ("submitted", 2, 1_300, True),
    }


def test_its_past_has_a_tag_of_its_own(lived: Service) -> None:
    now, then = lived.get(PATH), lived.get(f"{PATH}?as_of=3")
    assert now.headers["etag"] != then.headers["etag"]
    assert lived.get(f"{PATH}?as_of=3", **{"If-None-Match": then.headers["etag"]}).status_code == 304
    assert lived.get(f"{PATH}?as_of=4", **{"If-None-Match": then.headers["etag"]}).status_code == 200


def test_an_instant_means_the_last_event_before_it(lived: Service) -> None:
    recorded = lived.get(f"{PATH}/revisions").json()["revisions"][1]["recorded_at"]
    answer = lived.get(f"{PATH}?as_of={recorded}").json()
    assert (answer["as_of"]["position"], answer["status"]) == (2, "accepted")


def test_history_receipt_and_listing_end_at_the_point(lived: Service) -> None:
    assert len(lived.get(f"{PATH}/revisions?as_of=2").json()["revisions"]) == 2
    assert lived.get(f"{PATH}/receipt?as_of=2").json()["receipt"]["revision"] == 1
    assert lived.get(f"{PATH}/receipt?as_of=3").json()["receipt"]["revision"] == 2
    span = "area=500000&from=2023-03&to=2023-03"
    then = lived.get(f"/v1/reports?{span}&as_of=2", "auditor").json()
    assert [(each["region"], each["status"]) for each in then["reports"]] == [(UNIT, "accepted")]
    last = lived.get(f"/v1/reports?{span}&as_of=5", "auditor").json()
    assert last["reports"] == lived.get(f"/v1/reports?{span}", "auditor").json()["reports"]


def test_before_its_first_event_there_was_no_report(lived: Service) -> None:
    path = f"/v1/reports/{SIBLING}/2023-03?as_of=3"
    assert lived.get(path, "auditor").status_code == 404


@pytest.mark.parametrize("text", ["6", "2099-01-01", "2001-01-01", "morgen", "2023-04-03T09:00"])
def test_a_point_that_cannot_be_answered_for_is_refused_in_words(lived: Service, text: str) -> None:
    answer = lived.get(f"{PATH}?as_of={text}")
    assert answer.status_code == 422
    assert answer.json()["faults"][0]["pointer"] == "as_of"
