"""The short form of ``make fuzz-http``; and that a fault of the server would be found."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import httpx
import pytest
from hypothesis import strategies as st

from services.distributed import SERVICES
from shared.security.permissions import RULES
from shared.settings import Settings
from tests.end_to_end.fuzz_http.__main__ import summary
from tests.end_to_end.fuzz_http.cells import Asked, Cell, ask, cells, open_cells
from tests.end_to_end.fuzz_http.doors import Ask, Door, Sample, doors, in_document
from tests.end_to_end.fuzz_http.values import KNOWN
from tests.end_to_end.fuzz_http.world import World, world
from tests.unit.asking import EVERYBODY, Somebody

CASES = 2
EVERYTHING = "?region=500107&period=2023-03&row=7&plan=jiulongpo-2021-2025"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with world(tmp_path_factory.mktemp("fuzz")) as found:
        yield found


@pytest.fixture(scope="module")
def sample(made: World) -> Sample:
    return made.sample()


def test_there_is_something_to_be_found_in_the_world(sample: Sample) -> None:
    assert {"form_token", "decision", "reason"} <= set(sample.fields)
    assert sample.form.startswith(b"PK")
    assert sample.tokens and sample.alerts and sample.notifications != ("none",)


def test_every_route_is_a_door_and_the_documents_of_the_three_services_describe_no_other(
    made: World, sample: Sample, tmp_path: Path
) -> None:
    settings = Settings(data_dir=tmp_path, kafka_servers="127.0.0.1:9")
    described: set[str] = set()
    for create in SERVICES.values():
        described |= in_document(create(settings).openapi())
    assert described == in_document(made.document)
    assert described < set(RULES)
    assert [door.route for door in doors(made.document, sorted(RULES), sample)] == sorted(RULES)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_whoever_opens_whatever_is_there_never_sees_a_fault_of_the_server(made: World, sample: Sample) -> None:
    places = {name: values[0] for name, values in KNOWN.items() if values}
    places |= {"number": sample.alerts[0], "notification": sample.notifications[0], "row": "7"}
    broken = []
    for route in sorted(RULES):
        method, path = route.split(" ")
        address = re.sub(r"\{(\w+)\}", lambda found: places[found[1]], path)
        for who in EVERYBODY if method == "GET" else ():
            for query in ("", f"?token={sample.tokens[0]}", EVERYTHING):
                status = made.get(address + query, who).status_code
                broken += [(who.name, address + query, status)] if status >= 500 else []
    assert broken == []


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_whatever_is_sent_to_whichever_route_is_no_fault_of_the_server(made: World, sample: Sample) -> None:
    found = doors(made.document, sorted(RULES), sample)
    chosen = [cell for number, cell in enumerate(cells(found)) if number % (len(EVERYBODY) + 1) == 0]
    asked = [ask(made, cell, CASES) for cell in chosen]
    assert [each for each in asked if each.broken] == []
    assert sum(sum(each.statuses.values()) for each in asked) >= len(chosen)


class Moody:
    """Answers well, unless the address says otherwise."""

    def __init__(self) -> None:
        self.sent: list[str] = []

    def send(self, ask: Ask, who: Somebody) -> httpx.Response:
        self.sent.append(ask.address)
        return httpx.Response(500 if "7" in ask.address else 200)


def moody_cell() -> Cell:
    addresses = st.integers(0, 10**6).map(lambda number: Ask("GET", f"/{number}", {}))
    return Cell(Door("GET /{number}", addresses), Somebody(None))


def test_an_answer_that_is_a_fault_of_the_server_is_kept_with_its_request() -> None:
    asked = ask(Moody(), moody_cell(), 50)
    assert asked.statuses["500"] == len(asked.broken) > 0
    assert all(each.startswith("500: Ask(method='GET', address='/") and "7" in each for each in asked.broken)


def test_a_cell_asks_the_same_every_time() -> None:
    one, two = Moody(), Moody()
    ask(one, moody_cell(), 20)
    ask(two, moody_cell(), 20)
    assert one.sent == two.sent
    assert len(one.sent) == 20


def named(cell: Cell, broken: Sequence[str] = ()) -> Asked:
    return Asked(cell.name, {"200": 1}, list(broken))


def test_what_was_asked_is_not_asked_again_unless_it_broke_the_server() -> None:
    some = cells([moody_cell().door])[:3]
    asked = [named(some[0]), named(some[1], ["500: …"])]
    assert open_cells(some, asked) == some[1:]
    assert open_cells(some, [*asked, named(some[1])]) == some[2:]


def test_a_shard_tells_of_its_own_cells_what_they_were_answered_last() -> None:
    mine, others = (cells([moody_cell().door], shard, 2) for shard in (0, 1))
    asked = [named(mine[0], ["500: …"]), named(mine[1], ["500: …"]), named(mine[1]), *(named(each) for each in others)]
    told = f"2 requests in 2 of {len(mine)} cells: {{'200': 2}}, 1 broken"
    assert summary(mine, asked) == f"{told}\n{mine[0].name}: 500: …"


def test_shards_share_all_cells_among_them() -> None:
    door = moody_cell().door
    assert sorted(cell.name for shard in range(3) for cell in cells([door], shard, 3)) == sorted(
        cell.name for cell in cells([door])
    )
