"""Reports of the past brought to the service in parts, and accepted there; what is there is not taken twice."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import httpx
import msgspec

from services.commands.importing.history.checking import PastRemark
from services.commands.importing.history.reports import PastReport
from services.commands.importing.outcome import TIMEOUT, Undelivered, problem_line

_PART = 1_000
"""Reports of one call."""

_DECISIONS = 500
"""Decisions of one review."""

KEY = "history"
"""The idempotency key of every such call: what a report stands under follows from its content alone, so that the same
figures are the same report from whatever file, in whatever order, and the file may be brought again."""

Advance = Callable[[int], None]
"""Told of so many reports more that are done."""


class SentReports(NamedTuple):
    """What became of reports: taken now, there already, refused; and by report the revision that stands by it."""

    taken: int = 0
    there: int = 0
    refused: tuple[PastRemark, ...] = ()
    revisions: tuple[tuple[PastReport, int], ...] = ()


class AcceptedReports(NamedTuple):
    """What became of acceptances: done now, done before, refused."""

    now: int = 0
    before: int = 0
    refused: tuple[PastRemark, ...] = ()


def send(url: str, key: str, reports: Sequence[PastReport], advance: Advance, *, dry_run: bool) -> SentReports:
    """Bring the reports to the service, or (``dry_run``) ask it what it would say of each.

    Raises:
        Undelivered: the service refused a whole call, failed, or broke off; what it has taken is there the next time.
        httpx.HTTPError: it was not reached.
    """
    taken = there = 0
    refused: list[PastRemark] = []
    revisions: list[tuple[PastReport, int]] = []
    query = {"history": "true"} | ({"dry_run": "true"} if dry_run else {})
    for part in _parts(reports, _PART):
        for report, result in zip(part, _results(url, key, part, query), strict=True):
            if result["status"] == "failed":
                raise Undelivered(result.get("title", "没有处理完"))
            if result["status"] == "refused":
                refused += _refusals(report, result)
                continue
            taken += result["status"] == "submitted"
            there += result["status"] == "replayed"
            if "receipt" in result:
                revisions.append((report, result["receipt"]["revision"]))
        advance(len(part))
    return SentReports(taken, there, tuple(refused), tuple(revisions))


def accept(url: str, key: str, revisions: Sequence[tuple[PastReport, int]], advance: Advance) -> AcceptedReports:
    """Accept these revisions with a reviewer's key.

    Raises:
        Undelivered: the service refused a whole call, or failed.
        httpx.HTTPError: it was not reached.
    """
    now = before = 0
    refused: list[PastRemark] = []
    for part in _parts(revisions, _DECISIONS):
        results, repeated = _reviewed(url, key, part)
        for (report, _), result in zip(part, results, strict=True):
            if result["status"] == "accepted":
                now, before = now + (not repeated), before + repeated
            elif result.get("code") in ("already-accepted", "accepted-above"):
                before += 1
            else:
                refused.append(PastRemark(report, report.about("", result.get("reason", ""))))
        advance(len(part))
    return AcceptedReports(now, before, tuple(refused))


def _results(url: str, key: str, part: Sequence[PastReport], query: dict[str, str]) -> list[dict[str, Any]]:
    """The answer to each report of a call, in order."""
    headers = {"Authorization": f"Bearer {key}", "Idempotency-Key": KEY, "Content-Type": "application/x-ndjson"}
    content = b"".join(report.body + b"\n" for report in part)
    answer = httpx.post(f"{url}/v1/reports/bulk", content=content, headers=headers, params=query, timeout=TIMEOUT)
    if answer.is_error:
        raise Undelivered(problem_line(answer.content))
    *results, summary = [msgspec.json.decode(line) for line in answer.iter_lines()]
    if not summary.get("complete") or len(results) != len(part):
        raise Undelivered(summary.get("reason", "应答中断"))
    return results


def _reviewed(url: str, key: str, part: Sequence[tuple[PastReport, int]]) -> tuple[list[dict[str, Any]], bool]:
    """The answer to each decision, and whether it was given before."""
    decisions = [
        {"region": report.region, "period": str(report.month), "decision": "accept", "revision": revision}
        | {"with_blanks": True}  # a ledger of years ago has no more than it has
        for report, revision in part
    ]
    body = msgspec.json.encode({"decisions": decisions})
    once = f"{KEY}-{hashlib.sha256(body).hexdigest()[:40]}"
    headers = {"Authorization": f"Bearer {key}", "Idempotency-Key": once, "Content-Type": "application/json"}
    answer = httpx.post(f"{url}/v1/reviews", content=body, headers=headers, timeout=TIMEOUT)
    if answer.is_error:
        raise Undelivered(problem_line(answer.content))
    found: list[dict[str, Any]] = msgspec.json.decode(answer.content)["results"]
    return found, answer.status_code == httpx.codes.OK


def _refusals(report: PastReport, result: dict[str, Any]) -> Iterator[PastRemark]:
    faults = result.get("faults", ())
    if not faults:
        yield PastRemark(report, report.about("", result["title"]))
    for each in faults:
        yield PastRemark(report, report.fault(each["pointer"], each["message"]))


def _parts(items: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]
