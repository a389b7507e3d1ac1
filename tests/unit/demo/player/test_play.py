from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from services.demo.player.play import month_reached, play
from services.demo.player.stage import PlayKeys, PlayProgress, PlaySummary
from services.demo.script.mistakes import mistakes
from services.demo.script.steps import PlayStep, ReportToPost
from services.demo.transport.client import PlayError
from services.demo.world.simulation import Simulation, simulate
from shared.catalogue.catalogue import Catalogue
from shared.periods import Month
from tests.unit.demo.fake_intake import FakeIntake, served

FIRST, LAST = Month(2022, 11), Month(2022, 12)
REPORTS = 2 * 232


class RecordingStage:
    """Keeps the instants it was put at and counts how often it settled."""

    def __init__(self) -> None:
        self.instants: list[datetime] = []
        self.settled = 0

    def set_time(self, instant: datetime) -> None:
        self.instants.append(instant)

    async def settle(self) -> None:
        self.settled += 1


@pytest.fixture(scope="module")
def two_months(catalogue: Catalogue) -> Simulation:
    return simulate(catalogue, FIRST, LAST)


def keys_of(catalogue: Catalogue, simulation: Simulation) -> PlayKeys:
    reporters = {region: f"reporter-{region}" for region in simulation.regions}
    return PlayKeys(reporters, {area: f"reviewer-{area}" for area in catalogue.area_reporters})


def run(
    url: str, catalogue: Catalogue, simulation: Simulation, stage: RecordingStage | None = None, bulletins_url: str = ""
) -> tuple[PlaySummary, list[PlayProgress]]:
    told: list[PlayProgress] = []
    given = (url, catalogue, simulation, keys_of(catalogue, simulation), stage or RecordingStage(), told.append)
    return asyncio.run(play(*given, bulletins_url=bulletins_url)), told


def test_every_report_arrives_once_with_its_key_and_is_accepted_and_closed(
    catalogue: Catalogue, two_months: Simulation
) -> None:
    intake, stage = FakeIntake(), RecordingStage()
    with served(intake) as url:
        summary, told = run(url, catalogue, two_months, stage)
    assert (summary.posted, summary.accepted, summary.closed, summary.skipped) == (REPORTS, REPORTS, 6, 0)
    assert len(intake.arrivals) == len(set(intake.arrivals)) == REPORTS
    assert intake.bodies["demo-500107-2022-12-1"]["simulated"] is True
    assert intake.authorizations["demo-500107-2022-12-1"] == "Bearer reporter-500107"
    assert {standing["status"] for standing in intake.standing.values()} == {"accepted"}
    assert intake.closings["demo-closing-433100-2022-11"] == {"area": "433100", "period": "2022-11"}
    assert stage.instants == sorted(stage.instants)
    assert stage.settled == 52  # after each of forty steps, and before the clock moves wherever something was sent
    assert (told[-1].done, told[-1].total) == (REPORTS, REPORTS)


def test_a_report_after_closing_is_posted_as_a_correction(catalogue: Catalogue, two_months: Simulation) -> None:
    intake = FakeIntake()
    with served(intake) as url:
        run(url, catalogue, two_months)
    assert "模拟数据" in intake.bodies["demo-433125-2022-11-1"]["correction"]["reason"]
    assert sum("correction" in body for body in intake.bodies.values()) == 1


def test_the_bulletin_of_the_years_end_is_published_once_where_the_aggregator_answers(
    catalogue: Catalogue, two_months: Simulation
) -> None:
    intake, aggregator = FakeIntake(), FakeIntake()
    with served(intake) as url, served(aggregator) as bulletins:
        first, _ = run(url, catalogue, two_months, bulletins_url=bulletins)
        second, _ = run(url, catalogue, two_months, bulletins_url=bulletins)
    areas = catalogue.area_reporters
    assert aggregator.bulletins == {
        f"demo-bulletin-{area}-2022-12": {"region": area, "period": "2022-12"} for area in areas
    }
    assert (first.published, second.published, intake.bulletins) == (len(areas), 0, {})


def test_what_was_sent_is_settled_before_the_clock_moves_and_nothing_is_settled_twice(
    catalogue: Catalogue, two_months: Simulation
) -> None:
    intake, stage, told = FakeIntake(), RecordingStage(), list[PlayProgress]()
    begin = datetime(2023, 1, 9, 2, tzinfo=UTC)
    script = [
        PlayStep(begin, settles=True),  # before it, as nobody knows what stands; and after it
        PlayStep(begin + timedelta(days=1), settles=True),  # nothing was sent since: after it alone
        PlayStep(begin + timedelta(days=2), [ReportToPost("500107", LAST)]),
        PlayStep(begin + timedelta(days=3), settles=True),  # before it and after it
    ]
    with served(intake) as url:
        keys = keys_of(catalogue, two_months)
        asyncio.run(play(url, catalogue, two_months, keys, stage, told.append, script=script))
    assert stage.settled == 2 + 1 + 2


