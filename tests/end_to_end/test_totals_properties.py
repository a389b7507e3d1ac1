"""Whatever order, repetition, restart or mix of events: totals equal a plain recomputation and a rebuild.

The recomputation below is written with plain loops and shares nothing with the aggregator.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from services.aggregator.figures import repository
from services.aggregator.rebuild.compare import compare
from services.aggregator.rebuild.rebuilder import rebuild
from shared.consume import last_position
from shared.events import Event, FigureChanged, ReportLine
from shared.log import Marks, MemoryLog, Slice, marks_at
from shared.store import Recorded
from tests.postgresql import Server
from tests.unit.aggregator import report_builders as make
from tests.unit.aggregator.report_builders import CODEC, World, recorded, the_catalogue

ABOVE = {
    "500107": ("500000-zc", "500000"),
    "500101": ("500000-db", "500000"),
    "500240": ("500000-dn", "500000"),
    "510104": ("510100", "510000-cp", "510000"),
    "433122": ("433100",),
    "500000": (),
    "510000": (),
}
PERIODS = ("2022-12", "2023-01", "2023-02", "2023-03", "2023-05", "2023-12", "2024-01")
FLOW, STOCK = "urban_new_employment", "work_injury_insurance_insured"
FLOW_RATIO, STOCK_RATIO = "mediation_success_rate", "pension_coverage_rate"
DIRECT, AREA_FLOW = "surveyed_unemployment_rate", "hr_services_revenue"
AREA_STOCK = "resident_pension_entrusted_investment"
ADDS_OVER_MONTHS = {FLOW, FLOW_RATIO, AREA_FLOW}

OWN = {"500000": (DIRECT, AREA_STOCK), "510000": (DIRECT, AREA_FLOW)}

Plain = dict[tuple[str, str, str], tuple[int, ...]]

Standing = dict[tuple[str, str], tuple[ReportLine, ...] | None]

amounts = st.one_of(st.integers(0, 50), st.integers(0, 10**15))


@st.composite
def report_lines(draw: st.DrawFn, region: str) -> tuple[ReportLine, ...]:
    """Some of a region's lines, each with a basis of its own."""
    names = OWN.get(region, (FLOW, STOCK, FLOW_RATIO, STOCK_RATIO, DIRECT))
    lines = []
    for name in draw(st.permutations(names)):
        if draw(st.integers(0, 3)):
            denominator = draw(amounts) if name in (FLOW_RATIO, STOCK_RATIO) else None
            lines.append(make.a_line(name, draw(amounts), denominator, to_date=draw(st.booleans())))
    return tuple(lines)


@st.composite
def stream(draw: st.DrawFn, region: str, period: str) -> list[Event]:
    """What happens to one region's month, in any mix."""
    found: list[Event] = []
    for step in draw(st.lists(st.sampled_from("scarwp"), min_size=1, max_size=4)):
        if step == "s":
            simulated = draw(st.booleans())
            found.append(make.submitted(region, period, *draw(report_lines(region)), simulated=simulated))
        elif step == "c":
            found.append(make.corrected(region, period, *draw(report_lines(region))))
        else:
            makers: dict[str, Callable[[str, str], Event]] = {
                "a": make.accepted,
                "r": make.returned,
                "w": make.withdrawn,
                "p": make.closed,
            }
            found.append(makers[step](region, period))
    return found


@st.composite
def histories(draw: st.DrawFn) -> list[Event]:
    """Several streams, shuffled into one another; each keeps its own order."""
    keys = draw(st.lists(st.tuples(st.sampled_from(sorted(ABOVE)), st.sampled_from(PERIODS)), max_size=12, unique=True))
    streams = [draw(stream(region, period)) for region, period in keys]
    turns = draw(st.permutations([number for number, events in enumerate(streams) for _ in events]))
    sources: list[Iterator[Event]] = [iter(events) for events in streams]
    return [next(sources[number]) for number in turns]


class StutteringLog(MemoryLog):
    """Delivers some of what was delivered before once more, in front of what is new."""

    def __init__(self, events: list[Recorded], stutters: Iterator[int]) -> None:
        super().__init__("reports", events)
        self._stutters = stutters

    def read(self, marks: Marks, limit: int) -> dict[int, Slice]:
        new = super().read(marks, limit)
        after = last_position(marks)
        again = min(after, next(self._stutters))
        return super().read(marks_at(after - again), again + limit) if new and again else new


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return World(tmp_path_factory.mktemp("totals"))


@pytest.fixture(scope="module")
def world_on_postgresql(postgresql_server: Server) -> Iterator[World]:
    with postgresql_server.database() as url:
        world = World(url)
        yield world
        world.database.dispose()


lives = given(events=histories(), batches=st.lists(st.integers(1, 9), min_size=1), stutters=st.lists(st.integers(0, 5)))


@settings(max_examples=80, deadline=None, phases=[Phase.generate])  # shrinking takes minutes
@lives
def test_totals_equal_a_plain_recomputation_whatever_is_shuffled_repeated_or_restarted(
    world: World, events: list[Event], batches: list[int], stutters: list[int]
) -> None:
    check_totals(world, events, batches, stutters)


@settings(max_examples=15, deadline=None, phases=[Phase.generate])
@lives
def test_totals_on_postgresql_equal_a_plain_recomputation(
    world_on_postgresql: World, events: list[Event], batches: list[int], stutters: list[int]
) -> None:
    check_totals(world_on_postgresql, events, batches, stutters)


