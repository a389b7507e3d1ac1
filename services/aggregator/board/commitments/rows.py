"""重点任务: from how a plan's commitments stand to the rows of the page. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import NamedTuple

from services.aggregator.wording import formats, levels
from services.aggregator.wording.commitments import SOURCES, STANDINGS, StandingMark
from services.aggregator.wording.levels import LevelMark
from shared.catalogue.model import Plan
from shared.commitments.periods import StatementPeriod
from shared.commitments.standing import CommitmentStanding
from shared.commitments.words import asked_text, chapter_of, horizon_text, milestone_text, owed_text, statement_text
from shared.events import Assessment

NOBODY = "未写明"
"""In the place of a department where none is named."""


class Followed(NamedTuple):
    """How the row of the main table that says the same stands: its number and name, its level, and its figure."""

    row: int
    name: str
    mark: LevelMark
    actual: str


class ProgressLine(NamedTuple):
    """What one source says, under its ``label``; ``words`` are the department's own ('' where they are not shown)."""

    label: str
    text: str
    words: str = ""


class CommitmentRow(NamedTuple):
    """One commitment, written out: how it stands and by which ``source``, the row of the main table that it follows
    (None: none), and a line for each other source that says anything."""

    number: int
    subject: str
    asked: str
    horizon: str
    department: str
    mark: StandingMark
    source: str
    followed: Followed | None
    lines: tuple[ProgressLine, ...]


class Clause(NamedTuple):
    """A clause as it is printed, the heading that it stands under, and what it promises."""

    place: str
    printed: str
    rows: tuple[CommitmentRow, ...]


@dataclass(frozen=True, slots=True)
class CommitmentGroup:
    """The clauses under one chapter or 专栏, in the order of the text."""

    title: str
    clauses: tuple[Clause, ...]

    @property
    def count(self) -> int:
        """How many commitments."""
        return sum(len(clause.rows) for clause in self.clauses)


class StandingCount(NamedTuple):
    """How many commitments stand so, of the department that is asked for."""

    mark: StandingMark
    many: int


class CommitmentsAsked(NamedTuple):
    """What of them is asked for: a department's, a chapter's, those that stand so ('': all)."""

    department: str = ""
    standing: str = ""
    chapter: str = ""


class CommitmentsSight(NamedTuple):
    """What the reader may see beyond what everybody does: the ``words`` of departments and what waits for review, of
    ``everybody`` or of one ``department`` ('': none)."""

    everybody: bool = False
    department: str = ""

    def of(self, departments: Collection[str]) -> bool:
        """Whether so much is seen of a commitment that these departments answer for."""
        return self.everybody or (bool(self.department) and self.department in departments)


NOTHING_MORE = CommitmentsSight()
"""What everybody sees."""


@dataclass(frozen=True, slots=True)
class CommitmentsShown:
    """The page: the groups that were asked for, out of all departments and chapters that are named; how many of each
    standing there are (of the department and the chapter), and whether any of it is simulated."""

    groups: tuple[CommitmentGroup, ...]
    departments: tuple[str, ...]
    chapters: tuple[str, ...]
    asked: CommitmentsAsked
    counts: tuple[StandingCount, ...]
    count: int
    followed: int
    simulated: bool


def commitments_shown(
    plan: Plan,
    standings: Sequence[CommitmentStanding],
    asked: CommitmentsAsked,
    sight: CommitmentsSight = NOTHING_MORE,
    due: Callable[[StatementPeriod], date] = lambda period: period.last_day,
) -> CommitmentsShown:
    """The plan's commitments as they stand; ``due`` says by when a period was to be stated."""
    departments = tuple(dict.fromkeys(name for each in standings for name in _names(each)))
    chapters = tuple(dict.fromkeys(chapter_of(each.commitment.place) for each in standings))
    asked = CommitmentsAsked(
        asked.department if asked.department in departments else "",
        asked.standing if asked.standing in STANDINGS else "",
        asked.chapter if asked.chapter in chapters else "",
    )
    theirs = [each for each in standings if _asked_for(each, asked)]
    chosen = [each for each in theirs if asked.standing in ("", each.standing)]
    groups: dict[str, list[Clause]] = {}
    for (place, printed), found in groupby(chosen, key=lambda each: (each.commitment.place, each.commitment.printed)):
        rows = tuple(_row(plan, each, sight, due) for each in found)
        groups.setdefault(chapter_of(place), []).append(Clause(place, printed, rows))
    return CommitmentsShown(
        groups=tuple(CommitmentGroup(title, tuple(clauses)) for title, clauses in groups.items()),
        departments=departments if len(departments) > 1 else (),
        chapters=chapters,
        asked=asked,
        counts=tuple(
            StandingCount(mark, many)
            for standing, mark in STANDINGS.items()
            if (many := sum(each.standing == standing for each in theirs))
        ),
        count=len(theirs),
        followed=sum(each.followed is not None for each in theirs),
        simulated=any(_simulated(each) for each in chosen),
    )


def _names(each: CommitmentStanding) -> tuple[str, ...]:
    return each.departments or (NOBODY,)


def _asked_for(each: CommitmentStanding, asked: CommitmentsAsked) -> bool:
    return asked.department in ("", *_names(each)) and asked.chapter in ("", chapter_of(each.commitment.place))


def _simulated(each: CommitmentStanding) -> bool:
    said = (each.statement, *each.unreviewed)
    return any(made is not None and made.event.simulated for made in said) or (
        each.milestone is not None and each.milestone.event.simulated
    )


def _row(
    plan: Plan, each: CommitmentStanding, sight: CommitmentsSight, due: Callable[[StatementPeriod], date]
) -> CommitmentRow:
    return CommitmentRow(
        number=each.commitment.row,
        subject=each.commitment.subject,
        asked=asked_text(each.commitment),
        horizon=horizon_text(each.commitment),
        department="、".join(each.departments),
        mark=STANDINGS[each.standing],
        source=SOURCES[each.source],
        followed=None if each.followed is None else _followed(plan, each.followed, each.assessment),
        lines=tuple(_lines(each, sight.of(each.departments), due)),
    )


def _lines(each: CommitmentStanding, sees: bool, due: Callable[[StatementPeriod], date]) -> Iterator[ProgressLine]:
    if each.milestone is not None:
        yield ProgressLine("节点", milestone_text(each.milestone), each.milestone.event.text if sees else "")
    if each.statement is not None:
        words = each.statement.event.text if sees else ""
        yield ProgressLine("填报", statement_text(each.statement), words)
    if sees:
        for made in each.unreviewed:
            yield ProgressLine("待审核", statement_text(made), made.event.text)
    if each.owed:
        yield ProgressLine("未报", owed_text(each.owed[-1], due(each.owed[-1])))


def _followed(plan: Plan, row: int, assessment: Assessment | None) -> Followed:
    target = plan.target(row)
    mark = levels.level_mark(assessment.level if assessment else "unassessed")
    return Followed(row, target.name, mark, formats.with_unit(assessment.actual if assessment else None, target.unit))
