"""The group commit: batches, repetitions inside them, concurrency, and the read model."""

from __future__ import annotations

import asyncio
import json
import threading
from pathlib import Path

import httpx
import pytest
import uvicorn
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.intake.reports.commands import AskedCommand, Close, CommandAnswer, CommandRefused, Review, Withdraw
from services.intake.reports.decide import Submit
from services.intake.reports.decide_review import ReportDecision
from services.intake.submission.parse import Correction
from shared.catalogue import Catalogue
from shared.events import ReportLine
from shared.store import verify
from tests.unit.intake.support import (
    CITY,
    SIBLING,
    UNIT,
    Service,
    line,
    make_app,
    make_runtime,
    make_stores_beside,
    report,
    running,
)


def submitting(value: int, key: str, region: str = UNIT, correction: Correction | None = None) -> AskedCommand:
    command = Submit(
        region,
        "2023-03",
        (ReportLine("urban_new_employment", value),),
        f"d{value}",
        correction=correction,
        signer="key-signer" if correction else "",
    )
    return AskedCommand(command, f"key-{region}", f"key-{region}:{key}", f"d{value}", "c")


def reviewing(key: str, *decisions: ReportDecision) -> AskedCommand:
    return AskedCommand(Review(decisions), "key-reviewer", f"key-reviewer:{key}", "d", "c")


def applied(service: Service, *asked: AskedCommand) -> list[CommandAnswer | Exception]:
    """The outcome of one batch, as the group commit runs it."""
    with service.intake.database.write() as connection:
        return service.intake._handlers.apply(connection, asked)


def kinds(service: Service) -> list[str]:
    return [event.type for event in service.events()]


def test_two_commands_on_one_stream_in_one_batch_are_both_right(service: Service) -> None:
    first, second = applied(service, submitting(1, "a"), submitting(2, "b"))
    assert isinstance(first, CommandAnswer)
    assert isinstance(second, CommandAnswer)
    assert [json.loads(each.body)["receipt"]["revision"] for each in (first, second)] == [1, 2]
    assert service.read_model() == [(UNIT, "2023-03", "submitted", 2, None, 2, 2)]


def test_a_batch_sees_what_was_decided_earlier_in_it(service: Service) -> None:
    outcomes = applied(
        service,
        submitting(1, "a"),
        reviewing("r", ReportDecision(UNIT, "2023-03", True, with_blanks=True)),
        submitting(2, "b"),
        submitting(3, "c", correction=Correction("漏报")),
        AskedCommand(Withdraw(UNIT, "2023-03", "误报"), f"key-{UNIT}", f"key-{UNIT}:w", "d", "c"),
        AskedCommand(Close(CITY, "2023-03"), "key-reviewer", "key-reviewer:c", "d", "c"),
        submitting(4, "d", SIBLING),
    )
    codes = [each.refusal.code if isinstance(each, CommandRefused) else "" for each in outcomes]
    assert codes == ["", "", "already-accepted", "", "already-accepted", "", "month-closed"]
    assert kinds(service) == ["ReportSubmitted", "ReportAccepted", "ReportCorrected", "PeriodClosed"]
    assert service.read_model() == [(UNIT, "2023-03", "submitted", 2, 1, 3, 3)]


def test_a_key_repeated_inside_a_batch_is_one_event(service: Service) -> None:
    first, second, third = applied(service, submitting(1, "a"), submitting(1, "a"), submitting(2, "a"))
    assert isinstance(first, CommandAnswer)
    assert isinstance(second, CommandAnswer)
    assert (second.body, second.replayed, first.replayed) == (first.body, True, False)
    assert isinstance(third, CommandRefused)
    assert third.refusal.code == "idempotency-key-reused"
    assert kinds(service) == ["ReportSubmitted"]


def test_a_refusal_repeated_inside_a_batch_is_refused_again(service: Service) -> None:
    applied(service, AskedCommand(Close(CITY, "2023-03"), "key-reviewer", "key-reviewer:c", "d", "c"))
    outcomes = applied(service, submitting(1, "a"), submitting(1, "a"))
    assert all(isinstance(each, CommandRefused) for each in outcomes)


