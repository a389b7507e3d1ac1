"""``xushi backtest policy``: which alerts another policy would have raised, how early, and how many for nothing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from services.aggregator.backtest.published_targets import assessments, doubts
from services.alerts.episodes.policy import Policy
from services.alerts.episodes.policy_backtest import replay
from services.alerts.messages.wording import LOOKS
from services.commands.backtest.assessed import as_binding, graded_by, recorded_assessments
from services.commands.backtest.messages import print_messages
from services.commands.backtest.policy_tables import PolicyCount, add_replayed, policy_table
from services.commands.options import settings_of
from shared.catalogue import Catalogue
from shared.catalogue.files.published import read_published
from shared.catalogue.files.rules import RULE_TABLES, read_rules
from shared.catalogue.files.tables import read_toml
from shared.catalogue.findings import CatalogueError, Findings
from shared.catalogue.model import Kind, Plan, Target
from shared.catalogue.published import PublishedFigure
from shared.catalogue.rules import PlanRules
from shared.process.catalogue.sources import configured_catalogue

Rules = Sequence[tuple[str, PlanRules | None]]
"""Rules by their name; None: each plan's own."""


def policy_command(
    plan: Annotated[str | None, typer.Option("--plan", help="只测一份规划（编号）")] = None,
    row: Annotated[int | None, typer.Option("--row", help="只测这一项（序号，须同时给 --plan）")] = None,
    policy: Annotated[
        Path | None, typer.Option("--policy", help="另一种规则：含 [policy]、[cuts] 的 TOML 文件，写法同 plan.toml")
    ] = None,
    data: Annotated[Path | None, typer.Option("--data", help="另测一个数据文件夹中的历史（如演示的）")] = None,
    expected: Annotated[bool, typer.Option("--expected", help="把预期性指标也当作约束性来测")] = False,
    messages: Annotated[
        bool, typer.Option("--messages", help="只列出数据文件夹中发出的每类消息，按责任部门和年份（须给 --data）")
    ] = False,
) -> None:
    """预警规则回测：按历史重放，列出预警、比期末早多久、误报；给了 --policy 则与现行规则并列。"""
    console = Console()
    catalogue = configured_catalogue(settings_of(data))
    if messages:
        if data is None:
            raise typer.BadParameter("给了 --messages 还须给 --data", param_hint="--messages")
        print_messages(console, data, catalogue)
        return
    targets = _chosen(catalogue, plan, row, expected)
    rules: list[tuple[str, PlanRules | None]] = [("现行规则", None)]
    if policy is not None:
        rules.append((policy.name, _read(policy)))
    _published(console, catalogue, targets, rules)
    if data is not None:
        _played(console, data, catalogue, targets, rules)


def _chosen(catalogue: Catalogue, plan: str | None, row: int | None, expected: bool) -> list[tuple[Plan, Target]]:
    if plan is not None and plan not in catalogue.plans:
        raise typer.BadParameter(f"没有规划“{plan}”；有：{'、'.join(catalogue.plans)}", param_hint="--plan")
    if row is not None and plan is None:
        raise typer.BadParameter("给了 --row 还须给 --plan", param_hint="--row")
    plans = [each for each in catalogue.plans.values() if plan in (None, each.id)]
    found = [(each, target) for each in plans for target in each.targets if row in (None, target.row)]
    if not found:
        raise typer.BadParameter(f"规划“{plan}”没有第 {row} 项", param_hint="--row")
    return [(each, target) for each, target in found if target.binding or expected or row is not None]


def _read(path: Path) -> PlanRules:
    findings = Findings()
    table = read_toml(path, path.name, findings)
    rules = read_rules(table, path.name, findings)
    if not findings.items and (others := sorted(table.keys() - RULE_TABLES)):
        findings.error("bad_table", path.name, 0, f"没有“{'”、“'.join(others)}”这个表，只应有 [policy]、[cuts]")
    elif not findings.items and not table:
        findings.error("bad_table", path.name, 0, "[policy]、[cuts] 至少应有一个，否则测的还是通用规则")
    try:
        findings.raise_errors()
    except CatalogueError as error:
        raise typer.BadParameter(str(error), param_hint="--policy") from None
    return rules


def _published(console: Console, catalogue: Catalogue, targets: Sequence[tuple[Plan, Target]], rules: Rules) -> None:
    figures = read_published()
    table = policy_table("已公布的数字（存量和比率；每个公布的月份当作一次报送，于到期日判定）", ("公布", "最近一月"))
    doubtful: list[PublishedFigure] = []
    for plan, target in targets:
        for name, other in rules:
            own = other or plan.rules
            history = as_binding(assessments(catalogue, figures, plan, target, own.cuts))
            if not history:
                break
            last = history[-1][0]
            found = replay(history, Policy.of(own.thresholds, catalogue.calendar), plan.last)
            latest = f"{last.period} {LOOKS[last.assessment.level].name}"
            add_replayed(table, plan, target, name, found, (str(len(history)), latest))
        doubtful += doubts(catalogue, figures, plan, target)
    console.print(table)
    for each in doubtful:
        console.print(f"存疑：{each.indicator} {each.period} {each.value}{each.unit}：{each.doubt}", style="dim")
    console.print("距末：从预警所说的月份到规划期末的月数。公布的月份之间没有数字，实际的预警只会更早。", style="dim")


def _played(
    console: Console, data: Path, catalogue: Catalogue, targets: Sequence[tuple[Plan, Target]], rules: Rules
) -> None:
    streams = recorded_assessments(data, catalogue, console)
    simulated = any(event.assessment.simulated for stream in streams.values() for event, _ in stream)
    marked = "（模拟数据：只检验规则，不说明现实）" if simulated else ""
    table = policy_table(f"数据文件夹中的历史{marked}", ("变级", "提示"))
    counts = {name: PolicyCount() for name, _ in rules}
    for plan, target in targets:
        history = as_binding(streams.get((plan.id, target.row), []))
        for name, other in rules:
            own = other or plan.rules
            climbing = catalogue.indicators[target.indicator].kind is not Kind.FLOW
            graded = graded_by(history, own, climbing) if other is not None else history
            found = replay(graded, Policy.of(own.thresholds, catalogue.calendar), plan.last)
            counts[name].add(found)
            add_replayed(table, plan, target, name, found, (str(found.changes), str(found.advices)))
    console.print(table)
    for name, count in counts.items():
        console.print(f"{name}：{count.words()}", markup=False)