def check_totals(world: World, events: list[Event], batches: list[int], stutters: list[int]) -> None:
    world.clear()
    records = recorded(events)
    log = StutteringLog(records, _endless(stutters or [0]))
    sizes = _endless(batches)
    while world.consumer(log, next(sizes)).step():  # every batch by a consumer that has just been started
        pass
    with world.database.read() as connection:
        live = {key: tuple(sums) for key, sums in repository.all_figures(connection) if any(sums)}
        differences = compare(
            connection, rebuild(MemoryLog("reports", records), marks_at(len(records)), the_catalogue(), codec=CODEC)
        )
    assert live == plain_totals(events)
    assert differences == []
    assert told_totals(world) == told_part(plain_totals(events))


def test_the_plain_recomputation_tells_totals_apart() -> None:
    one: list[Event] = [make.submitted("500101", "2023-01", make.a_line(FLOW, 5)), make.accepted("500101", "2023-01")]
    late: list[Event] = [make.submitted("500101", "2023-02", make.a_line(FLOW, 9, to_date=True))]
    assert plain_totals(one)["500000", FLOW, "2023-01"] == (5, 0, 1, 5, 0, 1, 0, 1)
    assert plain_totals(one + late)["500000", FLOW, "2023-02"] == (4, 0, 1, 0, 0, 0, 0, 0)


def plain_totals(events: list[Event], above: Mapping[str, tuple[str, ...]] = ABOVE) -> Plain:
    """Every total, from nothing but the events: what stands reported, months taken apart, regions added up.

    ``above`` says which regions' totals a region's figures belong to.
    """
    live, approved, simulated, waiting = what_stands(events)
    totals: dict[tuple[str, str, str], list[int]] = defaultdict(lambda: [0] * 8)
    for place, state in ((0, live), (3, approved)):
        for region, period, indicator, value, denominator in own_months(state):
            if indicator == DIRECT and above[region]:
                continue  # a county's own survey adds to nothing
            for whole in above[region] or (region,):
                total = totals[whole, indicator, period]
                total[place] += value
                total[place + 1] += denominator
                total[place + 2] += 1
                total[6] += place == 0 and simulated[region, period]
                total[7] += place == 3 and (region, period) not in waiting
    return {key: tuple(total) for key, total in totals.items() if any(total)}


def what_stands(
    events: list[Event],
) -> tuple[Standing, Standing, dict[tuple[str, str], bool], set[tuple[str, str]]]:
    """The live and the accepted lines of every region's month, whether simulated, and what waits for review."""
    live: Standing = {}
    approved: Standing = {}
    simulated: dict[tuple[str, str], bool] = {}
    just_accepted: set[tuple[str, str]] = set()
    waiting: set[tuple[str, str]] = set()
    for event in events:
        key = (event.region, event.period)  # type: ignore[attr-defined]
        name = type(event).__name__
        if name in ("ReportSubmitted", "ReportCorrected"):
            live[key] = event.lines  # type: ignore[attr-defined]
            simulated[key] = event.simulated  # type: ignore[attr-defined]
        elif name == "ReportAccepted":
            approved[key] = live.get(key)
        elif name == "ReportReturned" and key in just_accepted:  # a level above returns what one below accepted
            live[key] = approved[key] = None
        elif name in ("ReportReturned", "ReportWithdrawn"):
            live[key] = approved.get(key)
        if name.startswith("Report"):
            (just_accepted.add if name == "ReportAccepted" else just_accepted.discard)(key)
            (waiting.add if name in ("ReportSubmitted", "ReportCorrected") else waiting.discard)(key)
    return live, approved, simulated, waiting


def own_months(state: Standing) -> Iterator[tuple[str, str, str, int, int]]:
    """Every line as its month's own amount: year-to-date ones less what the year has had before."""
    sums: dict[tuple[str, str, str], tuple[int, int]] = defaultdict(lambda: (0, 0))
    for region, period in sorted(state):
        for line in state[region, period] or ():
            value, denominator = line.value, line.denominator or 0
            if line.indicator in ADDS_OVER_MONTHS:
                year = (region, line.indicator, period[:4])
                before = sums[year]
                if line.basis == "year_to_date":
                    sums[year] = (value, denominator)
                    value, denominator = value - before[0], denominator - before[1]
                else:
                    sums[year] = (before[0] + value, before[1] + denominator)
            yield region, period, line.indicator, value, denominator


def told_totals(world: World) -> Plain:
    """The rolled-up totals as the FigureChanged events leave them."""
    found: Plain = {}
    for event in world.told():
        assert isinstance(event, FigureChanged)
        if ABOVE.get(event.region):
            continue
        for line in event.lines:
            found[event.region, line.indicator, event.period] = (
                line.value,
                line.denominator or 0,
                line.reported,
                line.accepted_value,
                line.accepted_denominator or 0,
                line.accepted,
            )
    return {key: total for key, total in found.items() if any(total)}


def told_part(totals: Plain) -> Plain:
    """Without what the events do not tell: how many of the reports were simulated."""
    return {key: total[:6] for key, total in totals.items()}


def _endless(numbers: list[int]) -> Iterator[int]:
    while True:
        yield from numbers
