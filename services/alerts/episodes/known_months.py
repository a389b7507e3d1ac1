"""What is known of each period of one target, and at which periods it warrants an alert. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from services.alerts.episodes.policy import LEVELS, Policy, is_judged
from shared.events import Assessment, Level, UnitCorrection


@dataclass(frozen=True, slots=True)
class KnownMonth:
    """The latest assessment of one period: its level now, and the last one that judged it.

    ``judged`` outlives a withdrawal of the figures (the level is then 缺报): missing data raises
    nothing, but it must not make an episode look unfounded either. ``binding``: the target was, in that month; what
    is known of a month in which it was expected is no ground for an alert.
    """

    level: Level
    data_version: int
    rule_version: int
    judged: Assessment | None
    binding: bool = True


NAMED_CORRECTIONS = 10
"""So many corrections are named with a close, the latest."""

History = Mapping[str, KnownMonth]
"""Known periods by ``YYYY-MM``, whose order as text is their order in time."""


def is_stale(known: KnownMonth | None, assessment: Assessment) -> bool:
    """Whether an assessment is older than, or the same as, what was already decided with.

    Assessments come in the order in which they were made, whose data versions never go back. At the
    same version something new may be said: time alone ends 报送中, a rule is changed, an event that
    was held back is applied, or two instances of the aggregator have each read a part of the reports.
    """
    if known is None or assessment.data_version > known.data_version:
        return False
    newest = remember(known, assessment, binding=known.binding)
    return assessment.data_version < known.data_version or newest == known


def of_kind(history: History, *, binding: bool) -> dict[str, KnownMonth]:
    """What is known of the periods in which the target was binding, or of those in which it was not."""
    return {period: known for period, known in history.items() if known.binding is binding}


def remember(known: KnownMonth | None, assessment: Assessment, *, binding: bool = True) -> KnownMonth:
    """What is known of a period after this assessment of it; nothing of before it became ``binding``, or expected."""
    if known is not None and known.binding is not binding:
        known = None
    if is_judged(assessment.level):
        judged: Assessment | None = assessment
    else:
        judged = known.judged if known is not None else None
    return KnownMonth(assessment.level, assessment.data_version, assessment.rule_version, judged, binding)


def current_levels(history: History) -> list[tuple[str, Level]]:
    """The periods that are judged now, oldest first."""
    return sorted((period, known.level) for period, known in history.items() if is_judged(known.level))


def judged_now(history: History) -> list[tuple[str, Assessment]]:
    """The periods that are judged now, oldest first, each with its assessment."""
    found = ((period, known.judged) for period, known in sorted(history.items()) if is_judged(known.level))
    return [(period, judged) for period, judged in found if judged is not None]


def retained_levels(history: History) -> list[tuple[str, Level]]:
    """Every period that was ever judged, at the last level it had, oldest first."""
    return sorted((period, known.judged.level) for period, known in history.items() if known.judged is not None)


def newest_judged(history: History) -> tuple[str, Assessment] | None:
    """The latest period that is judged now, with its assessment; None where none is."""
    judged = judged_now(history)
    return judged[-1] if judged else None


def behind_in_a_row(levels: Sequence[tuple[str, Level]], policy: Policy) -> int:
    """How many judged periods in a row, up to the newest, are behind; ``levels`` oldest first."""
    count = 0
    for _, level in reversed(levels):
        if not policy.behind(level):
            break
        count += 1
    return count


def warranted(levels: Iterable[tuple[str, Level]], policy: Policy) -> set[str]:
    """The periods at which the policy raises: bad enough at once, or bad for long enough."""
    found: set[str] = set()
    run = 0
    for period, level in levels:
        run = run + 1 if policy.behind(level) else 0
        if policy.at_once(level) or run >= policy.raise_periods:
            found.add(period)
    return found


def still_warranted(history: History, since: str, policy: Policy) -> bool:
    """Whether any period from ``since`` on warrants the alert, withdrawn figures given the benefit."""
    found = warranted(current_levels(history), policy) | warranted(retained_levels(history), policy)
    return any(period >= since for period in found)


def accepted_levels(history: History, policy: Policy) -> list[tuple[str, Level]]:
    """Every period that was ever judged, at the level of its accepted figures, oldest first.

    Where these are not those of enough units, or stand no more, nobody knows what they will be: then the worst.
    """
    return sorted(
        (period, _accepted_level(known, policy)) for period, known in history.items() if known.judged is not None
    )


def _accepted_level(known: KnownMonth, policy: Policy) -> Level:
    accepted = known.judged.accepted_level if known.judged is not None else None
    stands = is_judged(known.level) and known.judged is not None and policy.enough_accepted(known.judged)
    return accepted if stands and accepted is not None else LEVELS[-1]


def cured_on_accepted(history: History, since: str, policy: Policy) -> bool:
    """Whether no period from ``since`` on warrants the alert, whatever becomes of what is not accepted yet."""
    return not any(period >= since for period in warranted(accepted_levels(history, policy), policy))


def corrections_since(history: History, version: int) -> tuple[UnitCorrection, ...]:
    """The corrections that were accepted after the figures of ``version``, in whatever month, in the order of their
    acceptance; of months that stand."""
    found = {
        (each.position, each.region, each.period): each
        for known in history.values()
        if known.judged is not None and is_judged(known.level)
        for each in known.judged.corrections
        if each.position > version
    }
    return tuple(found[key] for key in sorted(found))[-NAMED_CORRECTIONS:]
