from __future__ import annotations

from services.alerts.messages.wording import AlertFigure
from services.alerts.reading.timelines import timelines
from shared.catalogue.catalogue import Catalogue
from shared.events import (
    AlertAcknowledged,
    AlertClosedByCorrection,
    AlertEscalated,
    AlertFrozen,
    AlertLevelChanged,
    AlertPromiseBroken,
    NotificationRetried,
)
from tests.builders import PROMISE, an_assessment
from tests.unit.alerts.reading.rows import MESSAGE, a_raise, past, queued

CHANGED = AlertLevelChanged(
    alert="CQ-08",
    episode=1,
    period="2025-04",
    old_level="red",
    level="orange",
    reason="improved",
    assessment=an_assessment(level="orange", actual=7_000_000),
    gathered_by="CQ-01",
)
SIGNED = AlertAcknowledged(alert="CQ-08", episode=1, signer="张三")


def test_a_change_tells_both_levels_its_figures_and_the_alert_that_it_was_gathered_by(catalogue: Catalogue) -> None:
    _, step = timelines(past(a_raise(), CHANGED), [], catalogue)[1]
    assert (step.position, step.type, step.heading) == (2, "AlertLevelChanged", "级别变化")
    assert (step.old_level, step.level, step.level_name) == ("red", "orange", "橙")
    assert (step.period_name, step.reason_text, step.gathered_by) == ("2025年4月", "级别下降", "CQ-01")
    assert step.figures["actual"] == AlertFigure(7_000_000, "700.00 万人")
    assert step.data_version == 12_000


def test_a_freeze_brings_no_figures_and_no_level(catalogue: Catalogue) -> None:
    frozen = AlertFrozen(alert="CQ-08", episode=1, period="2025-04", reason="coverage_short")
    _, step = timelines(past(a_raise(), frozen), [], catalogue)[1]
    assert (step.level, step.figures, step.data_version) == (None, {}, None)


def test_a_close_by_correction_tells_what_the_figure_was_before(catalogue: Catalogue) -> None:
    closed = AlertClosedByCorrection(
        alert="CQ-08",
        episode=1,
        period="2025-03",
        reason="correction_cured",
        old_actual=6_570_000,
        assessment=an_assessment(level="normal", actual=7_480_000),
    )
    _, step = timelines(past(a_raise(), closed), [], catalogue)[1]
    assert step.old_actual == AlertFigure(6_570_000, "657.00 万人")


def test_messages_stand_beside_the_step_that_caused_them(catalogue: Catalogue) -> None:
    second = MESSAGE._replace(notification="CQ-08-e1.4-mail-0a", sequence=4)
    history = past(a_raise(), queued(MESSAGE), CHANGED, queued(second))
    raised, changed = timelines(history, [MESSAGE, second], catalogue)[1]
    assert [each.sequence for each in raised.messages] == [3]
    assert [each.sequence for each in changed.messages] == [4]


def test_a_message_over_another_channel_stands_beside_the_one_that_it_takes_the_place_of(catalogue: Catalogue) -> None:
    instead = MESSAGE._replace(notification="CQ-08-e1.3-wecom-0b", channel="wecom")
    history = past(a_raise(), queued(MESSAGE), CHANGED, queued(instead, instead_of=MESSAGE.notification))
    raised, changed = timelines(history, [MESSAGE, instead], catalogue)[1]
    assert [each.channel for each in raised.messages] == ["mail", "wecom"]
    assert changed.messages == []


def test_who_sent_a_message_again_stands_beside_it(catalogue: Catalogue) -> None:
    again = NotificationRetried(notification=MESSAGE.notification, alert="CQ-08")
    history = past(a_raise(), queued(MESSAGE), again)
    (raised,) = timelines(history, [MESSAGE], catalogue)[1]
    assert [each.retried for each in raised.messages] == [[("a", history[2].recorded.recorded_instant)]]


def test_what_people_did_stands_between_what_was_found_and_brings_no_figures(catalogue: Catalogue) -> None:
    urged = AlertEscalated(alert="CQ-08", episode=1, step="urged", reason="unanswered", day="2025-04-16")
    steps = timelines(past(a_raise(), SIGNED, urged, CHANGED), [], catalogue)[1]
    assert [step.heading for step in steps] == ["发出预警", "签收", "催办", "级别变化"]
    assert [step.told for step in steps] == [[], [("签收人", "张三")], [("期限", "2025-04-16")], []]
    assert [bool(step.figures) for step in steps] == [True, False, False, True]


def test_a_promise_that_was_broken_is_quoted_once_and_by_each_later_supervision(catalogue: Catalogue) -> None:
    broken = AlertPromiseBroken(
        alert="CQ-08",
        episode=1,
        period="2025-03",
        promise=PROMISE,
        reason="behind_on_accepted",
        assessment=an_assessment(),
    )
    supervised = AlertEscalated(
        alert="CQ-08", episode=1, step="supervision", reason="promise_broken", day="2025-03-31", promise=PROMISE
    )
    _, first, at_once, later = timelines(past(a_raise(), broken, supervised, supervised), [], catalogue)[1]
    assert at_once.told == []
    assert first.told == later.told != []


def test_only_the_day_of_a_step_that_a_day_brought_about_is_told(catalogue: Catalogue) -> None:
    urged = AlertEscalated(alert="CQ-08", episode=1, step="urged", reason="unsigned", day="2025-04-11")
    leader = AlertEscalated(alert="CQ-08", episode=1, step="leader", reason="unsigned", day="2025-04-16")
    draft = AlertEscalated(alert="CQ-08", episode=1, step="interview_draft", reason="red", day="2025-04-16")
    told = [each.told for each in timelines(past(a_raise(), urged, leader, draft), [], catalogue)[1][1:]]
    assert told == [[("期限", "2025-04-11")], [("截至", "2025-04-16")], []]


def test_episodes_are_kept_apart(catalogue: Catalogue) -> None:
    found = timelines(past(a_raise("2025-01"), a_raise("2025-03", episode=2)), [], catalogue)
    assert {number: [step.period for step in steps] for number, steps in found.items()} == {
        1: ["2025-01"],
        2: ["2025-03"],
    }
