"""前版有、本版无: a figure that an earlier revision of the month held and the new one leaves out. Pure.

A revision replaces the one before as a whole, so what it leaves out no longer counts. A body that holds the one
figure that was mended, by somebody who thinks of it as a change, would withdraw all the others without a word.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from services.intake.review.convenient import FigureAlert
from services.intake.review.rules import CONVENIENT, LEFT_OUT, LEFT_OUT_ALERTED
from shared.events import ReportLine, ReviewFinding


class Stood(NamedTuple):
    """The figures by indicator: each as it stood ``last``, and as it was ``settled`` before the corrections that
    nobody has decided on yet. What one of those has moved is no ground for the next."""

    last: Mapping[str, ReportLine]
    settled: Mapping[str, ReportLine]


def left_out(stood: Mapping[str, ReportLine], lines: Iterable[ReportLine]) -> tuple[str, ...]:
    """The indicators that stood for the month and that ``lines`` do not report, in the order they stood."""
    reported = {line.indicator for line in lines}
    return tuple(indicator for indicator in stood if indicator not in reported)


def question(indicators: tuple[str, ...], names: Mapping[str, str]) -> ReviewFinding | None:
    """One question for all of them, by name; ``names`` may lack those that are owed no more."""
    if not indicators:
        return None
    named = "、".join(f"“{names.get(each, each)}”" for each in indicators)
    return LEFT_OUT.finding("", f"前一版已报的{len(indicators)}项本版没有：{named}；不再计入，如确应撤下请说明")


def borne_out(found: Iterable[ReviewFinding]) -> tuple[ReviewFinding, ...]:
    """What is left out of a correction with evidence, though an alert is open on it: picked for checking, as any
    other convenient correction is. ``found`` is what :func:`alerted` found."""
    return tuple(
        CONVENIENT.finding(each.indicator, f"{each.message.partition('；')[0]}；更正附有凭据") for each in found
    )


def alerted(
    indicators: tuple[str, ...], alerts: Iterable[FigureAlert], names: Mapping[str, str]
) -> tuple[ReviewFinding, ...]:
    """Those of them that an open alert is about: each blocks."""
    open_for = {alert.indicator: alert for alert in alerts if alert.indicator in indicators}
    return tuple(
        LEFT_OUT_ALERTED.finding(
            indicator,
            f"“{names.get(indicator, indicator)}”前一版已报、本版没有，"
            f"而{open_for[indicator].area}的预警{open_for[indicator].number}（自{open_for[indicator].since}）未结；"
            "请照旧填报；已审核通过的确应撤下，更正时附凭据（evidence）",
        )
        for indicator in indicators
        if indicator in open_for
    )
