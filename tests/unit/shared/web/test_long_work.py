from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine, Iterator
from typing import Any, TypeVar

import pytest
from starlette.requests import ClientDisconnect, Request
from starlette.types import Message

from shared.steps import step
from shared.web.long_work import LONG, LongWork, leaving_of
from shared.web.problems import Problem
from tests.waiting import until

Result = TypeVar("Result")


@pytest.fixture
def ended() -> threading.Event:
    return threading.Event()


@pytest.fixture
def works() -> Iterator[list[LongWork]]:
    made: list[LongWork] = []
    yield made
    for each in made:
        each.close()


def endless(begun: threading.Event, ended: threading.Event) -> None:
    """Goes on until it is ended from outside, in steps."""
    begun.set()
    try:
        while True:
            step()
    finally:
        ended.set()


def run(work: Coroutine[Any, Any, Result]) -> Result:
    return asyncio.run(work)


def test_a_long_body_is_worked_on_in_a_thread_and_a_usual_one_where_it_is(works: list[LongWork]) -> None:
    works.append(LongWork(1, 10.0))

    async def ask(length: int) -> bool:
        return await works[0].of_body(lambda raw: threading.get_ident(), b"x" * length) == threading.get_ident()

    assert [run(ask(length)) for length in (0, LONG, LONG + 1)] == [True, True, False]


def test_what_takes_too_long_is_answered_and_ended_and_its_thread_is_free(
    works: list[LongWork], ended: threading.Event
) -> None:
    works.append(LongWork(1, 0.2))
    with pytest.raises(Problem) as told:
        run(works[0].run(lambda: endless(threading.Event(), ended)))
    assert (told.value.status, told.value.code, told.value.title) == (503, "work-too-long", "处理超时")
    assert "XUSHI_WORK_SECONDS" in told.value.detail
    assert ended.wait(10)
    assert run(works[0].run(lambda: "next")) == "next"


def test_waiting_for_a_thread_is_part_of_the_time(works: list[LongWork], ended: threading.Event) -> None:
    works.append(LongWork(1, 0.2))
    begun, held = threading.Event(), threading.Event()

    def hold() -> None:
        begun.set()
        held.wait(10)

    async def ask() -> None:
        first = asyncio.ensure_future(works[0].run(hold))
        await asyncio.to_thread(begun.wait, 10)
        with pytest.raises(Problem, match="处理超时"):
            await works[0].run(ended.set)
        held.set()
        with pytest.raises(Problem):
            await first

    run(ask())
    works[0].close()
    assert not ended.is_set()  # it was never begun


def test_when_the_client_has_left_the_work_is_ended(works: list[LongWork], ended: threading.Event) -> None:
    works.append(LongWork(1, 60.0))
    begun = threading.Event()
    messages: list[Message] = [{"type": "http.request", "body": b""}, {"type": "http.disconnect"}]

    async def receive() -> Message:
        if len(messages) == 1:
            await asyncio.to_thread(begun.wait, 10)
        return messages.pop(0)

    request = Request({"type": "http", "headers": []}, receive)
    with pytest.raises(ClientDisconnect):
        run(works[0].run(lambda: endless(begun, ended), leaving_of(request)))
    assert ended.wait(10)


def test_what_goes_wrong_in_the_thread_goes_wrong_for_who_asked(works: list[LongWork]) -> None:
    works.append(LongWork(1, 10.0))

    def fail() -> None:
        raise Problem(422, "bad", "有误")

    with pytest.raises(Problem, match="有误"):
        run(works[0].run(fail, left=asyncio.Event().wait))  # type: ignore[arg-type]


def test_others_have_their_turn_while_something_long_is_worked_on(works: list[LongWork]) -> None:
    """The loop turns a thousand times before the work may end: were it held, neither would ever come to an end."""
    works.append(LongWork(1, 60.0))
    turned = threading.Event()

    async def ask() -> str:
        async def others() -> None:
            for _ in range(1_000):
                await asyncio.sleep(0)
            turned.set()

        turning = asyncio.ensure_future(others())
        done = await works[0].run(lambda: "done" if until(turned.is_set) else "held")
        await turning
        return done

    assert run(ask()) == "done"
