"""What an answer and a page tell of figures in review, and of the corrections that ended an alert. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from services.alerts.episodes.events import AlertEvent
from services.alerts.episodes.known_months import History
from services.alerts.episodes.policy import is_judged
from services.alerts.messages.occasions.reviews import cured_by, moved
from services.alerts.messages.wording import Scale
from shared.catalogue.catalogue import Catalogue
from shared.events import (
    AlertClosedByCorrection,
    AlertFreezeLasted,
    AlertFrozen,
    AlertRaised,
    Assessment,
    DoubtfulUnit,
    UnitCorrection,
)
from shared.periods import Month

Told = list[tuple[str, str]]
"""Words with their labels."""


def told_of_reviews(event: AlertEvent, scale: Scale | None, catalogue: Catalogue) -> Told:
    """What a decision rested on that was not accepted; of a close, which corrections it rests on."""
    if isinstance(event, AlertFrozen | AlertFreezeLasted):
        return []
    if isinstance(event, AlertClosedByCorrection):
        names = _names(catalogue) if event.corrections else {}
        return [("更正", cured_by(each, scale, names)) for each in event.corrections]
    label = "按未审核数据发出" if isinstance(event, AlertRaised) else "数据存疑"
    return in_review(event.assessment, scale, catalogue, label)


def in_review(assessment: Assessment, scale: Scale | None, catalogue: Catalogue, label: str = "数据存疑") -> Told:
    """Whose figures are in doubt, and which corrections wait for review."""
    return _told(assessment.doubtful, assessment.waiting, scale, catalogue, label)


def still_in_review(history: History, scale: Scale | None, catalogue: Catalogue) -> Told:
    """The same of every month of a target as it is known now, the newest first, each unit's month once."""
    standing = [history[period] for period in sorted(history, reverse=True) if is_judged(history[period].level)]
    judged = [known.judged for known in standing if known.judged is not None]
    doubtful = {(each.region, each.period): each for found in reversed(judged) for each in found.doubtful}
    waiting = {(each.region, each.period): each for found in reversed(judged) for each in found.waiting}
    newest = sorted(doubtful, key=lambda key: key[1], reverse=True)
    latest = sorted(waiting, key=lambda key: key[1], reverse=True)
    return _told([doubtful[key] for key in newest], [waiting[key] for key in latest], scale, catalogue, "数据存疑")


def _told(
    doubtful: Sequence[DoubtfulUnit],
    waiting: Sequence[UnitCorrection],
    scale: Scale | None,
    catalogue: Catalogue,
    label: str,
) -> Told:
    if not doubtful and not waiting:
        return []
    names = _names(catalogue)
    doubts = [
        (label, f"{names.get(each.region, each.region)}{Month.parse(each.period).chinese}：{each.message}")
        for each in doubtful
    ]
    waits = [("更正待审核", f"{moved(each, scale, names)}；理由：{each.reason}") for each in waiting]
    return [*doubts, *waits]


def _names(catalogue: Catalogue) -> dict[str, str]:
    return {code: region.name for code, region in catalogue.regions.items()}
