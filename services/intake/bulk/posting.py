"""Reports of a bulk call to results, in order: a window of them at a time, one after another within a unit."""

from __future__ import annotations

import asyncio
import hashlib
from collections import Counter
from collections.abc import AsyncIterator, Callable
from typing import Any, NamedTuple

import msgspec
import structlog
from starlette.requests import ClientDisconnect

from services.intake.bulk.history import OWED
from services.intake.bulk.items import Item, TooManyLines
from services.intake.bulk.results import result_line, summary_line
from services.intake.bulk.spool import Emit
from services.intake.bulk.table_head import TableUnreadable
from services.intake.bulk.window import PostingWindow
from services.intake.reports.entry import Entry
from services.intake.reports.submitting import Submitting
from shared.periods import Month
from shared.security.access import Access, not_yours
from shared.security.keys import Principal
from shared.store import Overloaded
from shared.web.problems import Problem

_SEND_AGAIN = "请稍后用同一个 Idempotency-Key 整份重发"
"""Said of what was no fault of the sender's: what is stored already is not stored again."""


NotPast = Callable[[str, Month], str | None]
"""Why a region's report of a month is not what the call may hold (None: it is)."""


def nothing_refused(_region: str, _period: Month) -> None:
    """Of a call that may hold every month."""


class BulkSender(NamedTuple):
    """Who sends, under which idempotency key (as the client gave it); ``signer`` is the second signer, if any;
    ``not_past`` keeps a call that fills in the past to the past."""

    principal: Principal
    key: str
    correlation_id: str
    signer: Principal | None
    dry_run: bool
    not_past: NotPast = nothing_refused


class Posting:
    """One bulk call."""

    def __init__(self, submitting: Submitting, access: Access, sender: BulkSender) -> None:
        self._submitting = submitting
        self._access = access
        self._signing = submitting.signing
        self._sender = sender
        self._tails: dict[str, asyncio.Task[bytes]] = {}
        self._seen: Counter[tuple[str, str]] = Counter()
        self._counts = {"submitted": 0, "replayed": 0, "refused": 0, "failed": 0}
        self._broken = ""

    async def run(self, items: AsyncIterator[Item], emit: Emit) -> None:
        """Post every report and emit its result, then a summary. Nothing is emitted out of order."""
        window = PostingWindow(emit)
        try:
            async for item in items:
                await window.room(len(item.content))
                if self._broken:
                    break
                window.add(self._begin(item), len(item.content))
        except TableUnreadable as error:
            self._counts["refused"] += 1
            emit(self._told(Item(1, b"", None), "refused", faults=error.faults, title=error.title))
            self._broken = f"{error.title}，没有处理任何数据"
        except (TooManyLines, ClientDisconnect, Problem) as error:
            self._broken = _broken_off(error)
        await window.drain()
        broken = self._broken or ("" if any(self._counts.values()) else "没有内容，没有处理任何数据")
        emit(summary_line(self._counts, broken, self._sender.dry_run))

    def _begin(self, item: Item) -> asyncio.Task[bytes]:
        """Post a report once those of its unit before it are through."""
        month = (item.region, item.period)
        task = asyncio.ensure_future(self._after(self._tails.get(item.region), item, self._seen[month]))
        self._seen[month] += 1
        if item.region:
            self._tails[item.region] = task
            task.add_done_callback(lambda done: self._forget(item.region, done))
        return task

    def _forget(self, region: str, done: asyncio.Task[bytes]) -> None:
        if self._tails.get(region) is done:
            del self._tails[region]

    async def _after(self, before: asyncio.Task[bytes] | None, item: Item, earlier: int) -> bytes:
        if before is not None:
            await asyncio.wait([before])
        status, said = await self._result(item, earlier)
        self._counts[status] += 1
        return self._told(item, status, **said)

    async def _result(self, item: Item, earlier: int) -> tuple[str, dict[str, Any]]:
        try:
            return await self._post(item, earlier)
        except Problem as problem:
            told: dict[str, Any] = {"code": problem.code, "title": problem.title, "faults": problem.faults}
            if problem.status < 500:
                return "refused", told
            self._broken = f"{problem.title}；{_SEND_AGAIN}"
            return "failed", told
        except Overloaded:
            self._broken = f"系统繁忙；{_SEND_AGAIN}"
            return "failed", {"code": "overloaded", "title": "系统繁忙"}
        except Exception as error:  # a fault of ours in one line must not touch the others
            structlog.get_logger().error("bulk line failed", line=item.line, exc_info=error)
            return "failed", {"code": "internal", "title": "系统内部错误，已记录"}

    async def _post(self, item: Item, earlier: int) -> tuple[str, dict[str, Any]]:
        if item.parsed is None:
            return "refused", {"code": "report-invalid", "title": "报表有误", "faults": item.faults}
        entry = self._entry(item, earlier)
        if self._sender.dry_run:
            preview = await self._submitting.preview(entry)
            told = {"findings": preview.findings, "review": preview.review, "explanations": preview.explanations}
            return "replayed" if preview.replayed else "submitted", told
        answer = await self._submitting.counted(self._submitting.enter(entry))
        return "replayed" if answer.replayed else "submitted", msgspec.json.decode(answer.body)

    def _entry(self, item: Item, earlier: int) -> Entry:
        """The report, under a key that follows from the call's key, the report's content, and how many
        reports of the same unit's month stood ``earlier`` in the file (A, B and A again are three).

        Raises:
            Problem: 403 when the unit is not the sender's.
        """
        sender = self._sender
        signer = ""
        if item.parsed is not None and item.parsed.submission is not None:
            if not self._access.inside(item.region, sender.principal.region):
                raise not_yours()
            self._refuse_owed(item)
            signer = self._signing.checked(sender.signer, item.region)
        digest = item.digest
        once = hashlib.sha256(f"{sender.key}\n{digest}\n{earlier}".encode()).hexdigest()
        key = f"{sender.principal.id}:bulk-{once}"
        assert item.parsed is not None
        return Entry(sender.principal.id, key, digest, item.parsed, sender.correlation_id, signer)

    def _refuse_owed(self, item: Item) -> None:
        try:
            why = self._sender.not_past(item.region, Month.parse(item.period))
        except ValueError:
            return  # the month is at fault: the report's own check says how
        if why is not None:
            raise Problem(409, OWED, why)

    def _told(self, item: Item, status: str, **said: Any) -> bytes:
        return result_line(item, status, self._sender.dry_run, **said)


def _broken_off(error: Exception) -> str:
    """Why the body was not read to its end."""
    if isinstance(error, TooManyLines):
        return "行数超过一次调用的上限，其后的行没有处理；请把文件分成几份"
    if isinstance(error, Problem):
        return f"{error.title}；{_SEND_AGAIN}" if error.status >= 500 else f"{error.title}：{error.detail}"
    return "连接中断"
