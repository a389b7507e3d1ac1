"""Files and bodies that take long: ended at any of their steps, answered when their time is over; others go on."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Callable
from functools import partial
from pathlib import Path

import pytest
from starlette.requests import ClientDisconnect

from services.intake.bulk.items import LIMITS, Item
from services.intake.bulk.ndjson import ndjson_items
from services.intake.bulk.table import TableReader, csv_items
from services.intake.forms.drawing.marked_copy import marked_copy
from services.intake.forms.faults import at
from services.intake.forms.reading.read import read_form
from services.intake.submission.bodies import read_submission
from shared.catalogue import Catalogue
from shared.steps import Work, WorkEnded, under
from shared.web.long_work import Left, LongWork
from shared.web.problems import Problem
from tests.unit.intake.forms.support import a_form, fill
from tests.unit.intake.pages.visitor import Visitor
from tests.unit.intake.support import UNIT, line, report, running

LONG = json.dumps(report(lines=[line(note="￥1") for _ in range(400)]), ensure_ascii=False).encode()
"""A body that a look over its text does not clear: every value of it is looked at."""


class Counting(Work):
    """Counts its steps, and is over at one of them."""

    def __init__(self, most: int = 1_000_000) -> None:
        super().__init__(3_600)
        self.steps = 0
        self._most = most

    @property
    def over(self) -> bool:
        self.steps += 1
        return self.steps > self._most


def work_of(name: str, catalogue: Catalogue) -> Callable[[], object]:
    form = a_form(catalogue)
    raw = fill(form, {row.cell("E"): 1_000 for row in form.rows if not row.rule.ratio})
    works: dict[str, Callable[[], object]] = {
        "reading": partial(read_form, raw, form),
        "marking": partial(marked_copy, raw, [at("E8", "bad", "有误")]),
        "a body": partial(read_submission, LONG),
    }
    return works[name]


@pytest.mark.parametrize(("name", "least"), [("reading", 20), ("marking", 60), ("a body", 400)])
def test_long_work_has_steps_and_ends_at_whichever_it_is_told_to(name: str, least: int, catalogue: Catalogue) -> None:
    do, whole = work_of(name, catalogue), Counting()
    under(whole, do)
    assert whole.steps >= least
    for most in range(0, whole.steps, max(1, whole.steps // 20)):
        with pytest.raises(WorkEnded):  # and as no damaged file, whatever was being done
            under(Counting(most), do)


def test_what_is_not_done_in_time_is_answered_and_nothing_is_stored(tmp_path: Path, catalogue: Catalogue) -> None:
    form = a_form(catalogue)
    raw = fill(form, {row.cell("E"): 1_000 for row in form.rows if not row.rule.ratio})
    path = f"/v1/forms/{UNIT}/2023-03"
    with running(tmp_path, catalogue, work_seconds=0.000_001) as service:
        before = len(service.events())
        for address, content in (
            (path, raw),
            (f"{path}?dry_run=true", raw),
            (f"{path}/marked", raw),
            ("/v1/reports", LONG),
        ):
            answer = service.post(content, "k", path=address)
            assert (answer.status_code, answer.json()["title"]) == (503, "处理超时"), address
        assert len(service.events()) == before
        assert service.post(report()).status_code == 201  # a usual body has no need of a thread


def test_a_file_that_had_its_time_is_not_read_again_for_the_page(tmp_path: Path, catalogue: Catalogue) -> None:
    form = a_form(catalogue)
    raw = fill(form, {row.cell("E"): 1_000 for row in form.rows if not row.rule.ratio})
    page = f"/reports/{UNIT}/2023-03"
    with running(tmp_path, catalogue, work_seconds=0.000_001) as service:
        clerk = Visitor(service, UNIT)
        fields = clerk.hidden(f"{page}/form")
        answer = clerk.post(f"{page}/upload", fields, files={"file": ("表.xlsx", raw)})
        assert answer.status_code == 503
        assert "处理超时" in answer.text and 'id="file"' in answer.text
        assert f'name="key" value="{fields["key"]}"' in answer.text  # sent again, it is the same upload
        assert service.events() == []


def test_a_bulk_call_with_a_line_that_had_its_time_says_how_it_goes_on(tmp_path: Path, catalogue: Catalogue) -> None:
    body = b"\n".join((json.dumps(report(period="2023-02")).encode(), LONG, json.dumps(report()).encode()))
    with running(tmp_path, catalogue, work_seconds=0.000_001) as service:
        headers = service.headers(UNIT, "b") | {"content-type": "application/x-ndjson"}
        told = service.client.post("/v1/reports/bulk", content=body, headers=headers).text.splitlines()
        first, summary = map(json.loads, told)
        assert (first["line"], first["status"]) == (1, "submitted")
        assert summary["complete"] is False
        assert summary["reason"] == "处理超时；请稍后用同一个 Idempotency-Key 整份重发"


HEAD = b"region,period,indicator,value\n"
ROWS = b"".join(b"%d,2023-03,urban_new_employment,1200\n" % (500_000 + number) for number in range(4_000))


def turns_beside(
    items: Callable[[AsyncIterator[bytes], LongWork], AsyncIterator[Item]], body: bytes
) -> tuple[int, int]:
    """How many items a body has, and how often others had their turn while it was read."""

    async def pieces() -> AsyncIterator[bytes]:
        yield body

    async def read() -> tuple[int, int]:
        turns = found = 0

        async def others() -> None:
            nonlocal turns
            while True:
                await asyncio.sleep(0)
                turns += 1

        turning, work = asyncio.ensure_future(others()), LongWork(1, 60.0)
        async for _ in items(pieces(), work):
            found += 1
        turning.cancel()
        work.close()
        return found, turns

    return asyncio.run(read())


def test_the_rows_of_a_long_table_are_read_while_others_have_their_turn() -> None:
    items, turns = turns_beside(lambda pieces, work: csv_items(pieces, LIMITS, work), HEAD + ROWS)
    assert items == 4_000
    assert turns >= items // 200


def test_lines_with_nothing_in_them_are_passed_over_while_others_have_their_turn() -> None:
    items, turns = turns_beside(lambda pieces, work: ndjson_items(pieces, LIMITS, work), b"\n" * 60_000)
    assert items == 0
    assert turns >= 60_000 // 200


def test_a_table_is_read_in_a_thread_as_long_as_its_client_waits_and_its_time_lasts() -> None:
    reader = TableReader(LIMITS)
    reader.feed(HEAD)
    with pytest.raises(WorkEnded):
        under(Counting(100), partial(reader.feed, ROWS))

    async def pieces() -> AsyncIterator[bytes]:
        yield HEAD + ROWS[:8_000]

    async def gone() -> None:
        return

    async def read(seconds: float, left: Left | None) -> None:
        work, others = LongWork(1, seconds), threading.Event()
        busy = asyncio.ensure_future(work.run(others.wait)) if left else None
        await asyncio.sleep(0)  # the one thread is taken
        try:
            async for _ in csv_items(pieces(), LIMITS, work, left=left):
                raise AssertionError("a report was made")
        finally:
            others.set()
            if busy is not None:
                await busy

    with pytest.raises(ClientDisconnect):
        asyncio.run(read(60.0, gone))
    with pytest.raises(Problem) as refused:
        asyncio.run(read(0.0, None))
    assert refused.value.code == "work-too-long"


def test_a_table_that_takes_too_long_is_answered_so_and_nothing_of_it_is_stored(
    tmp_path: Path, catalogue: Catalogue
) -> None:
    with running(tmp_path, catalogue, work_seconds=0.000_001) as service:
        before = len(service.events())
        heads = service.headers(UNIT, "k") | {"Content-Type": "text/csv"}
        answer = service.client.post("/v1/reports/bulk", content=HEAD + ROWS, headers=heads)
        (summary,) = answer.text.splitlines()
        assert "处理超时" in summary
        assert len(service.events()) == before
