from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from services.demo.player.apart import PlayPart
from services.demo.player.process import play_apart
from services.demo.player.stage import PlayProgress
from services.demo.transport.client import PlayError
from services.demo.world.simulation import Simulation, simulate
from shared.catalogue import Catalogue
from shared.periods import Month
from tests.unit.demo.fake_intake import FakeIntake, served
from tests.unit.demo.player.test_play import RecordingStage, keys_of

MONTH = Month(2022, 11)


@pytest.fixture(scope="module")
def one_month(catalogue: Catalogue) -> Simulation:
    return simulate(catalogue, MONTH, MONTH)


def part(catalogue: Catalogue, simulation: Simulation, url: str) -> PlayPart:
    return PlayPart(url, keys_of(catalogue, simulation), MONTH, MONTH)


def test_a_play_in_another_process_moves_the_stage_of_this_one(catalogue: Catalogue, one_month: Simulation) -> None:
    intake, stage = FakeIntake(), RecordingStage()
    told: list[PlayProgress] = []
    with served(intake) as url:
        summary = asyncio.run(play_apart(part(catalogue, one_month, url), stage, told.append))
    assert summary.posted == len(intake.arrivals) == told[-1].total
    assert stage.instants == sorted(stage.instants)
    assert stage.settled > 0


def test_what_goes_wrong_over_there_is_told_here(catalogue: Catalogue, one_month: Simulation) -> None:
    intake = FakeIntake()
    with served(intake) as url:
        nowhere = replace(part(catalogue, one_month, url), url="http://127.0.0.1:9")
        with pytest.raises(PlayError, match="无应答"):
            asyncio.run(play_apart(nowhere, RecordingStage(), lambda _progress: None))
