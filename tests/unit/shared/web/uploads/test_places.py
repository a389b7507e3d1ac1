from __future__ import annotations

import pytest

from shared.web.problems import Problem
from shared.web.uploads.places import UploadPlaces


def test_an_account_takes_its_share_of_the_places_and_gives_each_back() -> None:
    places = UploadPlaces(3, 2)
    with places.taken("a"), places.taken("a"):
        with pytest.raises(Problem, match="正在接收的上传过多") as own, places.taken("a"):
            pytest.fail("a third")
        with places.taken("b"), pytest.raises(Problem) as all_of_them, places.taken("c"):
            pytest.fail("a fourth")
    assert (own.value.status, own.value.headers["Retry-After"]) == (503, "5")
    assert "这个账号同时至多接收 2 份" in own.value.detail
    assert "系统同时至多接收 3 份" in all_of_them.value.detail
    assert "Too many uploads" in all_of_them.value.detail
    with places.taken("c"), places.taken("a"), places.taken("a"):
        pass


def test_a_place_is_given_back_whatever_becomes_of_the_upload() -> None:
    places = UploadPlaces(1, 1)
    with pytest.raises(ValueError, match="broken"), places.taken("a"):
        raise ValueError("broken")
    with places.taken("a"):
        pass
