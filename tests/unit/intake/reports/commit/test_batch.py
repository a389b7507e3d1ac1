"""Commands decided in order, each seeing what the ones before it have done."""

from __future__ import annotations

import json

import pytest

from services.intake.reports.commands import (
    TARGET_MOVED,
    Amend,
    AskedCommand,
    Close,
    Command,
    CommandRefused,
    Review,
    Withdraw,
)
from services.intake.reports.commit.batch import OUTSIDE, CommandBatch, streams_of
from services.intake.reports.decide import Submit
from services.intake.reports.decide_review import ReportDecision
from services.intake.units.rulebook import Rulebook
from shared.catalogue import Catalogue
from shared.events import ReportLine, TargetRevised
from shared.store import Recorded
from tests.unit.intake.support import CITY, UNIT

MONTH = "2023-03"
SUBMIT = Submit(UNIT, MONTH, (ReportLine("urban_new_employment", 5),), "digest")


@pytest.fixture(scope="module")
def rulebook(catalogue: Catalogue) -> Rulebook:
    return Rulebook(catalogue)


def _asked(command: Command, key: str = "k") -> AskedCommand:
    return AskedCommand(command, "clerk", f"clerk:{key}", "digest", "c")


def _batch(rulebook: Rulebook, blocked: tuple[str, ...] = ()) -> CommandBatch:
    return CommandBatch(rulebook, {}, {}, {(CITY, MONTH): blocked})


def _recorded(batch: CommandBatch) -> list[Recorded]:
    return [
        Recorded(place, new.stream, 1, type(new.event).__name__, 1, b"", 0, new.actor, "c", None, "", f"hash-{place}")
        for place, new in enumerate(batch.events, 1)
    ]


def test_a_decision_sees_what_the_ones_before_it_have_done(rulebook: Rulebook) -> None:
    batch = _batch(rulebook)
    first = batch.decide(_asked(SUBMIT, "1"))
    accepted = batch.decide(_asked(Review((ReportDecision(UNIT, MONTH, True, area=CITY, with_blanks=True),)), "2"))
    with pytest.raises(CommandRefused) as caught:
        batch.decide(_asked(Withdraw(UNIT, MONTH, "x"), "3"))
    assert caught.value.refusal.code == "already-accepted"
    assert (first.revision, [each.status for each in accepted.results]) == (1, ["accepted"])
    assert [new.expected_version for new in batch.events] == [0, 1]
    assert [new.idempotency_key for new in batch.events] == ["clerk:1", None]
    standings = batch.standings(_recorded(batch))
    assert standings[UNIT, MONTH].state.status == "accepted"
    assert (standings[UNIT, MONTH].position, standings[UNIT, MONTH].lines_position) == (2, 1)


def test_a_refused_decision_leaves_the_others_of_its_review(rulebook: Rulebook) -> None:
    batch = _batch(rulebook)
    batch.decide(_asked(SUBMIT, "1"))
    decisions = tuple(
        ReportDecision(region, MONTH, True, area=CITY, with_blanks=True) for region in ("510104", "500102", UNIT)
    )
    decided = batch.decide(_asked(Review(decisions, frozenset({0})), "2"))
    told = json.loads(batch.answer(decided, _recorded(batch)).body)["results"]
    assert [(each["status"], each.get("code")) for each in told] == [
        ("refused", OUTSIDE[0]),
        ("refused", "nothing-reported"),
        ("accepted", None),
    ]
    assert told[2]["position"] == 2


def test_a_month_closes_over_findings_that_block_only_with_a_reason(rulebook: Rulebook) -> None:
    batch = _batch(rulebook, ("万州区",))
    with pytest.raises(CommandRefused):
        batch.decide(_asked(Close(CITY, MONTH)))
    batch.decide(_asked(Close(CITY, MONTH, "已核")))
    with pytest.raises(CommandRefused) as caught:
        batch.decide(_asked(Close(CITY, MONTH, "再次"), "2"))
    assert caught.value.refusal.code == "already-closed"
    with pytest.raises(CommandRefused) as late:
        batch.decide(_asked(SUBMIT, "3"))
    assert late.value.refusal.code == "month-closed"


def test_an_amendment_holds_only_on_the_ground_that_it_was_worked_out_on(rulebook: Rulebook) -> None:
    event = TargetRevised(
        plan="chongqing-2021-2025",
        row=8,
        region=CITY,
        value="700",
        unit="万人",
        effective="2023-07",
        document="d",
        number="",
        reason="r",
        second_signer="s",
    )
    batch = _batch(rulebook)
    batch.decide(_asked(Amend(((event, 0),))))
    with pytest.raises(CommandRefused) as caught:
        batch.decide(_asked(Amend(((event, 0),)), "2"))
    assert caught.value.refusal == TARGET_MOVED
    batch.decide(_asked(Amend(((event, 1),)), "3"))


def test_a_report_is_decided_on_its_stream_and_the_months_of_its_areas(rulebook: Rulebook) -> None:
    assert streams_of(SUBMIT, rulebook) == [f"report-{UNIT}-{MONTH}", f"period-{CITY}-{MONTH}"]
    assert streams_of(Close(CITY, MONTH), rulebook) == [f"period-{CITY}-{MONTH}"]
