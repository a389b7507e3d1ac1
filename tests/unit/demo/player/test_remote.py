from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from services.demo.player.remote import Addresses, RemoteDemonstration
from services.demo.player.remote_stage import RemoteStage
from services.demo.player.stage import Login
from services.demo.player.terminal import BEGIN
from services.demo.transport.client import Client, PlayError
from services.intake.accounts.played import open_played
from services.standalone import Standalone
from shared.database.engine import Database
from shared.periods import Month, SystemClock
from shared.process.file_clock import ClockHand
from shared.settings import Settings
from tests.processes import serving


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path, clock_file=tmp_path / "clock", sweep_seconds=3_600)


def demonstrate(settings: Settings, url: str) -> tuple[int, str]:
    """Play two months; the exit code, and what was said."""
    database = Database(settings.database_url("intake"))

    def open_accounts(people: Sequence[Login]) -> None:
        open_played(database, people, SystemClock().now())

    console = Console(record=True, width=160)
    play = RemoteDemonstration(settings, Addresses(url, url, url), console, open_accounts)
    code = play.run(Month(2021, 1), Month(2021, 2))
    database.dispose()
    return code, console.export_text()


def test_it_plays_into_services_that_share_its_clock_and_leaves_them_in_the_present(settings: Settings) -> None:
    assert settings.clock_file is not None
    with serving(Standalone(settings).app) as url:
        code, said = demonstrate(settings, url)
        assert code == 0
        assert "本次报送 464 份" in said
        assert "未结预警：无\n期满评估：无" in said
        assert not settings.clock_file.exists()
        code, said = demonstrate(settings, url)
        assert code == 0
        assert "本次报送 0 份" in said


def test_services_that_go_by_another_clock_are_not_played_into(settings: Settings, tmp_path: Path) -> None:
    standalone = Standalone(settings.model_copy(update={"clock_file": None}))
    with serving(standalone.app) as url:
        code, said = demonstrate(settings, url)
        with standalone.intake.database.read() as connection:
            assert standalone.intake.store.head(connection).position == 1  # the catalogue alone
    assert code == 2
    assert "没有按" in said


def test_without_a_clock_file_nothing_is_played(tmp_path: Path) -> None:
    code, said = demonstrate(Settings(data_dir=tmp_path), "http://127.0.0.1:9")
    assert code == 2
    assert "XUSHI_CLOCK_FILE" in said
    assert not (tmp_path / "keys.json").exists()


def test_months_that_no_plan_in_force_holds_are_not_played(settings: Settings) -> None:
    """An office whose folder takes the shipped plans out of force."""
    (settings.data_dir / "site").mkdir()
    (settings.data_dir / "site" / "site.toml").write_text("plans = []\n", "utf-8")
    code, said = demonstrate(settings, "http://127.0.0.1:9")
    assert code == 2
    assert "不含 2021-01 至 2021-02" in said


def test_a_broken_clock_file_is_said(settings: Settings) -> None:
    assert settings.clock_file is not None
    settings.clock_file.write_text("noon")
    code, said = demonstrate(settings, "http://127.0.0.1:9")
    assert code == 2
    assert "时钟文件不可用" in said


class Standings:
    """Answers for three services; the aggregator has ``applied`` so many of intake's two events."""

    def __init__(self, applied: int, to_judge: Sequence[int] = ()) -> None:
        self.applied = applied
        self.to_judge = list(to_judge)
        self.posted: list[str] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            service = scope["path"].split("/")[3]
            if scope["method"] == "POST":
                self.posted.append(service)
            await send(
                {"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"application/json")]}
            )
            await send({"type": "http.response.body", "body": self.standing(service).encode()})

    def standing(self, service: str) -> str:
        reader = {"name": "aggregator", "topic": "reports", "events": self.applied}
        position = 2 if service == "intake" else 0
        consumers = [reader] if service == "aggregator" else []
        to_judge = self.to_judge.pop() if self.to_judge and service == "aggregator" else 0
        return json.dumps(
            {
                "service": service,
                "store_position": position,
                "notifications_due": 0,
                "to_judge": to_judge,
                "consumers": consumers,
            }
        )


def settle(standings: Standings, clock_file: Path) -> None:
    async def run() -> None:
        async with Client(url) as client:
            clients = dict.fromkeys(("intake", "aggregator", "alerts"), client)
            await RemoteStage(clients, "key", ClockHand(clock_file)).settle()

    with serving(standings) as url:
        asyncio.run(run())


def test_settled_is_when_everything_is_applied_then_due_days_are_looked_at(tmp_path: Path) -> None:
    standings = Standings(applied=2)
    settle(standings, tmp_path / "clock")
    assert standings.posted == ["aggregator", "alerts"]


def test_nothing_is_settled_while_something_waits_to_be_judged(tmp_path: Path) -> None:
    standings = Standings(applied=2, to_judge=[3, 3, 3])
    settle(standings, tmp_path / "clock")
    assert standings.posted == ["aggregator", "alerts"]
    assert standings.to_judge == []  # it was asked until nothing waited


def test_what_does_not_move_is_given_up_before_any_due_day_is_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.demo.player.remote_stage.PATIENCE_SECONDS", 0.2)
    standings = Standings(applied=1)
    with pytest.raises(PlayError, match="仍未处理完"):
        settle(standings, tmp_path / "clock")
    assert standings.posted == []


def test_the_clock_never_goes_back_behind_an_earlier_play(tmp_path: Path) -> None:
    hand = ClockHand(tmp_path / "clock")
    stage = RemoteStage({}, "key", hand)
    stage.set_time(BEGIN + timedelta(days=9))
    stage.set_time(BEGIN)
    assert hand.instant == BEGIN + timedelta(days=9)