def test_a_script_is_played_instead_of_the_years_own(catalogue: Catalogue, two_months: Simulation) -> None:
    intake, stage, told = FakeIntake(), RecordingStage(), list[PlayProgress]()
    script = [PlayStep(datetime(2023, 1, 9, 2, tzinfo=UTC), [ReportToPost("500107", LAST)])]
    with served(intake) as url:
        keys = keys_of(catalogue, two_months)
        summary = asyncio.run(play(url, catalogue, two_months, keys, stage, told.append, script=script))
    assert (summary.posted, list(intake.standing)) == (1, [("500107", str(LAST))])
    assert stage.instants == [script[0].instant]


def test_a_second_run_finds_everything_there(catalogue: Catalogue, two_months: Simulation) -> None:
    intake = FakeIntake()
    with served(intake) as url:
        run(url, catalogue, two_months)
        summary, _ = run(url, catalogue, two_months)
    assert (summary.posted, summary.accepted, summary.skipped) == (0, 0, REPORTS)
    assert len(intake.arrivals) == REPORTS
    assert len(intake.closings) == 6


@pytest.mark.parametrize("broken_after", [1, 150, 233, 300])
def test_a_run_that_broke_off_is_continued_without_posting_anything_twice(
    catalogue: Catalogue, two_months: Simulation, broken_after: int
) -> None:
    intake = FakeIntake(break_after=broken_after)
    with served(intake) as url:
        with pytest.raises(PlayError, match="服务停机"):
            run(url, catalogue, two_months)
        intake.break_after = None
        summary, _ = run(url, catalogue, two_months)
    assert summary.posted + summary.skipped == REPORTS
    assert len(intake.arrivals) == len(set(intake.arrivals)) == REPORTS
    assert len(intake.reviews) == REPORTS
    assert len(intake.closings) == 6


def test_corrections_replace_the_wrong_first_figures_and_are_accepted(
    catalogue: Catalogue, simulation: Simulation
) -> None:
    (region, period), mistake = min(mistakes(catalogue, simulation).items())
    intake, told = FakeIntake(), list[PlayProgress]()
    with served(intake) as url:
        keys = keys_of(catalogue, simulation)
        summary = asyncio.run(play(url, catalogue, simulation, keys, RecordingStage(), told.append, period, period))
    assert summary.corrected >= 1
    wrong, right = (intake.bodies[f"demo-{region}-{period}-{revision}"] for revision in (1, 2))
    changed = [one["indicator"] for one, two in zip(wrong["lines"], right["lines"], strict=True) if one != two]
    indicator = catalogue.indicators[mistake.indicator]
    assert changed in ([indicator.id], [indicator.name])
    assert "模拟数据" in right["correction"]["reason"]
    standing = intake.standing[region, str(period)]
    assert (standing["status"], standing["revision"], standing["revised"]) == ("accepted", 2, 1)


def test_an_unexpected_answer_is_told_with_method_path_status_and_problem(
    catalogue: Catalogue, two_months: Simulation
) -> None:
    with served(FakeIntake(break_after=0)) as url, pytest.raises(PlayError) as caught:
        run(url, catalogue, two_months)
    error = caught.value
    assert (error.method, error.path, error.status) == ("POST", "/v1/reports", 500)
    assert "服务停机" in str(error)


def test_a_decision_that_is_refused_stops_the_play(catalogue: Catalogue, two_months: Simulation) -> None:
    intake = FakeIntake(refuse_reviews=True)
    with served(intake) as url, pytest.raises(PlayError, match="/v1/reviews"):
        run(url, catalogue, two_months)
    assert intake.closings == {}


def test_a_missing_key_is_found_before_anything_is_posted(catalogue: Catalogue, two_months: Simulation) -> None:
    keys = keys_of(catalogue, two_months)
    incomplete = PlayKeys({**keys.reporters}, {})
    with pytest.raises(KeyError, match="500000"):
        asyncio.run(play("http://127.0.0.1:9", catalogue, two_months, incomplete, RecordingStage(), lambda _: None))


@pytest.mark.parametrize(
    ("day", "begun", "month"),
    [
        (datetime(2026, 1, 28, 1, tzinfo=UTC), Month(2026, 1), "2026-01"),  # some report before their month has ended
        (datetime(2026, 2, 5, 1, tzinfo=UTC), Month(2026, 1), "2026-01"),
        (datetime(2021, 3, 1, 1, tzinfo=UTC), Month(2021, 1), "2021-02"),
        (datetime(2026, 1, 31, 16, 30, tzinfo=UTC), None, "2026-01"),  # in China it is the first of February
    ],
)
def test_the_month_that_is_shown_is_one_of_those_that_are_played(
    day: datetime, begun: Month | None, month: str
) -> None:
    assert str(month_reached(day, begun)) == month
