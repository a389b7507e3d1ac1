"""时点: what can be chosen on its form."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from shared.security.keys import Role
from tests.unit.asking import Building, Somebody, building


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Building]:
    with building(tmp_path_factory.mktemp("as-of")) as made:
        yield made


def test_units_of_one_name_are_told_apart_in_the_list_of_regions(made: Building) -> None:
    page = made.get("/as-of", Somebody(Role.AUDITOR)).text
    assert ">市中区（乐山市）</option>" in page and ">市中区（内江市）</option>" in page
    assert ">市中区</option>" not in page and ">渝中区</option>" in page
