"""Which assessments differ between now and afterwards. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from services.aggregator.model import ProgressKey
from shared.events import Assessment


class Supposed(NamedTuple):
    """A target in a month: as it stands (None: nobody has judged it), and as it would."""

    key: ProgressKey
    now: Assessment | None
    then: Assessment

    @property
    def moves_level(self) -> bool:
        """Whether a level would be another one: the one on all that is reported, or the one on what is accepted."""
        return self.now is None or _levels(self.now) != _levels(self.then)


def differing(now: Mapping[ProgressKey, Assessment], then: Mapping[ProgressKey, Assessment]) -> list[Supposed]:
    """What would read differently, by month and row: versions and names of reports aside."""
    return [
        Supposed(key, now.get(key), after)
        for key, after in sorted(then.items(), key=lambda item: (item[0].plan, item[0].period, item[0].row))
        if key not in now or _read(now[key]) != _read(after)
    ]


def _levels(assessment: Assessment) -> tuple[object, ...]:
    return assessment.level, assessment.accepted_level


def _read(assessment: Assessment) -> tuple[object, ...]:
    return (
        *_levels(assessment),
        assessment.accepted_met,
        assessment.actual,
        assessment.accepted_actual,
        assessment.gap,
        assessment.accepted_progress,
        assessment.reported_units,
        assessment.accepted_units,
    )
