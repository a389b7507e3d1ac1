"""What a policy would have raised, as a table of the terminal, and what it came to over several targets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from rich.table import Table

from services.alerts.episodes.policy_backtest import Replayed
from services.alerts.messages.wording import LOOKS
from shared.catalogue.model import Plan, Target

_DASH = "–"
_OUTCOMES = {"reached": "完成", "missed": "未完成", "open": "未到期末"}


@dataclass(slots=True)
class PolicyCount:
    """What a policy came to over several targets."""

    targets: int = 0
    episodes: int = 0
    changes: int = 0
    advices: int = 0
    false_alarms: int = 0
    missed: int = 0
    leads: list[int] = field(default_factory=list)

    def add(self, found: Replayed) -> None:
        """Count what the policy came to on one more target."""
        self.targets += 1
        self.episodes += len(found.spells)
        self.changes += found.changes
        self.advices += found.advices
        self.false_alarms += found.false_alarms
        self.missed += found.outcome == "missed"
        if found.lead is not None:
            self.leads.append(found.lead)

    def words(self) -> str:
        """All of it in a line."""
        lead = f"{sum(self.leads) / len(self.leads):.1f} 个月" if self.leads else "无"
        return (
            f"{self.targets} 项，预警 {self.episodes} 期，变级 {self.changes} 次，提示 {self.advices} 次，"
            f"误报 {self.false_alarms} 期；未完成 {self.missed} 项，"
            f"其中事先预警 {len(self.leads)} 项，平均早 {lead}"
        )


def policy_table(title: str, more: Sequence[str]) -> Table:
    """An empty table; ``more`` are the columns of its own, before those that all have."""
    table = Table(title=title, title_justify="left")
    table.add_column("规划、指标", overflow="fold")
    table.add_column("规则", overflow="fold")
    for column in (*more, "期数", "首次预警", "级别", "距末", "期末", "提前", "误报"):
        table.add_column(column, justify="right", overflow="fold")
    return table


def add_replayed(table: Table, plan: Plan, target: Target, name: str, found: Replayed, more: Sequence[str]) -> None:
    """A row: which alert the rules called ``name`` raise first on the target, and how it ended."""
    first = found.spells[0] if found.spells else None
    table.add_row(
        f"{plan.short_name or plan.name} {target.row} {target.name}",
        name,
        *more,
        str(len(found.spells)),
        str(first.raised) if first else _DASH,
        LOOKS[first.level].name if first else _DASH,
        f"{plan.last.ordinal - first.raised.ordinal} 月" if first else _DASH,
        _OUTCOMES[found.outcome],
        "未预警" if found.unwarned else f"{found.lead} 月" if found.lead is not None else _DASH,
        str(found.false_alarms),
    )
