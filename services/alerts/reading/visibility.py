"""What of alerts and messages shows to whom.

That an alert is open shows to everybody who may look at the board. A message's recipient and text show to
ops, auditors and the reviewers of its area; a single unit's figures to those who may read the unit, and to
others once they are accepted. (The message to the responsible department may hold them all.)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from msgspec.structs import replace

from services.alerts.messages.wording import AlertFigure
from services.alerts.reading.shown import AlertEpisode, AlertHistory, AlertMessage, AlertStep, EpisodeStanding
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
            messages=self._messages(episode.messages, episode.region),
        )

    def history(self, episode: AlertHistory) -> AlertHistory:
        """An episode with its steps as it shows."""
        hidden = self._hides(episode)
        return replace(
            episode,
            hidden=hidden,
            figures={} if hidden else episode.figures,
            messages=self._messages(episode.messages, episode.region),
            events=[self._step(each, episode.region) for each in episode.events],
            advice=[self._step(each, episode.region) for each in episode.advice],
        )

    def _hides(self, episode: EpisodeStanding) -> bool:
        return not (self._sees(episode.region) or _reviewed(episode))

    def _sees(self, region: str) -> bool:
        return self.access.sight(self.viewer).sees(region)

    def _messages(self, messages: list[AlertMessage], region: str) -> list[AlertMessage]:
        return messages if self.reads_messages(region) else [each.delivery() for each in messages]

    def _step(self, step: AlertStep, region: str) -> AlertStep:
        hidden = not (self._sees(region) or _accepted(step.figures))
        shown = replace(step, hidden=hidden, messages=self._messages(step.messages, region))
        if hidden:
            shown = replace(shown, figures={}, old_actual=None)
        return shown if self.reads_messages(region) else replace(shown, actor="", told=[], attachments=[])


def _reviewed(episode: EpisodeStanding) -> bool:
    """Whether a unit's alert rests on accepted figures alone."""
    counts = episode.coverage
    return counts.accepted >= counts.expected > 0 and _accepted(episode.figures)


def _accepted(figures: Mapping[str, AlertFigure]) -> bool:
    """Whether what was judged is what is accepted: the two give the same progress."""
    if not figures:
        return True
    known = "progress" in figures and "accepted_progress" in figures
    return known and figures["progress"].value == figures["accepted_progress"].value
