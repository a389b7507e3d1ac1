"""How every target of a plan came out, as a table in the form of the plan's own one of the five years before. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_EVEN, Decimal

from services.aggregator.evaluation.parts.standing import why_unjudged
from shared.catalogue.amendments import Amendments
from shared.catalogue.checks.verdict import Judgement, PrintedVerdict, judge
from shared.catalogue.model import CompletedTarget, Horizon, Plan, Target
from shared.catalogue.printed import read_printed
from shared.events import Assessment
from shared.events.published.evaluation import FinalHeads, FinalRow, FinalTable

_NUMERALS = "一二三四五六七八九"
_FIVE_YEARS = re.compile(r"十([一二三四五六七八九])五")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?=年)")
_NUMBERED = re.compile(r"^\d+[.．、]\s*")
_BOX = re.compile(r"^专栏\s*\d+\s*")
_DECIMALS = (2, 4)
"""Of a rate, as plans print them; and as many as it is known to, where fewer would say another verdict."""
_BRACKETS = {"【": "】", "[": "]"}
NOT_PRINTED = "—"


def final_table(
    plan: Plan,
    found: Mapping[int, Assessment],
    amendments: Amendments,
    told_midway: Callable[[Target], str],
) -> FinalTable:
    """The table; ``found`` are the assessments of the plan's last month, ``told_midway`` says of a row how its target
    was adjusted ('': it was not)."""
    heads = _heads(plan)
    rows: list[FinalRow] = []
    section = ""
    for target in plan.targets:
        if target.section != section:
            section = target.section
            rows.append(FinalRow(section=section))
        in_force = amendments.of_plan(target, plan)
        rows.append(_row(target, in_force, found.get(target.row), heads, told_midway(target)))
    return FinalTable(_caption(plan), heads, tuple(rows), tuple(_notes(plan)))


def five_years_later(text: str) -> str:
    """A head or caption of the plan before as the next one has it: ``“十三五”2020年`` is ``“十四五”2025年``."""
    later = _FIVE_YEARS.sub(lambda match: f"十{_after(match[1])}五", text)
    return _YEAR.sub(lambda match: str(int(match[0]) + 5), later)


def _after(numeral: str) -> str:
    place = _NUMERALS.index(numeral) + 1
    return _NUMERALS[place] if place < len(_NUMERALS) else numeral


def _heads(plan: Plan) -> FinalHeads:
    """The plan's own, five years later; where its document has no such table, the usual ones. The verdict and the
    difference are there in every one."""
    own = {column: five_years_later(head) for column, head in plan.completed_heads.items()}
    usual = {} if own else {"start": f"{plan.first.year - 1}年"}
    own = usual | own
    return FinalHeads(
        row=own.get("row", ""),
        name=own.get("name", "指标"),
        start=own.get("start", ""),
        target=own.get("target", "规划目标"),
        outcome=own.get("outcome", f"{plan.last.year}年"),
        verdict=own.get("verdict", "完成情况"),
        difference=own.get("difference", "超过规划目标值"),
    )


def _caption(plan: Plan) -> str:
    before = next((_BOX.sub("", each.source.table) for each in plan.completed if each.source.table), "")
    return five_years_later(before) or f"{plan.first.year}—{plan.last.year}年主要指标完成情况"


def _notes(plan: Plan) -> list[str]:
    brackets = [sign for sign in _BRACKETS if any(sign in target.printed_target for target in plan.targets)]
    years = len(plan.years)
    word = {5: "五"}.get(years, str(years))
    return [f"{'、'.join(f'{sign}{_BRACKETS[sign]}' for sign in brackets)}内为{word}年累计数。"] if brackets else []


def _row(target: Target, in_force: Target, item: Assessment | None, heads: FinalHeads, midway: str) -> FinalRow:
    exact = _outcome(target, item)
    judged = judge(completed_target(in_force, exact, midway))
    outcome = exact if exact is None else _as_printed(in_force, exact)
    difference = None if outcome is None or in_force.value is None else outcome - in_force.value
    undecided = judged.verdict is PrintedVerdict.UNDECIDED
    why = (why_unjudged(item) if exact is None else judged.reason.chinese) if undecided else ""
    return FinalRow(
        row=target.row,
        name=_NUMBERED.sub("", target.printed_name) if heads.row else target.printed_name,
        start=target.printed_baseline or NOT_PRINTED,
        target=f"{target.printed_target}→{in_force.value:f}"
        if midway and in_force.value is not None
        else _printed(target),
        outcome=NOT_PRINTED if outcome is None else _bracketed(target, plain(outcome)),
        verdict=judged.verdict.chinese,
        difference="" if undecided or difference is None else plain(difference),
        remark="；".join(filter(None, (midway, why))),
    )


def completed_target(in_force: Target, outcome: Decimal | None, midway: str = "") -> CompletedTarget:
    """A row as a table of completion has it, so that it is judged as every such table is."""
    return CompletedTarget(
        plan=in_force.plan,
        row=in_force.row,
        name=in_force.name,
        printed_start=in_force.printed_baseline,
        printed_target=f"{in_force.value:f}" if midway and in_force.value is not None else in_force.printed_target,
        printed_outcome="" if outcome is None else plain(outcome),
        printed_verdict="",
        horizon=in_force.horizon,
        bound=in_force.bound,
        value=in_force.value,
        outcome=outcome,
        outcome_bound="",
        unit=in_force.unit,
        source=in_force.source,
        section=in_force.section,
        printed_name=in_force.printed_name,
    )


def _printed(target: Target) -> str:
    return target.printed_target or NOT_PRINTED


def _outcome(target: Target, item: Assessment | None) -> Decimal | None:
    """The figure that was judged at the plan's end, exactly, in the printed unit; None where none was."""
    if item is None or item.actual is None or item.reason not in ("completed", "not_completed"):
        return None
    if target.unit.base == "%":
        return Decimal(item.actual) / 10_000
    return Decimal(item.actual) / target.unit.scale


def _as_printed(target: Target, outcome: Decimal) -> Decimal:
    """An outcome as it is printed: an amount exactly, a rate to two decimals, to more where two would say otherwise
    than the whole of it whether the target was reached."""
    if target.unit.base != "%" or target.value is None:
        return outcome
    for decimals in _DECIMALS:
        rounded = outcome.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_EVEN)
        if _verdict(target, rounded) is _verdict(target, outcome):
            return rounded
    return outcome


def _verdict(target: Target, outcome: Decimal) -> PrintedVerdict:
    found: Judgement = judge(completed_target(target, outcome))
    return found.verdict


def _bracketed(target: Target, text: str) -> str:
    """In the brackets of the target, where the plan's years add up to it: ``[27]``."""
    if target.horizon is not Horizon.PLAN or not read_printed(target.printed_target).bracketed:
        return text
    sign = next(each for each in _BRACKETS if each in target.printed_target)
    return f"{sign}{text}{_BRACKETS[sign]}"


def plain(number: Decimal) -> str:
    """A number as the plans' tables print it: no zeros behind it, below nothing with a hyphen."""
    text = f"{number.normalize():f}"
    return "0" if text == "-0" else text
