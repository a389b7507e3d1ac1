"""What of alerts and messages shows to whom.

That an alert is open shows to everybody who may look at the board. A message's recipient and text, and that a letter
has been drafted (it is nobody's word until it is signed), show to ops, auditors and the reviewers of its area; the
figures that were judged to those who may read the area's units, and to others where all of them were accepted: a sum
at the moment of a decision may tell of the one report that led to it. (The message to the responsible department may
hold them all.)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import replace as replace_known

import msgspec
from msgspec.structs import replace

from services.alerts.episodes.known_months import History
from services.alerts.handling.letters import ESCALATIONS
from services.alerts.messages.wording import AlertFigure
from services.alerts.reading.shown import (
    AlertAdvice,
    AlertCoverage,
    AlertEpisode,
    AlertHandling,
    AlertHistory,
    AlertMessage,
    AlertStep,
    EpisodeStanding,
)
from shared.events import Assessment
from shared.security.access import Access
from shared.security.keys import Principal, Role


@dataclass(frozen=True, slots=True)
class Discretion:
    """Through whose eyes alerts are read; ``viewer`` None: nobody in particular."""

    access: Access
    viewer: Principal | None

    def reads_messages(self, region: str) -> bool:
        """Whether recipients and texts of messages about ``region`` show."""
        viewer = self.viewer
        if viewer is None or viewer.role not in (Role.OPS, Role.AUDITOR, Role.REVIEWER):
            return False
        return self.access.may_read(viewer, region)

    def reviews(self, region: str) -> bool:
        """Whether the viewer decides on answers about ``region``."""
        viewer = self.viewer
        return viewer is not None and viewer.role is Role.REVIEWER and self.access.inside(region, viewer.region)

    def episode(self, episode: AlertEpisode) -> AlertEpisode:
        """A listed episode as it shows."""
        hidden = self._hides(episode)
        return replace(
            episode,
            hidden=hidden,
            figures={} if hidden else episode.figures,
            handling=self._handling(episode.handling, episode.region),
            messages=self._messages(episode.messages, episode.region),
        )

    def history(self, episode: AlertHistory) -> AlertHistory:
        """An episode with its steps as it shows."""
        hidden = self._hides(episode)
        return replace(
            episode,
            hidden=hidden,
            figures={} if hidden else episode.figures,
            handling=self._handling(episode.handling, episode.region),
            messages=self._messages(episode.messages, episode.region),
            events=[self._step(each, episode.region) for each in self._told(episode.events, episode.region)],
            advice=[self._step(each, episode.region) for each in episode.advice],
            in_review=episode.in_review if self.reads_messages(episode.region) else [],
        )

    def advised(self, advice: AlertAdvice) -> AlertAdvice:
        """The 提示 of a target without an alert as they show."""
        return replace(advice, advice=[self._step(each, advice.region) for each in advice.advice])

    def months(self, history: History, region: str) -> History:
        """The months of an alert's target as they show: without figures where not all of them are accepted."""
        if self._reads(region):
            return history
        return {
            period: known if known.judged is None or _all_accepted(known.judged) else replace_known(known, judged=None)
            for period, known in history.items()
        }

    def _hides(self, episode: EpisodeStanding) -> bool:
        return not (self._reads(episode.region) or _reviewed(episode.coverage, episode.figures))

    def _reads(self, region: str) -> bool:
        return self.access.sight(self.viewer).whole(region)

    def _messages(self, messages: list[AlertMessage], region: str) -> list[AlertMessage]:
        return messages if self.reads_messages(region) else [each.delivery() for each in messages]

    def _handling(self, handling: AlertHandling, region: str) -> AlertHandling:
        return handling if self.reads_messages(region) else outside(handling)

    def _told(self, steps: list[AlertStep], region: str) -> list[AlertStep]:
        return steps if self.reads_messages(region) else [each for each in steps if not each.letter]

    def _step(self, step: AlertStep, region: str) -> AlertStep:
        reads = self._reads(region)
        hidden = not (reads or not step.figures or _reviewed(step.coverage, step.figures))
        shown = replace(
            step,
            hidden=hidden,
            figures={} if hidden else step.figures,
            old_actual=step.old_actual if reads else None,  # what a correction replaced may never have been accepted
            messages=self._messages(step.messages, region),
        )
        return shown if self.reads_messages(region) else replace(shown, actor="", told=[], attachments=[])


def outside(handling: AlertHandling) -> AlertHandling:
    """Where an episode stands, to somebody outside the office that drafts letters: a draft is no step yet."""
    return replace(handling, escalated="", escalated_name="") if handling.escalated in ESCALATIONS else handling


def _reviewed(counts: AlertCoverage | None, figures: Mapping[str, AlertFigure]) -> bool:
    """Whether what was judged is accepted, of all units."""
    if counts is None:
        return False
    known = {name: figure.value for name, figure in figures.items()}
    return _every(counts.accepted, counts.expected) and (not known or _same(known))


def _all_accepted(assessment: Assessment) -> bool:
    """As :func:`_reviewed`, of the assessment itself."""
    return _every(assessment.accepted_units, assessment.expected_units) and _same(msgspec.structs.asdict(assessment))


def _every(accepted: int, expected: int) -> bool:
    return accepted >= expected > 0


def _same(known: Mapping[str, int | None]) -> bool:
    """Whether the accepted figures give the same: earlier months count in it, too. A bound, and a plan's last month,
    have no progress."""
    pairs = ((known.get(name), known.get(f"accepted_{name}")) for name in ("progress", "actual"))
    return any(judged is not None and judged == accepted for judged, accepted in pairs)
