"""A bounded number of posts under way, their results in order."""

from __future__ import annotations

import asyncio

from services.intake.bulk.window import WINDOW, WINDOW_BYTES, PostingWindow


async def _after(steps: int, result: bytes) -> bytes:
    for _ in range(steps):
        await asyncio.sleep(0)
    return result


def test_results_come_in_the_order_of_the_reports_whichever_is_done_first() -> None:
    async def run() -> list[bytes]:
        emitted: list[bytes] = []
        window = PostingWindow(emitted.append)
        for number, steps in enumerate((9, 1, 5)):
            await window.room(1)
            window.add(asyncio.ensure_future(_after(steps, b"%d" % number)), 1)
        await window.drain()
        return emitted

    assert asyncio.run(run()) == [b"0", b"1", b"2"]


def test_no_more_are_under_way_than_the_window_holds() -> None:
    async def most(size: int, count: int) -> int:
        emitted: list[bytes] = []
        window = PostingWindow(emitted.append)
        highest = 0
        for number in range(count):
            await window.room(size)
            window.add(asyncio.ensure_future(_after(count, b"")), size)
            highest = max(highest, number + 1 - len(emitted))
        await window.drain()
        assert len(emitted) == count
        return highest

    assert asyncio.run(most(1, WINDOW + 50)) == WINDOW
    assert asyncio.run(most(WINDOW_BYTES // 2, 5)) == 2
    assert asyncio.run(most(WINDOW_BYTES * 2, 3)) == 1