def test_a_refused_key_may_be_used_again(service: Service) -> None:
    service.close_month()
    assert service.post(report()).status_code == 409
    assert service.post(report(correction={"reason": "补报"})).status_code == 201


def test_the_rebuilt_read_model_is_the_live_one(service: Service) -> None:
    for value in range(3):
        applied(service, submitting(value, f"a{value}"), submitting(value, f"b{value}", SIBLING))
        applied(service, reviewing(f"r{value}", ReportDecision(UNIT, "2023-03", value == 1, "请核对")))
    service.close_month()
    live = service.whole_read_model()
    with service.intake.database.write() as connection:
        connection.exec_driver_sql("UPDATE reports SET status = 'none', revision = 99")
    assert service.intake.rebuild_read_model() == len(service.events())
    assert service.whole_read_model() == live


ACTIONS = st.tuples(
    st.sampled_from(["submit", "correct", "accept", "above", "return", "withdraw", "close"]), st.booleans()
)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ACTIONS, min_size=1, max_size=12), st.integers(1, 5))
def test_batches_of_any_size_decide_alike(
    tmp_path_factory: pytest.TempPathFactory, catalogue: Catalogue, actions: list[tuple[str, bool]], size: int
) -> None:
    asked = [_action(index, *action) for index, action in enumerate(actions)]
    found = []
    for group in (1, size):
        with running(tmp_path_factory.mktemp("batch"), catalogue) as service:
            for start in range(0, len(asked), group):
                applied(service, *asked[start : start + group])
            live = service.whole_read_model()
            service.intake.rebuild_read_model()
            assert service.whole_read_model() == live
            found.append(([event.data for event in service.events()], live))
    assert found[0] == found[1]


def _action(index: int, action: str, sibling: bool) -> AskedCommand:
    region = SIBLING if sibling else UNIT
    match action:
        case "submit":
            return submitting(index, f"k{index}", region)
        case "correct":
            return submitting(index, f"k{index}", region, Correction("漏报"))
        case "withdraw":
            return AskedCommand(
                Withdraw(region, "2023-03", "误报"), f"key-{region}", f"key-{region}:k{index}", "d", "c"
            )
        case "close":
            return AskedCommand(Close(CITY, "2023-03"), "key-reviewer", f"key-reviewer:k{index}", "d", "c")
        case _:
            area = CITY if action == "above" else region
            return reviewing(f"k{index}", ReportDecision(region, "2023-03", action == "accept", "请核对", area=area))


def test_fifty_parallel_posts_with_one_key_are_one_event_on_a_real_socket(tmp_path: Path, catalogue: Catalogue) -> None:
    runtime, _, secrets = make_runtime(tmp_path, catalogue)
    make_stores_beside(runtime.settings)
    app, intake = make_app(runtime)
    intake.migrate()
    intake.start()
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", access_log=False))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive()
        port = server.servers[0].sockets[0].getsockname()[1]
        headers = {"Authorization": f"Bearer {secrets[UNIT]}", "Idempotency-Key": "one"}
        answers = asyncio.run(_post_fifty(port, headers))
    finally:
        server.should_exit = True
        thread.join()
        asyncio.run(intake.stop())
    assert sorted({answer.status_code for answer in answers}) == [200, 201]
    assert [answer.status_code for answer in answers].count(201) == 1
    assert len({answer.content for answer in answers}) == 1
    with intake.database.read() as connection:
        assert intake.store.head(connection).position == 1
        assert verify(intake.store, connection).whole
    runtime.close()


async def _post_fifty(port: int, headers: dict[str, str]) -> list[httpx.Response]:
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:
        posts = [client.post("/v1/reports", json=report(lines=[line()]), headers=headers) for _ in range(50)]
        return await asyncio.gather(*posts)
