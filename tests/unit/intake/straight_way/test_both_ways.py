"""A report is answered and stored alike, whichever way it goes: status, headers, body, events, metrics."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from shared.catalogue import Catalogue
from shared.periods import Month, months
from tests.unit.intake.straight_way.served import Served, served, statuses, without_date
from tests.unit.intake.support import CITY, CORRECTION, EARLY, SIBLING, UNIT, line, ratio, report

Both = tuple[Served, Served]
Told = Callable[[Served], list[bytes]]


@pytest.fixture
def both(tmp_path: Path, catalogue: Catalogue) -> Iterator[Both]:
    with (
        served(tmp_path / "straight", catalogue, straight=True) as straight,
        served(tmp_path / "present", catalogue, straight=False) as present,
    ):
        yield straight, present


def alike(both: Both, told: Told) -> list[bytes]:
    """What both say to the same, which is the same; so is what they have stored and counted."""
    ours, theirs = ([without_date(each) for each in told(one)] for one in both)
    assert ours == theirs
    assert both[0].stored() == both[1].stored()
    assert both[0].counted() == both[1].counted()
    return ours


def year(served: Served, months_: int = 24) -> list[bytes]:
    """Two years of a unit, a report a month."""
    found = []
    for number, month in enumerate(months(Month(2021, 1), Month(2021, 1).shift(months_ - 1))):
        body = report(period=str(month), lines=[line(value=1_201 + 7 * number), ratio(97 + number, 200 + number)])
        found.append(served.post(body, key=f"y-{month}"))
    return found


def test_month_after_month_of_a_unit_goes_straight(both: Both) -> None:
    assert set(statuses(alike(both, year))) == {201}
    assert both[0].straight.count(True) == 23, "all but the first, of which the history had to be read"
    assert both[1].straight == []


FIRST = report(period="2023-02")
WITH_NOTE = report(lines=[line(note="本月集中办理")], note="节后", explanations=[{"indicator": "", "text": "核对过"}])
TWICE = b'{"region":"500101","period":"2023-03","lines":[{"indicator":"urban_new_employment","value":1,"value":2}]}'
GBK = json.dumps(report(note="说明"), ensure_ascii=False).encode("gb18030")
PACKED = {"Content-Encoding": "gzip"}
SIGNED = {"Second-Signer": "signer"}

CASES: dict[str, Told] = {
    "new": lambda to: [to.post(report())],
    "with notes and explanations": lambda to: [to.post(WITH_NOTE)],
    "rounded figures and a figure far off": lambda to: [to.post(report(lines=[line(value=900_000), ratio(100, 200)]))],
    "the same again": lambda to: [to.post(report()), to.post(report())],
    "another content under the same key": lambda to: [to.post(report()), to.post(report(lines=[line(value=7)]))],
    "a second revision": lambda to: [to.post(report()), to.post(report(lines=[line(value=7)]), key="k2")],
    "no key of access": lambda to: [to.post(report(), who=None)],
    "a wrong key of access": lambda to: [to.post(report(), who="nobody")],
    "another scheme": lambda to: [to.post(report(), who=None, headers={"Authorization": "Basic eDp5"})],
    "a key of another role": lambda to: [to.post(report(), who="reviewer")],
    "another's region": lambda to: [to.post(report(), who=SIBLING)],
    "no idempotency key": lambda to: [to.post(report(), key=None)],
    "an idempotency key that is none": lambda to: [to.post(report(), key="a b"), to.post(report(), key="x" * 129)],
    "no JSON": lambda to: [to.post(b'{"region":'), to.post(b"")],
    "no UTF-8": lambda to: [to.post(GBK)],
    "a list": lambda to: [to.post([])],
    "a key twice": lambda to: [to.post(TWICE)],
    "a control character": lambda to: [to.post(report(note="a\u0008b"))],
    "unknown fields": lambda to: [to.post(report(more=1))],
    "an unknown indicator": lambda to: [to.post(report(lines=[line("nothing")]))],
    "an indicator twice": lambda to: [to.post(report(lines=[line(), line()]))],
    "a negative figure": lambda to: [to.post(report(lines=[line(value=-1)]))],
    "half a person": lambda to: [to.post(report(lines=[line(value=1.5)]))],
    "no lines": lambda to: [to.post(report(lines=[]))],
    "a month to come": lambda to: [to.post(report(period="2023-05"))],
    "no month": lambda to: [to.post(report(period="2023-13"))],
    "an unknown region": lambda to: [to.post(report("999999"), who=UNIT)],
    "a parameter": lambda to: [to.post(report(), path="/v1/reports?dry=1")],
    "a slash behind": lambda to: [to.post(report(), path="/v1/reports/")],
    "another method": lambda to: [to.post(report(), method="PUT")],
    "an absolute address": lambda to: [to.post(report(), path="http://x/v1/reports")],
    "a letter written otherwise": lambda to: [to.post(report(), path="/v1/report%73")],
    "a packed body": lambda to: [to.post(gzip.compress(json.dumps(report()).encode(), mtime=0), headers=PACKED)],
    "an encoding that nobody knows": lambda to: [to.post(report(), headers={"Content-Encoding": "br"})],
    "a long body": lambda to: [to.post(json.dumps(report()).encode() + b" " * 20_000)],
    "a body that is too long": lambda to: [to.post(report(note="x" * 70_000))],
    "a correction before anything": lambda to: [to.post(report(correction=CORRECTION), headers=SIGNED)],
    "a signer of a plain report": lambda to: [to.post(report(), headers=SIGNED)],
    "a connection that ends": lambda to: [to.post(report(), headers={"Connection": "close"})],
    "an older HTTP": lambda to: [to.post(report(), version="1.0")],
    "a correlation id of ours": lambda to: [to.post(report(), headers={"X-Correlation-ID": "a b"})[:40]],
    "a page's visitor": lambda to: [to.post(report(lines=[]), headers={"Accept": "text/html"})],
}


@pytest.mark.parametrize("case", CASES)
def test_it_is_answered_alike(both: Both, case: str) -> None:
    alike(both, lambda to: [to.post(FIRST, key="before"), *CASES[case](to)])


def test_a_body_in_pieces_goes_the_present_way(both: Both) -> None:
    def told(to: Served) -> list[bytes]:
        first, second, third = (to.request(report(period=f"2023-0{month}"), key=f"p{month}") for month in (1, 2, 3))
        return [*to.say(first), *to.say(second[:-40], second[-40:]), *to.say(third[:60], third[60:])]

    assert statuses(alike(both, told)) == [201, 201, 201]
    assert both[0].straight == [False, True], "of the third, what came last is the body as a whole"


def test_a_body_in_chunks_is_the_same_body(both: Both) -> None:
    def told(to: Served) -> list[bytes]:
        body = json.dumps(report()).encode()
        chunks = b"%x\r\n%b\r\n%x\r\n%b\r\n0\r\n\r\n" % (40, body[:40], len(body) - 40, body[40:])
        return [to.post(FIRST, key="before"), to.post(chunks, headers={"Transfer-Encoding": "chunked"})]

    assert statuses(alike(both, told)) == [201, 201]
    assert both[0].straight[-1]


def test_who_waits_to_be_told_to_go_on_is_told(both: Both) -> None:
    def told(to: Served) -> list[bytes]:
        whole = to.request(report(), headers={"Expect": "100-continue"})
        head, _, body = whole.partition(b"\r\n\r\n")
        return to.say(head + b"\r\n\r\n", body, answers=2)

    assert statuses(alike(both, told)) == [100, 201]


def test_what_comes_in_one_piece_is_answered_in_its_order(both: Both) -> None:
    def told(to: Served) -> list[bytes]:
        sent = [to.request(report(period=f"2023-0{month}"), key=f"p{month}") for month in (1, 2, 3)]
        livez = b"GET /livez HTTP/1.1\r\nHost: x\r\nX-Correlation-ID: l\r\n\r\n"
        first = to.say(to.request(report(period="2022-12"), key="first"))
        return first + to.say(b"".join([sent[0], livez, sent[1], to.request(b"{", key="no"), sent[2]]), answers=5)

    assert statuses(alike(both, told)) == [201, 201, 200, 201, 400, 201]


def test_what_follows_on_one_connection_is_answered(both: Both) -> None:
    def told(to: Served) -> list[bytes]:
        found = []
        with to.connected() as connection:
            for month in (1, 2, 3):
                connection.sendall(to.request(report(period=f"2023-0{month}"), key=f"s{month}"))
                found.append(connection.recv(65_536))
        return found

    assert statuses(alike(both, told)) == [201, 201, 201]


def test_once_a_month_is_closed_or_accepted_what_is_refused_is_refused_alike(both: Both) -> None:
    def told(to: Served) -> list[bytes]:
        decision = {"region": UNIT, "period": "2023-02", "decision": "accept", "with_blanks": True}
        closing = {"area": CITY, "period": "2023-01", "early": EARLY}
        return [
            to.post(report(period="2022-12"), key="first"),
            to.post(FIRST, key="two"),
            to.post({"decisions": [decision]}, "r", "reviewer", path="/v1/reviews"),
            to.post(closing, "c", "reviewer", path="/v1/periods/closings"),
            to.post(report(period="2023-02", lines=[line(value=5)]), key="accepted"),
            to.post(report(period="2023-01"), key="closed"),
            to.post(report(period="2023-01", correction=CORRECTION), key="late", headers=SIGNED),
        ]

    assert statuses(alike(both, told)) == [201, 201, 201, 201, 409, 409, 201]
    assert both[0].straight.count(True) >= 2, "a closed month was begun, and refused when it was decided"


def test_a_figure_that_slipped_is_looked_at_again(both: Both) -> None:
    def told(to: Served) -> list[bytes]:
        return [*year(to, 6), to.post(report(period="2021-07", lines=[line(value=12_000_000)]), key="slip")]

    assert statuses(alike(both, told))[-1] == 422


def test_a_key_that_expires_meanwhile_opens_nothing(both: Both) -> None:
    def told(to: Served) -> list[bytes]:
        first = to.post(FIRST)
        to.clock.advance(timedelta(days=4_000))
        return [first, to.post(report(), key="later")]

    alike(both, told)


def test_of_many_at_once_each_gets_its_own_answer(both: Both) -> None:
    straight, _ = both
    straight.post(report(period="2020-12", lines=[line(value=1_200)]))
    span = list(months(Month(2021, 1), Month(2023, 2)))

    def send(month: Month) -> bytes:
        return straight.post(report(period=str(month), lines=[line(value=1_201)]), key=f"m-{month}")

    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(send, span))
    told = [json.loads(each.partition(b"\r\n\r\n")[2])["receipt"]["period"] for each in answers]
    assert (set(statuses(answers)), told) == ({201}, [str(month) for month in span])
    assert all(straight.straight[1:])


def test_who_has_left_has_reported_all_the_same(both: Both) -> None:
    straight, _ = both
    straight.post(FIRST, key="before")
    with straight.connected() as connection:
        connection.sendall(straight.request(report(), key="gone"))
    assert statuses([straight.post(report(), key="gone")]) in ([200], [201])
    assert sum(row[0] == "reports" for row in straight.stored()) == 2
