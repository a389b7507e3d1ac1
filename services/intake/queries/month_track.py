"""How often the rules over a whole month were right: worked out again from what was first reported. Pure.

What they find is kept with no report, since it comes of all of them. But what each unit first reported of a month is in
the store for good: the rules say of it what they said then, and what stands now says whether the figure was changed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from services.intake.review.magnitude.beside import beside
from services.intake.review.rules import LAST_DIGIT, PEERS
from services.intake.review.screening.screens import DIGIT_MONTHS, last_digits
from services.intake.review.track_record import MONTHS, Raised, TrackRecord, asked_about, track_records
from services.intake.units.history import UnitHistory
from services.intake.units.rulebook import Rulebook
from shared.events import ReportLine, ReviewFinding

COUNTED = (PEERS.name, LAST_DIGIT.name)
"""The rules that are counted here. Those that find something of an area, and of no unit, are of no figure."""

MONTHS_READ = MONTHS + DIGIT_MONTHS
"""How many months up to the last are looked at: the first ones only as what the others are held against."""


class FirstAndNow(NamedTuple):
    """A unit's report of a month (an ordinal): as it was first, and as it stands (None: it does not)."""

    region: str
    month: int
    first: tuple[ReportLine, ...]
    now: tuple[ReportLine, ...] | None
    accepted: bool


Said = tuple[tuple[str, ReviewFinding], ...]
"""What the rules said of a month, each with the region that they said it of."""


def heard(month: int) -> range:
    """The months of which what is said hangs on what was first reported of ``month``."""
    return range(month, month + DIGIT_MONTHS + 1)


def month_records(
    reports: Iterable[FirstAndNow], until: int, rulebook: Rulebook, said: dict[int, Said] | None = None
) -> dict[str, TrackRecord]:
    """The records of :data:`COUNTED` over the year that ends with a month.

    ``said`` is by month what has been worked out before, of the same first reports; it is added to.
    """
    known = {(each.region, each.month): each for each in reports}
    said = {} if said is None else said
    asked = range(until - MONTHS + 1, until + 1)
    if any(month not in said for month in asked):
        _say(said, asked, known, rulebook)
    outcomes = [
        (finding.rule, _outcome(finding, region, month, known)) for month in asked for region, finding in said[month]
    ]
    none = dict.fromkeys(COUNTED, TrackRecord())
    return none | track_records((rule, outcome, 1) for rule, outcome in outcomes)


def _say(
    said: dict[int, Said], months: Iterable[int], known: Mapping[tuple[str, int], FirstAndNow], rulebook: Rulebook
) -> None:
    histories: dict[str, UnitHistory] = {}
    for each in sorted(known.values()):
        histories.setdefault(each.region, UnitHistory(0)).put(each.month, each.first)
    for month in months:
        if month not in said:
            said[month] = tuple(_found(month, known, histories, rulebook))


def _found(
    month: int,
    known: Mapping[tuple[str, int], FirstAndNow],
    histories: Mapping[str, UnitHistory],
    rulebook: Rulebook,
) -> Iterator[tuple[str, ReviewFinding]]:
    """What the rules said of a month as it was first reported."""
    first = {region: known[region, month].first for region in histories if (region, month) in known}
    for region, findings in beside(first.items(), histories, month, rulebook).items():
        for finding in findings:
            yield region, finding
    yield from last_digits({region: histories[region] for region in first}, month, rulebook.catalogue)


def _outcome(finding: ReviewFinding, region: str, month: int, known: Mapping[tuple[str, int], FirstAndNow]) -> str:
    """What became of it: of a unit's digits, over all months that they were counted over."""
    months: Collection[int] = (month,) if finding.indicator else range(month - DIGIT_MONTHS + 1, month + 1)
    changed = any(
        each.now is not None and asked_about(finding.indicator, each.now) != asked_about(finding.indicator, each.first)
        for each in (known[region, every] for every in months if (region, every) in known)
    )
    return Raised(finding.rule, finding.indicator, (), changed, known[region, month].accepted).outcome
