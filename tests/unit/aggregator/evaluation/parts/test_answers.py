"""What departments answered to a plan's alerts."""

from __future__ import annotations

from services.aggregator.evaluation.parts.answers import row_alerts
from shared.codec import Codec
from shared.events import AlertAnswerAccepted, AlertAnswered, AlertAnswerReturned, AlertRaised, AlertSignedOff, Event
from shared.store import Recorded
from tests.builders import an_assessment

PLAN, AREA = "chongqing-2021-2025", "500000"
CODEC = Codec()
DAY = 86_400_000_000
NOON = 1_700_000_000_000_000  # 2023-11-15 in China


def _raised(plan: str = PLAN, region: str = AREA, row: int = 8, episode: int = 1) -> AlertRaised:
    return AlertRaised(
        alert="CQ-08",
        episode=episode,
        plan=plan,
        row=row,
        indicator="work_injury_insurance_insured",
        region=region,
        period="2023-10",
        level="red",
        reason="behind_schedule",
        assessment=an_assessment(),
    )


def _answered(cause: str = "减员", episode: int = 1) -> AlertAnswered:
    return AlertAnswered(
        alert="CQ-08", episode=episode, signer="李某", cause=cause, measures="核对", expected="2024-03"
    )


def _recorded(*events: tuple[Event, str]) -> list[Recorded]:
    found = []
    for position, (event, stream) in enumerate(events, 1):
        name, version, data = CODEC.encode(event)
        at = NOON + position * DAY
        found.append(
            Recorded(position, stream, position, name, version, data, at, "a", "c", None, "", f"hash-{position}")
        )
    return found


def _decode(record: Recorded) -> Event:
    return CODEC.decode(record.type, record.schema_version, record.data)


def test_an_answer_is_quoted_with_its_day_and_what_a_reviewer_made_of_it() -> None:
    returned = AlertAnswerReturned(alert="CQ-08", episode=1, reason="不具体")
    accepted = AlertAnswerAccepted(alert="CQ-08", episode=1)
    events = [_raised(), _answered("一"), returned, _answered("二"), accepted, _answered("三")]
    (found,) = row_alerts(_recorded(*((event, "s") for event in events)), _decode, PLAN, AREA)
    assert (found.row, found.alert, found.episode, str(found.raised)) == (8, "CQ-08", 1, "2023-10")
    assert [(each.cause, each.reviewed, each.answered_on, each.expected) for each in found.answers] == [
        ("一", "returned", "2023-11-17", "2024-03"),
        ("二", "accepted", "2023-11-19", "2024-03"),
        ("三", "", "2023-11-21", "2024-03"),
    ]


def test_only_the_areas_own_alerts_on_the_plan_count_and_each_episode_by_itself() -> None:
    other = (_raised(plan="jiulongpo-2021-2025"), "o"), (_answered("别的规划"), "o")
    below = (_raised(region="500107"), "b"), (_answered("下级"), "b")
    mine = (_raised(), "m"), (_answered("一期"), "m"), (_raised(episode=2), "m"), (_answered("二期", 2), "m")
    signed = (AlertSignedOff(alert="CQ-08", episode=1), "m")
    found = row_alerts(_recorded(*other, *below, *mine, signed), _decode, PLAN, AREA)
    assert [(each.episode, [answer.cause for answer in each.answers]) for each in found] == [
        (1, ["一期"]),
        (2, ["二期"]),
    ]
