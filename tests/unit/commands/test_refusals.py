"""Every command says in words what is wrong: a database is away or newer than the program, a file or setting faulty."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from typer.testing import CliRunner, Result

from services.cli import app
from shared.database.engine import Database
from shared.settings import Settings
from tests import processes
from tests.unit.commands.test_running import data

__all__ = ["data"]

SERVICES = ("intake", "aggregator", "alerts")

WORDS: dict[str, tuple[str, ...]] = {
    "serve": ("intake",),
    "export": ("reports", "--out", "none.gz"),
    "parked retry": ("aggregator", "x"),
    "readers again": ("board",),
    "lineage lost": ("1", "x"),
    "outbox resend": ("--all-failed",),
}
"""What a command is given, where it asks for something."""

ASKING = (
    "up",
    "serve",
    "migrate",
    "verify",
    "export",
    "rebuild",
    "aside list",
    "parked list",
    "parked retry",
    "readers list",
    "readers again",
    "lineage list",
    "lineage begin",
    "lineage lost",
    "outbox",
    "outbox resend",
)
"""The commands that ask a database."""


def run(command: str, environment: dict[str, str]) -> Result:
    return CliRunner().invoke(app, [*command.split(), *WORDS.get(command, ())], env=environment)


def sentence(result: Result) -> str:
    """What was said; it ended as a command ends, not by an exception of its own."""
    assert isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code in (1, 2)
    said = (result.stderr + result.stdout).replace("\n", "")
    assert "Traceback" not in said
    return said


@pytest.mark.parametrize("command", ASKING)
def test_a_server_that_is_away_is_said_in_a_sentence(command: str, tmp_path: Path) -> None:
    (port,) = processes.free_ports(1)
    address = f"postgresql://xushi@127.0.0.1:{port}/xushi"
    away = {f"XUSHI_{service.upper()}_DATABASE": address for service in SERVICES}
    said = sentence(run(command, {**away, "XUSHI_DATA_DIR": str(tmp_path)}))
    assert "数据库" in said


@pytest.mark.parametrize("command", ["up", "serve", "migrate", "rebuild", "readers list"])
def test_a_database_that_a_later_version_has_written_to_is_refused_in_words(command: str, data: Path) -> None:
    for service in SERVICES:
        database = Database(Settings(data_dir=data).database_url(service))
        with database.write() as connection:
            connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
        database.dispose()
    said = sentence(run(command, {"XUSHI_DATA_DIR": str(data)}))
    assert "9999）比本程序新" in said


@pytest.mark.parametrize("command", [*ASKING, "backtest policy"])
def test_a_list_of_holidays_that_is_not_there_or_has_faults_is_told_in_words(command: str, tmp_path: Path) -> None:
    own = tmp_path / "holidays.csv"
    environment = {"XUSHI_DATA_DIR": str(tmp_path / "data"), "XUSHI_HOLIDAYS_FILE": str(own)}
    assert f"{own}：缺少此文件" in sentence(run(command, environment))
    own.write_text("day,kind\n2027/10/1,off\n2027-10-09,班\n", encoding="utf-8-sig")
    said = sentence(run(command, environment))
    assert f"{own} 第2行" in said and f"{own} 第3行" in said


@pytest.mark.parametrize(
    ("name", "value"), [("XUSHI_PORT", "abc"), ("XUSHI_PLAN_FOLDERS", '["x"'), ("XUSHI_PLAN_FOLDERS", "3")]
)
@pytest.mark.parametrize("command", ["up", "migrate", "verify", "backtest policy"])
def test_a_setting_that_cannot_be_read_is_named(command: str, name: str, value: str, tmp_path: Path) -> None:
    said = sentence(run(command, {"XUSHI_DATA_DIR": str(tmp_path), name: value}))
    assert name.removeprefix("XUSHI_").lower() in said.lower()


@pytest.mark.parametrize(
    ("command", "setting"),
    [
        ("up", "XUSHI_OIDC_PROFILE_FILE"),
        ("serve", "XUSHI_OIDC_PROFILE_FILE"),
        ("up", "XUSHI_OIDC_GRANTS_FILE"),
        ("serve", "XUSHI_OIDC_GRANTS_FILE"),
        ("account list", "XUSHI_OIDC_GRANTS_FILE"),
    ],
)
def test_a_file_about_the_identity_provider_that_cannot_be_used_is_named(
    tmp_path: Path, command: str, setting: str
) -> None:
    faulty = tmp_path / "faulty.toml"
    faulty.write_text("claim = 1", "utf-8")
    environment = {"XUSHI_DATA_DIR": str(tmp_path / "data"), "XUSHI_OIDC_ISSUER": "https://id.example"}
    said = sentence(run(command, environment | {setting: str(faulty)}))
    assert "faulty.toml" in said


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("backup {file}/new", "没有备份成"),
        ("restore {folder}/none --yes", "不是备份"),
        ("export reports --out {file}/reports.gz", "无法写入"),
        ("verify --export {folder}/none.gz", "无法核验"),
        ("plan allocate --plan chongqing-2021-2025 --row 1 --weights {folder}/none.csv", "无法读取"),
    ],
)
def test_why_a_file_cannot_be_read_or_written_is_said_in_chinese(words: str, told: str, data: Path) -> None:
    (data / "file").write_text("in the way")
    said = sentence(run(words.format(file=data / "file", folder=data), {"XUSHI_DATA_DIR": str(data)}))
    assert told in said
    assert "没有这个文件或文件夹" in said or "路径当中有一段不是文件夹" in said
    assert "Errno" not in said
