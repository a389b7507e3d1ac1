"""A notice carried to everybody it concerns: whoever has it does not get it again when it is tried again."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from services.alerts.channels.port import Channel, Delivered, Outcome, Outgoing, RefusedByChannel
from services.alerts.messages.message import ComposedMessage
from services.alerts.oncall.message import compose
from services.alerts.oncall.notice import AlertGroup
from services.alerts.oncall.recipients import Recipient
from shared.observe import Metrics
from shared.periods import Clock

_REMEMBERED = timedelta(hours=1)
"""How long it is remembered who has a notice that others wait for. Alertmanager tries again within minutes; what it
says again after hours is a reminder."""
_LIMITED = "渠道限速，稍后再发"


@dataclass(frozen=True, slots=True)
class Reached:
    """What became of a notice: who has it, and whom it did not reach, with why; ``later``: another attempt may."""

    delivered: list[Recipient] = field(default_factory=list)
    later: dict[Recipient, str] = field(default_factory=dict)
    refused: dict[Recipient, str] = field(default_factory=dict)

    @property
    def faults(self) -> dict[Recipient, str]:
        """Whom it did not reach."""
        return self.later | self.refused


class Telling:
    """Sends over ``channels`` at once; it keeps no queue, for Alertmanager does."""

    def __init__(self, channels: Mapping[str, Channel], metrics: Metrics, clock: Clock, public_url: str) -> None:
        self._channels = channels
        self._metrics = metrics
        self._clock = clock
        self._public_url = public_url
        self._lock = threading.Lock()
        self._have: dict[tuple[str, Recipient], datetime] = {}
        self._logger = structlog.get_logger()

    def tell(self, notice: AlertGroup, recipients: Sequence[Recipient]) -> Reached:
        """Send it to those who do not have it yet."""
        now, told = self._clock.now(), Reached()
        message = compose(notice, self._public_url, now)
        for recipient in recipients:
            if self._has(notice, recipient, now):
                told.delivered.append(recipient)
            else:
                self._note(notice, recipient, self._send(message, recipient, now), told)
        self._remember(notice, told, now)
        return told

    def _send(self, message: ComposedMessage, recipient: Recipient, now: datetime) -> Outcome:
        channel = self._channels.get(recipient.channel)
        if channel is None:
            return RefusedByChannel("没有配置这个渠道")
        name = f"{message.alert}-e{message.episode}.{message.sequence}-{recipient.channel}"
        return channel.send(Outgoing(name, recipient.channel, recipient.name, now, message))

    def _note(self, notice: AlertGroup, recipient: Recipient, outcome: Outcome, told: Reached) -> None:
        match outcome:
            case Delivered():
                told.delivered.append(recipient)
                self._count(recipient, "delivered")
                return
            case RefusedByChannel(reason):
                told.refused[recipient] = reason
                self._count(recipient, "refused")
            case _:
                told.later[recipient] = outcome.reason or _LIMITED
                self._count(recipient, "retried")
        reason = told.faults[recipient]
        self._logger.warning("ops were not told", rule=notice.name, channel=recipient.channel, reason=reason)

    def _count(self, recipient: Recipient, outcome: str) -> None:
        self._metrics.oncall_messages.labels(recipient.channel, outcome).inc()

    def _has(self, notice: AlertGroup, recipient: Recipient, now: datetime) -> bool:
        with self._lock:
            at = self._have.get((notice.content, recipient))
            return at is not None and now - at < _REMEMBERED

    def _remember(self, notice: AlertGroup, told: Reached, now: datetime) -> None:
        """Who has it, while others wait for it."""
        with self._lock:
            kept = {key: at for key, at in self._have.items() if key[0] != notice.content and now - at < _REMEMBERED}
            if told.later:
                kept |= {(notice.content, each): self._have.get((notice.content, each), now) for each in told.delivered}
            self._have = kept
