"""The reviewer's pages, filled: the queue, one report, the closing of a month, the samples; again after a refusal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from fastapi import Response

from services.intake.pages.render import Viewer
from services.intake.pages.reviewer_asks import area_of, areas_of, narrowing_of
from services.intake.pages.site import Listed, Site, month, month_or, new_key
from services.intake.pages.views.reviewer.bench import QUEUE_MONTHS
from services.intake.pages.views.reviewer.queue import LEVELS, STATUSES
from services.intake.reports.decide import CommandRefusal
from services.intake.reports.decide_review import ReportDecision, decide_review
from shared.periods import Month, months

HERE = "/reviews"
"""Where the reviewer's pages stand in the menu."""

_RESULTS = (("accepted", "已通过"), ("returned", "已退回"), ("refused", "没有办成"))


@dataclass(frozen=True, slots=True)
class RefusedForm:
    """A form that could not be done: what was wrong, and what it held."""

    listed: Listed
    status: int = 422
    chosen: Sequence[str] = ()
    reason: str = ""
    early: str = ""


_NOTHING = RefusedForm([], 200)


def queue_page(site: Site, viewer: Viewer, wanted: Mapping[str, str], refused: RefusedForm = _NOTHING) -> Response:
    """One month's queue; ``wanted`` are the words of the address: period, status, level, within, select, done."""
    area = area_of(site, viewer, wanted.get("area", ""))
    newest = site.bench.newest(area)
    asked = month_or(wanted.get("period"), newest)
    period = asked if site.has_ended(asked, area) else newest
    shown = site.bench.queue(area, period, narrowing_of(wanted))
    done = wanted.get("done", "")
    return site.page(
        "reviews.html",
        viewer,
        HERE,
        refused.listed,
        refused.status,
        queue=shown,
        outcome=_outcome(site, viewer, done) if done else None,
        key=new_key(),
        areas=areas_of(site, viewer),
        statuses=STATUSES,
        levels=LEVELS,
        chosen=refused.chosen or (shown.clean if wanted.get("select") == "clean" else ()),
        reason=refused.reason,
    )


def report_page(
    site: Site,
    viewer: Viewer,
    region: str,
    period: Month,
    wanted: Mapping[str, str],
    refused: RefusedForm = _NOTHING,
) -> Response:
    """One report beside its history, and what accepting it does to the totals of the reviewer's area; ``wanted`` says
    how the queue was narrowed from which it was opened, and what was done before."""
    shown = site.desk.report(region, period)
    area, narrowed, done = viewer.principal.region, narrowing_of(wanted), wanted.get("done", "")
    queued = area_of(site, viewer, wanted.get("area", ""))
    effect = site.bench.effect(area, period, [(region, None)]) if area and shown.record.standing else None
    asked = ReportDecision(region, str(period), accept=False, reason="-", area=area)
    levels = (region, *site.catalogue.ancestors(region))
    return site.page(
        "review.html",
        viewer,
        HERE,
        refused.listed,
        refused.status,
        report=shown,
        narrowed=narrowed,
        beside=site.bench.beside(queued, period, narrowed, region),
        kept=narrowed.address + ("" if area else f"&area={queued}"),
        outcome=_outcome(site, viewer, done) if done else None,
        told=site.bench.told(area, period),
        effect=effect if effect and effect.rows else None,
        decidable=not isinstance(
            decide_review(shown.record.state, asked, levels, site.owing.nobodys(region, period)), CommandRefusal
        ),
        key=new_key(),
        reason=refused.reason,
        reason_faults=tuple(words for name, words in refused.listed if name == "reason"),
    )


def closing_page(site: Site, viewer: Viewer, period: Month, refused: RefusedForm = _NOTHING) -> Response:
    """What is still open, before the month is closed."""
    shown = site.bench.closing(viewer.principal.region, period)
    return site.page(
        "closing.html",
        viewer,
        HERE,
        refused.listed,
        refused.status,
        closing=shown,
        key=new_key(),
        despite=refused.reason,
        early=refused.early,
    )


def screens_page(site: Site, viewer: Viewer, wanted: Mapping[str, str]) -> Response:
    """What the screens pick in one month."""
    area = area_of(site, viewer, wanted.get("area", ""))
    newest = site.bench.newest(area)
    asked = month_or(wanted.get("period"), newest)
    period = asked if site.has_ended(asked, area) else newest
    periods = list(reversed(list(months(newest.shift(1 - QUEUE_MONTHS), newest))))
    shown = site.bench.screens(area, period)
    return site.page(
        "screens.html",
        viewer,
        HERE,
        shown=shown,
        period=period,
        periods=periods,
        area=area,
        areas=areas_of(site, viewer),
    )


def _outcome(site: Site, viewer: Viewer, key: str) -> dict[str, Any] | None:
    """What became of the decisions that were sent under a key, as it was answered then."""
    kept = site.records.answer(f"{viewer.principal.id}:{key}")
    if kept is None:
        return None
    answer = msgspec.json.decode(kept.body)
    if answer.get("status") == "closed":
        return {"text": f"{month(answer['period']).chinese}已关账，序号 {answer['position']}。", "refused": []}
    results = answer.get("results", [])
    counts = {word: sum(each["status"] == status for each in results) for status, word in _RESULTS}
    text = "，".join(f"{word} {number} 份" for word, number in counts.items() if number) or "没有改动"
    refused = [(site.owing.name(each["region"]), each["reason"]) for each in results if each["status"] == "refused"]
    whose = f"：{site.owing.name(results[0]['region'])}" if len(results) == 1 and not refused else ""
    return {"text": f"{text}{whose}。", "refused": refused}
