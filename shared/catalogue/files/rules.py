"""Reading a plan's own rules: the tables ``[cuts]``, ``[policy]`` and ``[statements]`` of ``plan.toml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any, TypeVar

from shared.catalogue.findings import Findings
from shared.catalogue.rules import (
    RAISE_LEVELS,
    RHYTHMS,
    Cuts,
    Deadlines,
    PlanRules,
    RaiseLevel,
    StatementRhythm,
    StatementRules,
    Thresholds,
)
from shared.quantities import BASIS_POINTS

_MOST_PERIODS = 12
_MOST_DAYS = 60
_MOST_REVISIONS = 10
_MOST_STATEMENT_DAY = 28  # every month has it
_LEAST_SHARE = Fraction(-1)  # a climb may be allowed to move away for a while
_MOST_SHARE = Fraction(2)
Rules = TypeVar("Rules", Cuts, Thresholds, Deadlines, StatementRules)
Value = TypeVar("Value")


RULE_TABLES = ("cuts", "policy", "statements")
"""The tables of a plan's own rules."""


def read_rules(table: Mapping[str, Any], file: str, findings: Findings) -> PlanRules:
    """The rules of ``plan.toml``; every fault goes to ``findings``, and what is faulty keeps its default."""
    cuts, policy, statements = (_Table(table, name, file, findings) for name in RULE_TABLES)
    rules = PlanRules(_cuts(cuts), _thresholds(policy), _deadlines(policy), _statements(statements))
    for each in (cuts, policy, statements):
        each.refuse_others()
    return rules


def _cuts(given: _Table) -> Cuts:
    found: dict[str, Any] = {
        f"{way}_{level}": given.share(f"{way}_{level}", _LEAST_SHARE, _MOST_SHARE)
        for way in ("total", "climb")
        for level in ("yellow", "orange", "red")
    }
    found["guard"] = given.share("guard", Fraction(0), Fraction(1, 10))
    found["revisions"] = given.count("revisions", 0, _MOST_REVISIONS)
    found["likely"] = given.basis_points("likely")
    found["breaches"] = given.breaches("breaches")
    cuts = _filled(Cuts(), found)
    for way in ("total", "climb"):
        yellow, orange, red = (getattr(cuts, f"{way}_{level}") for level in ("yellow", "orange", "red"))
        if not yellow >= orange >= red:
            given.fault("bad_cuts", f"{way}_yellow、{way}_orange、{way}_red 应依次不升（未写的按通用规则）")
    return cuts


def _thresholds(given: _Table) -> Thresholds:
    found: dict[str, Any] = {
        "raise_level": given.level("raise_level"),
        "raise_periods": given.count("raise_periods", 1, _MOST_PERIODS),
        "at_once_level": given.level("at_once_level"),
        "clear_progress": given.basis_points("clear_progress"),
        "coverage": given.basis_points("coverage"),
        "review_days": given.count("review_days", 1, _MOST_DAYS),
        "version": given.count("version", 1, 10_000),
    }
    thresholds = _filled(Thresholds(), found)
    if RAISE_LEVELS.index(thresholds.at_once_level) < RAISE_LEVELS.index(thresholds.raise_level):
        given.fault("bad_policy", "at_once_level 不能轻于 raise_level")
    own = [name for name, value in found.items() if value is not None and name != "version"]
    if own and found["version"] is None:
        given.fault("bad_policy", f"改了 {'、'.join(own)}，须写明规则的版本 version（整数，每改一次加 1）")
    return thresholds


def _deadlines(given: _Table) -> Deadlines:
    names = [each.name for each in fields(Deadlines)]
    days = _filled(Deadlines(), {name: given.count(f"{name}_days", 1, _MOST_DAYS) for name in names})
    for first, then in (("sign", "leader"), ("answer", "leader_answer")):
        if getattr(days, first) > getattr(days, then):
            given.fault("bad_policy", f"{then}_days 不能少于 {first}_days（未写的按通用规则）")
    return days


def _statements(given: _Table) -> StatementRules:
    found = {"every": given.rhythm("every"), "day": given.count("day", 1, _MOST_STATEMENT_DAY)}
    return _filled(StatementRules(), found)


def _filled(default: Rules, found: Mapping[str, Any]) -> Rules:
    return replace(default, **{name: value for name, value in found.items() if value is not None})


class _Table:
    """One table of the file. What it lacks is None, and so is what is faulty, once it has been told."""

    def __init__(self, table: Mapping[str, Any], name: str, file: str, findings: Findings) -> None:
        self._name, self._file, self._findings = name, file, findings
        given = table.get(name, {})
        if not isinstance(given, dict):
            self.fault(f"bad_{name}", "应是一个表")
            given = {}
        self._values: dict[str, Any] = given
        self._known: set[str] = set()

    def fault(self, code: str, message: str) -> None:
        self._findings.error(code, self._file, 0, f"[{self._name}] {message}")

    def refuse_others(self) -> None:
        """A misspelt key would else be a rule that nobody follows."""
        for key in self._values:
            if key not in self._known:
                self.fault(f"bad_{self._name}", f"没有“{key}”这一项，应为 {'、'.join(sorted(self._known))} 之一")

    def _get(self, key: str) -> Any:
        self._known.add(key)
        return self._values.get(key)

    def count(self, key: str, least: int, most: int) -> int | None:
        value = self._get(key)
        found = value if type(value) is int and least <= value <= most else None
        return self._told(key, value, found, f"{least} 到 {most} 的整数")

    def share(self, key: str, least: Fraction, most: Fraction) -> Fraction | None:
        value = self._get(key)
        exact = Decimal(str(value)) if type(value) in (int, float) else None
        found = Fraction(exact) if exact is not None and exact.is_finite() else None
        inside = found if found is not None and least <= found <= most else None
        return self._told(key, value, inside, f"{float(least):g} 到 {float(most):g} 的小数")

    def basis_points(self, key: str) -> int | None:
        """A share from 0 to 1 with at most four digits."""
        share = self.share(key, Fraction(0), Fraction(1))
        if share is None:
            return None
        parts = share * BASIS_POINTS
        return self._told(key, share, int(parts) if parts.denominator == 1 else None, "至多四位的小数")

    def level(self, key: str) -> RaiseLevel | None:
        value = self._get(key)
        found = next((level for level in RAISE_LEVELS if level == value), None)
        return self._told(key, value, found, f"{'、'.join(RAISE_LEVELS)} 之一")

    def rhythm(self, key: str) -> StatementRhythm | None:
        value = self._get(key)
        found = next((each for each in RHYTHMS if each == value), None)
        return self._told(key, value, found, f"{'、'.join(RHYTHMS)} 之一")

    def breaches(self, key: str) -> tuple[int, int, int] | None:
        value = self._get(key)
        found: tuple[int, int, int] | None = None
        if isinstance(value, list) and len(value) == 3 and all(type(each) is int and each > 0 for each in value):
            yellow, orange, red = value
            found = (yellow, orange, red) if yellow <= orange <= red else None
        return self._told(key, value, found, "三个不降的正整数（连续几期为黄、橙、红）")

    def _told(self, key: str, value: object, found: Value | None, wanted: str) -> Value | None:
        """What was found; a fault where there is a value that is not it."""
        if value is not None and found is None:
            self.fault(f"bad_{self._name}", f"“{key}”应为{wanted}，而不是“{self._values[key]}”")
        return found
