"""Who records what was posted: under which key, and by what name."""

from __future__ import annotations

import pytest
from fastapi import Request

from services.aggregator.api.posting import read_key
from shared.security.keys import Principal, Role
from shared.web.problems import Problem

REVIEWER = Principal("reviewer", Role.REVIEWER, "500000")


def a_request(**headers: str) -> Request:
    named = [(name.replace("_", "-").encode(), text.encode()) for name, text in headers.items()]
    return Request({"type": "http", "headers": named})


def test_the_idempotency_key_is_that_of_who_asks() -> None:
    assert read_key(a_request(idempotency_key="k-1"), REVIEWER) == "reviewer:k-1"


@pytest.mark.parametrize("key", ["", "two words", "k" * 129])
def test_without_a_key_nothing_is_recorded(key: str) -> None:
    with pytest.raises(Problem) as refused:
        read_key(a_request(idempotency_key=key), REVIEWER)
    assert refused.value.status == 400
