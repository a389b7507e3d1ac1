"""What publishing is asked, and how a refusal is answered."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from services.aggregator.bulletin import publish_request
from services.aggregator.bulletin.publish_request import PublishBody
from shared.catalogue import Catalogue
from shared.periods import Month
from shared.security.access import Access
from shared.security.keys import Principal, Role
from shared.web.problems import Problem

REVIEWER = Principal("reviewer", Role.REVIEWER, "500000")


def status(ask: Callable[[], object]) -> int:
    with pytest.raises(Problem) as refused:
        ask()
    return refused.value.status


def test_a_body_names_region_and_month_and_nothing_else() -> None:
    found = publish_request.read_publication(b'{"region": "500000", "period": "2023-02"}')
    assert found == PublishBody("500000", "2023-02")
    assert status(lambda: publish_request.read_publication(b'{"region": "500000", "period": "2023-02", "x": 1}')) == 422
    assert status(lambda: publish_request.read_publication(b'{"region": "500000"}')) == 422
    assert status(lambda: publish_request.read_publication(b"no json")) == 400


def test_in_a_body_null_means_left_out() -> None:
    raw = b'\xef\xbb\xbf{"region": "500000", "period": "2023-02", "as_of": null}'
    assert publish_request.read_publication(raw) == PublishBody("500000", "2023-02")


@pytest.mark.parametrize(
    ("rest", "code"),
    [
        (b'"period": "2023-03", "period": "2023-02"', "repeated-key"),
        (b'"period": "2023-02", "as_of": "\\u000b"', "control-character"),
    ],
)
def test_a_body_is_refused_as_every_other_one_is(rest: bytes, code: str) -> None:
    with pytest.raises(Problem) as refused:
        publish_request.read_publication(b'{"region": "500000", ' + rest + b"}")
    assert [each.code for each in refused.value.faults] == [code]


def test_a_month_is_a_month() -> None:
    assert publish_request.read_period("2023-02") == Month(2023, 2)
    assert status(lambda: publish_request.read_period("2023-13")) == 422


def test_a_reviewer_publishes_for_its_own_area_only(catalogue: Catalogue) -> None:
    access = Access(catalogue)
    publish_request.may_publish(access, REVIEWER, "500000")
    assert status(lambda: publish_request.may_publish(access, REVIEWER, "510000")) == 403
