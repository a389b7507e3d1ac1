"""Notices as Alertmanager posts them."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from services.alerts.oncall.notice import AlertGroup, read_notice

BEGAN = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
NEVER = "0001-01-01T00:00:00Z"


def alert(
    instance: str = "10.0.0.1:8600",
    *,
    severity: str = "critical",
    after: timedelta = timedelta(0),
    lasted: timedelta | None = None,
) -> dict[str, Any]:
    """An instance that is down; one that ``lasted`` has ended."""
    starts = BEGAN + after
    return {
        "status": "firing" if lasted is None else "resolved",
        "labels": {"alertname": "XushiInstanceDown", "job": "intake", "instance": instance, "severity": severity},
        "annotations": {"summary": f"intake 的实例 {instance} 已停止应答", "description": "请查看该容器的日志。"},
        "startsAt": starts.isoformat(),
        "endsAt": NEVER if lasted is None else (starts + lasted).isoformat(),
        "generatorURL": "http://prometheus:9090/graph",
        "fingerprint": instance,
    }


def body(*alerts: dict[str, Any], left_out: int = 0) -> bytes:
    """What is posted of them."""
    return json.dumps(
        {
            "version": "4",
            "groupKey": '{}:{alertname="XushiInstanceDown"}',
            "truncatedAlerts": left_out,
            "status": "firing",
            "receiver": "ops",
            "alerts": alerts,
        }
    ).encode()


def notice(*alerts: dict[str, Any], left_out: int = 0) -> AlertGroup:
    """The same, read."""
    return read_notice(body(*alerts, left_out=left_out))
