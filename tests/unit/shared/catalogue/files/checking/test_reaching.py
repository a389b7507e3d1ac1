from __future__ import annotations

import pytest

from shared.catalogue.files.checking.reaching import undeliverable


@pytest.mark.parametrize(
    ("address", "expected"),
    [("a@cq.example", True), ("A@CQ.EXAMPLE", True), ("a@example.cn", False), ("example@cq.gov.cn", False)],
)
def test_an_address_of_an_example_is_told_by_its_domain(address: str, expected: bool) -> None:
    assert undeliverable(address) is expected
