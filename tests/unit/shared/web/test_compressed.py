from __future__ import annotations

import gzip
import json
import time

import pytest
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from shared.observe import Health, Metrics
from shared.web.compressed import Unpacking, unpack
from shared.web.install import install
from shared.web.problems import Problem
from shared.web.requests import body_pieces, read_body

MOST = 1_000
BODY = json.dumps({"region": "500101", "note": "报表" * 20}).encode()


@pytest.fixture
def client() -> TestClient:
    app = FastAPI()
    install(app, Metrics(), Health())

    @app.post("/whole")
    async def whole(request: Request) -> dict[str, int]:
        return {"bytes": len(await read_body(request, MOST))}

    @app.post("/pieces")
    async def pieces(request: Request) -> dict[str, int]:
        return {"bytes": sum([len(piece) async for piece in body_pieces(request)])}

    return TestClient(app)


def send(client: TestClient, path: str, body: bytes, encoding: str) -> tuple[int, dict[str, object]]:
    answer = client.post(path, content=body, headers={"Content-Encoding": encoding})
    return answer.status_code, answer.json()


@pytest.mark.parametrize("path", ["/whole", "/pieces"])
@pytest.mark.parametrize("encoding", ["gzip", "x-gzip", "GZIP"])
def test_a_compressed_body_is_read_as_what_it_unpacks_to(client: TestClient, path: str, encoding: str) -> None:
    assert send(client, path, gzip.compress(BODY), encoding) == (200, {"bytes": len(BODY)})
    assert send(client, path, gzip.compress(BODY) + gzip.compress(b"more"), encoding) == (200, {"bytes": len(BODY) + 4})
    assert send(client, path, BODY, "identity") == (200, {"bytes": len(BODY)})


def test_another_encoding_is_answered_with_the_header_s_name_and_what_can_be_used(client: TestClient) -> None:
    answer = client.post("/whole", content=BODY, headers={"Content-Encoding": "br"})
    assert (
        answer.status_code,
        answer.json()["type"].rpartition("/")[2].rpartition(":")[2],
        answer.headers["accept-encoding"],
    ) == (
        415,
        "content-encoding",
        "gzip",
    )
    assert "Content-Encoding" in answer.json()["detail"]


def test_what_unpacks_to_more_than_may_come_is_refused_without_unpacking_it_all(client: TestClient) -> None:
    status, told = send(client, "/whole", gzip.compress(b"0" * 100_000), "gzip")
    assert (status, str(told["type"]).rpartition("/")[2].rpartition(":")[2]) == (413, "body-too-large")


@pytest.mark.parametrize(
    "packed",
    [b"{}", gzip.compress(BODY, mtime=0)[:-9], b"\x1f\x8b" + b"\x00" * 20],
    ids=["no gzip", "broken off", "no method"],
)
def test_what_is_no_whole_gzip_is_said_to_be_none(client: TestClient, packed: bytes) -> None:
    status, told = send(client, "/whole", packed, "gzip")
    assert (status, str(told["type"]).rpartition("/")[2].rpartition(":")[2]) == (400, "body-not-gzip")


@given(st.binary(max_size=300), st.lists(st.integers(0, 400), max_size=4))
def test_however_a_packed_body_is_cut_it_unpacks_to_the_same(body: bytes, marks: list[int]) -> None:
    packed = gzip.compress(body)
    cuts = sorted(min(each, len(packed)) for each in marks)
    unpacking = Unpacking(10_000)
    parts = [packed[a:b] for a, b in zip([0, *cuts], [*cuts, len(packed)], strict=True)]
    assert b"".join(piece for part in parts for piece in unpacking.feed(part)) == body
    unpacking.end()


def test_no_more_than_a_piece_is_unpacked_beyond_the_bound() -> None:
    with pytest.raises(Problem) as told:
        unpack(gzip.compress(b"0" * 10**7), 10)
    assert told.value.status == 413


def test_thousands_of_tiny_files_in_a_row_cost_no_more_than_their_length() -> None:
    packed = gzip.compress(b"") * 50_000  # a megabyte; copying the rest behind each would be 25 GB
    started = time.process_time()
    assert unpack(packed, 10) == b""
    assert time.process_time() - started < 2
