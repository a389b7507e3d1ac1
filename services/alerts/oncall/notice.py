"""What Alertmanager posts: a group of alerts that fire or have ended (version 4 of its webhook). Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Literal

import msgspec

Status = Literal["firing", "resolved"]


class Alert(msgspec.Struct, frozen=True):
    """One alert. Of one that fires ``ends_at`` is year 1."""

    status: Status
    labels: Mapping[str, str]
    annotations: Mapping[str, str]
    starts_at: datetime = msgspec.field(name="startsAt")
    ends_at: datetime = msgspec.field(name="endsAt")
    fingerprint: str = ""


class AlertGroup(msgspec.Struct, frozen=True):
    """A group of alerts with one name; ``left_out`` more are left out."""

    group_key: str = msgspec.field(name="groupKey")
    alerts: tuple[Alert, ...]
    left_out: int = msgspec.field(name="truncatedAlerts", default=0)

    @property
    def firing(self) -> list[Alert]:
        """Those that fire, the urgent ones first, then the oldest."""
        firing = [each for each in self.alerts if each.status == "firing"]
        return sorted(firing, key=lambda each: (not urgent(each), each.starts_at))

    @property
    def resolved(self) -> list[Alert]:
        """Those that have ended, the newest end first."""
        return sorted((each for each in self.alerts if each.status == "resolved"), key=_end, reverse=True)

    @property
    def name(self) -> str:
        """What the rule is called, as the handbook calls it."""
        return next((each.labels["alertname"] for each in self.alerts if "alertname" in each.labels), "")

    @property
    def began(self) -> datetime:
        """When the first of them began."""
        return min((each.starts_at for each in self.alerts), default=datetime.fromtimestamp(0, UTC))

    @property
    def thread(self) -> str:
        """Short and safe in a file name: what this group of alerts is called."""
        return hashlib.sha256(self.group_key.encode()).hexdigest()[:12]

    @property
    def content(self) -> str:
        """Differs between notices that say something different, and not between attempts at the same."""
        said = sorted((each.fingerprint, each.status, each.starts_at.isoformat()) for each in self.alerts)
        return hashlib.sha256(repr((self.group_key, said, self.left_out)).encode()).hexdigest()


def urgent(alert: Alert) -> bool:
    """Whether its rule calls it critical."""
    return alert.labels.get("severity") == "critical"


def _end(alert: Alert) -> datetime:
    return alert.ends_at


_READER = msgspec.json.Decoder(AlertGroup)


def read_notice(raw: bytes) -> AlertGroup:
    """A posted body.

    Raises:
        msgspec.MsgspecError: it is none.
        UnicodeDecodeError: it is no text.
    """
    return _READER.decode(raw)
