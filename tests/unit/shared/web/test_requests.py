from __future__ import annotations

from tests.unit.shared.web.conftest import AskingClient


def test_a_body_that_is_too_long_is_refused_whether_its_length_was_declared_or_not(client: AskingClient) -> None:
    assert client.post("/echo", content=b"x" * 10).json()["length"] == 10
    assert client.post("/echo", content=b"x" * 11).status_code == 413
    assert client.post("/echo", content=iter([b"x" * 6, b"x" * 6])).status_code == 413
