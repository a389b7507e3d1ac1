from __future__ import annotations

import pytest

from services.alerts.episodes.gathering import Gathering, OpenAlert

AROUND = {"500240": ("500000-sw", "500000"), "500107": ("500000-zc", "500000"), "500000-zc": ("500000",), "500000": ()}
CITY = OpenAlert("CQ-08", "work_injury", "500000", "red")
COUNTY = OpenAlert("SZ-06", "work_injury", "500240", "yellow")
DISTRICT = OpenAlert("JLP-06", "work_injury", "500107", "orange")


@pytest.fixture
def gathering() -> Gathering:
    return Gathering(AROUND.__getitem__, [CITY, COUNTY, DISTRICT])


def test_an_open_alert_of_the_area_around_gathers(gathering: Gathering) -> None:
    assert gathering.gathered_by("work_injury", "500240") == "CQ-08"


def test_another_indicator_s_alert_does_not(gathering: Gathering) -> None:
    assert gathering.gathered_by("unemployment", "500240") == ""


def test_nothing_gathers_itself(gathering: Gathering) -> None:
    assert gathering.gathered_by("work_injury", "500000") == ""


def test_a_closed_alert_gathers_no_more(gathering: Gathering) -> None:
    gathering.closed("CQ-08")
    assert gathering.gathered_by("work_injury", "500240") == ""


def test_the_nearest_area_gathers(gathering: Gathering) -> None:
    gathering.opened(OpenAlert("ZC-01", "work_injury", "500000-zc", "yellow"))
    assert gathering.gathered_by("work_injury", "500107") == "ZC-01"
    assert gathering.gathered_by("work_injury", "500240") == "CQ-08"


def test_those_inside_come_worst_first(gathering: Gathering) -> None:
    assert gathering.inside("work_injury", "500000") == (DISTRICT, COUNTY)
    gathering.opened(OpenAlert("SZ-06", "work_injury", "500240", "red"))
    assert [each.number for each in gathering.inside("work_injury", "500000")] == ["SZ-06", "JLP-06"]
    assert gathering.inside("work_injury", "500240") == ()
