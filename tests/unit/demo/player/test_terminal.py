"""What a play says at its end."""

from __future__ import annotations

from rich.console import Console

from services.demo.player.stage import AlertToTell, PlaySummary
from services.demo.player.terminal import tell_summary


def test_alerts_that_ended_with_their_plans_are_told_beside_those_that_are_open() -> None:
    console = Console(record=True, width=160)
    missed = AlertToTell("CQ-08", 1, "红", "重庆市", "工伤保险参保人数", "2021-03", "期满未完成")
    behind = AlertToTell("CQ2-08", 2, "黄", "重庆市", "工伤保险参保人数", "2026-04", "预警中")
    tell_summary(console, PlaySummary(), 1.0, [behind], [missed])
    said = console.export_text()
    assert "未结预警：\n  CQ2-08 第2期 黄 重庆市 工伤保险参保人数（自2026-04）" in said
    assert "期满评估：\n  CQ-08 第1期 期满未完成 重庆市 工伤保险参保人数（自2021-03）" in said
