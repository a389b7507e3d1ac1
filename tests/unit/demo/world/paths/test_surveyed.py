from __future__ import annotations

from services.demo.world.noise import generator
from services.demo.world.paths.surveyed import surveyed_path


def test_a_surveyed_rate_passes_through_its_months_and_its_means() -> None:
    months, means = {11: 520, 26: 550}, {23: 540, 29: 550, 32: 540}
    path = surveyed_path(months, means, 500, 60, generator("survey"))
    assert len(path) == 60
    assert path[11] == 520
    assert path[26] == 550
    assert sum(path[12:24]) == 540 * 12
    assert sum(path[24:30]) == 550 * 6
    assert sum(path[24:33]) == 540 * 9
    assert all(value % 10 == 0 for value in path)
    assert all(480 <= value <= 580 for value in path)


def test_a_surveyed_rate_without_publications_keeps_near_the_usual_one() -> None:
    path = surveyed_path({}, {}, 530, 24, generator("usual"))
    assert len(set(path)) > 1
    assert all(abs(value - 530) <= 10 for value in path)
