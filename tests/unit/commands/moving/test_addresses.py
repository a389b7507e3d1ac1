"""Where databases are moved to: every fault of the three addresses at once, and never a password."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.commands.moving.addresses import address_faults, shown_address
from shared.settings import Settings

SERVER = "postgresql://xushi:secret@db.example:5432"


def settings(intake: str = f"{SERVER}/a", aggregator: str = f"{SERVER}/b", alerts: str = f"{SERVER}/c") -> Settings:
    return Settings(data_dir=Path("x"), intake_database=intake, aggregator_database=aggregator, alerts_database=alerts)


def test_three_databases_of_a_server_are_an_aim() -> None:
    assert address_faults(settings()) == []


def test_every_address_that_is_not_set_is_named() -> None:
    found = address_faults(settings(intake="", alerts=""))
    assert [each.partition("：")[0] for each in found] == [
        "没有设置 XUSHI_INTAKE_DATABASE",
        "没有设置 XUSHI_ALERTS_DATABASE",
    ]


@pytest.mark.parametrize(
    ("address", "said"), [("sqlite:///x.sqlite", "不是 PostgreSQL 的地址"), ("db.example/x", "不是数据库地址")]
)
def test_an_address_of_another_kind_is_named(address: str, said: str) -> None:
    assert address_faults(settings(aggregator=address)) == [f"XUSHI_AGGREGATOR_DATABASE {said}"]


def test_two_services_never_share_a_database() -> None:
    (found,) = address_faults(settings(intake=f"{SERVER}/c"))
    assert found.startswith("XUSHI_INTAKE_DATABASE、XUSHI_ALERTS_DATABASE 指的是同一个库")


def test_an_address_is_shown_without_its_password() -> None:
    assert shown_address(settings(), "intake") == "postgresql://xushi:***@db.example:5432/a"
