"""Reports of the past on their way to the service: in parts, under keys that follow from their content."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, NamedTuple

import httpx
import pytest

from services.commands.importing.history.reports import PastReport
from services.commands.importing.history.sending import KEY, accept, send
from services.commands.importing.outcome import Undelivered
from shared.periods import Month
from tests.unit.commands.importing.history.reading import JOBS, read, workbook

Answer = Callable[[list[Any]], list[Any]]


class Call(NamedTuple):
    """One request as it came."""

    path: str
    key: str
    params: dict[str, str]
    items: list[Any]


class Service:
    """Answers as it is told to, and remembers what it was asked."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.status = 201
        self.answer: Answer = lambda items: [{"status": "submitted", "receipt": {"revision": 1}} for _ in items]

    def post(self, url: str, **said: Any) -> httpx.Response:
        lines = [json.loads(line) for line in said["content"].splitlines()]
        bulk = url.endswith("/bulk")
        items = lines if bulk else lines[0]["decisions"]
        path = url.removeprefix("http://x")
        self.calls.append(Call(path, said["headers"]["Idempotency-Key"], dict(said.get("params", {})), items))
        if bulk:
            results = [*self.answer(items), {"summary": {}, "complete": True}]
            return httpx.Response(200, text="\n".join(json.dumps(each) for each in results))
        return httpx.Response(self.status, json={"results": self.answer(items)})


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Service:
    made = Service()
    monkeypatch.setattr(httpx, "post", made.post)
    return made


@pytest.fixture(scope="module")
def report() -> PastReport:
    rows = [["地区", "指标", "计量单位", "2021-01"], ["九龙坡区", JOBS, "人", 3100]]
    return read(workbook(rows))[0][0]


def many(report: PastReport, count: int) -> list[PastReport]:
    return [report._replace(month=Month(1900, 1).shift(number)) for number in range(count)]


def nothing(_: int) -> None:
    """Nobody looks."""


def test_reports_go_in_parts_each_under_the_same_key_and_only_as_the_past(service: Service, report: PastReport) -> None:
    steps: list[int] = []
    sent = send("http://x", "k", many(report, 1_001), steps.append, dry_run=False)
    assert (sent.taken, sent.there, steps) == (1_001, 0, [1_000, 1])
    assert [(call.path, call.key, call.params) for call in service.calls] == [
        ("/v1/reports/bulk", KEY, {"history": "true"})
    ] * 2
    assert len(sent.revisions) == 1_001
    send("http://x", "k", [report], nothing, dry_run=True)
    assert service.calls[-1].params == {"history": "true", "dry_run": "true"}


def test_what_the_service_refuses_is_told_at_its_cell(service: Service, report: PastReport) -> None:
    fault = {"pointer": "/lines/0/value", "message": "不能为负数"}
    service.answer = lambda _: [
        {"status": "refused", "title": "报表有误", "faults": [fault]},
        {"status": "refused", "title": "是应报的月份"},
        {"status": "replayed", "receipt": {"revision": 2}},
    ]
    sent = send("http://x", "k", many(report, 3), nothing, dry_run=False)
    assert [(each.about.place, each.about.message) for each in sent.refused] == [
        ("台账!D2", "不能为负数"),
        ("台账!D2", "是应报的月份"),
    ]
    assert (sent.taken, sent.there, [revision for _, revision in sent.revisions]) == (0, 1, [2])


@pytest.mark.parametrize(
    "answer",
    [
        lambda items: [{"status": "failed", "title": "系统繁忙"} for _ in items],
        lambda items: [],
    ],
)
def test_a_call_that_was_not_done_to_its_end_is_not_delivered(
    service: Service, report: PastReport, answer: Answer
) -> None:
    service.answer = answer
    with pytest.raises(Undelivered):
        send("http://x", "k", [report], nothing, dry_run=False)


def test_acceptances_are_counted_as_done_now_or_before(service: Service, report: PastReport) -> None:
    revisions = [(each, 1) for each in many(report, 501)]
    service.answer = lambda items: [{"status": "accepted"} for _ in items]
    done = accept("http://x", "r", revisions, nothing)
    assert (done.now, done.before, [len(call.items) for call in service.calls]) == (501, 0, [500, 1])
    assert service.calls[0].items[0] == {
        "region": "500107",
        "period": "1900-01",
        "decision": "accept",
        "with_blanks": True,
        "revision": 1,
    }
    service.status = 200
    again = accept("http://x", "r", revisions, nothing)
    assert (again.now, again.before) == (0, 501)
    assert [call.key for call in service.calls[:2]] == [call.key for call in service.calls[2:]]


def test_an_acceptance_that_is_refused_is_told_and_one_that_stands_is_not(service: Service, report: PastReport) -> None:
    service.answer = lambda _: [
        {"status": "refused", "code": "already-accepted", "reason": "已审核通过"},
        {"status": "refused", "code": "revision-moved", "reason": "现为第2版"},
    ]
    done = accept("http://x", "r", [(each, 1) for each in many(report, 2)], nothing)
    assert (done.now, done.before) == (0, 1)
    assert [each.about.message for each in done.refused] == ["现为第2版"]
