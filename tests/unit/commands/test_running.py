from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
import structlog
import uvicorn
from typer.testing import CliRunner, Result

from services.aggregator import catalogue_in_use
from services.cli import app
from services.commands import running, serving
from services.standalone import Standalone
from shared.codec import Codec
from shared.database.engine import Database
from shared.periods import Month
from shared.process.catalogue.sources import sources_of
from shared.process.file_clock import DEMONSTRATION_CLOCK
from shared.security.keys import Role, load_keys, new_key, save_keys
from shared.settings import Settings
from shared.store import EventStore, store_tables
from tests.builders import a_clock, a_new, a_report
from tests.processes import free_ports

LINE = {"indicator": "urban_new_employment", "value": 4_200}


def xushi(*words: str, data: Path) -> Result:
    return CliRunner().invoke(app, [*words, "--data", str(data)])


@pytest.fixture
def data(tmp_path: Path) -> Path:
    assert xushi("migrate", data=tmp_path).exit_code == 0
    return tmp_path


def stored(data: Path, count: int) -> Database:
    """Intake's database with some events in it."""
    database = Database(Settings(data_dir=data).database_url("intake"))
    store = EventStore(store_tables(sa.MetaData()), Codec(), a_clock())
    with database.write() as connection:
        store.append(connection, [a_new(a_report(), f"report-500107-2023-{number + 1:02d}") for number in range(count)])
    return database


def test_migrating_twice_changes_nothing(data: Path) -> None:
    assert xushi("migrate", data=data).exit_code == 0


def test_verify_says_that_whole_chains_are_whole(data: Path) -> None:
    stored(data, 3).dispose()
    result = xushi("verify", data=data)
    assert result.exit_code == 0
    assert "reports：完整，3 个事件" in result.stdout


@pytest.mark.parametrize(
    ("statement", "position"),
    [
        ("UPDATE events SET actor = 'nobody' WHERE position = 2", 2),
        ("DELETE FROM events WHERE position = 3", 3),
        ("DELETE FROM events WHERE position = 5", 5),
    ],
)
def test_verify_names_the_position_and_fails(data: Path, statement: str, position: int) -> None:
    database = stored(data, 5)
    with database.write() as connection:
        connection.execute(sa.text(statement))
    database.dispose()
    result = xushi("verify", data=data)
    assert result.exit_code == 1
    assert f"reports：位置 {position} 有问题" in result.stdout


def test_a_rebuild_of_an_empty_system_finds_no_difference(data: Path) -> None:
    result = xushi("rebuild", data=data)
    assert result.exit_code == 0
    assert "差异 0 项" in result.stdout


def test_figures_that_stand_by_other_files_are_not_rebuilt_and_it_says_what_to_do(data: Path) -> None:
    assert xushi("rebuild", data=data).exit_code == 0
    database = Database(f"sqlite:///{data / 'aggregator.sqlite'}")
    with database.write() as connection:
        catalogue_in_use.save(connection, "a" * 64)
    database.dispose()
    for swap in ((), ("--swap",)):
        refused = xushi("rebuild", *swap, data=data)
        assert (refused.exit_code, "另一套目录文件" in refused.output) == (1, True)


def test_a_key_is_shown_once_listed_without_its_secret_and_removed(tmp_path: Path) -> None:
    added = xushi("keys", "add", "jiulongpo", "--role", "reporter", "--region", "500107", data=tmp_path)
    secret = added.stdout.strip()
    assert secret.startswith("xs_")
    assert [key.region for key in load_keys(tmp_path / "keys.json")] == ["500107"]
    listed = xushi("keys", "list", data=tmp_path).stdout
    assert "jiulongpo" in listed
    assert secret not in listed
    assert xushi("keys", "add", "jiulongpo", "--role", "reporter", data=tmp_path).exit_code == 2
    assert xushi("keys", "remove", "jiulongpo", data=tmp_path).exit_code == 0
    assert load_keys(tmp_path / "keys.json") == []
    assert xushi("keys", "remove", "jiulongpo", data=tmp_path).exit_code == 2


@pytest.mark.parametrize("name", ["", " ", "a\x00b", "长" * 101])
def test_a_key_needs_a_printable_name_that_fits_the_store(tmp_path: Path, name: str) -> None:
    assert xushi("keys", "add", name, "--role", "ops", data=tmp_path).exit_code == 2
    assert load_keys(tmp_path / "keys.json") == []


def test_nothing_parked_and_nothing_sent_is_said_so(data: Path) -> None:
    assert "没有被搁置的事件流" in xushi("parked", "list", data=data).stdout
    assert xushi("parked", "retry", "aggregator", "report-500107-2023-01", data=data).exit_code == 2
    assert "没有消息" in xushi("outbox", data=data).stdout


@pytest.fixture
def served(data: Path) -> Iterator[tuple[str, str]]:
    """The three services on a real socket; their address and a key of 九龙坡区."""
    key, secret = new_key("jiulongpo", Role.REPORTER, "500107")
    save_keys(data / "keys.json", [key])
    config = uvicorn.Config(Standalone(Settings(data_dir=data)).app, host="127.0.0.1", port=0, log_config=None)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        thread.join(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}", secret
    server.should_exit = True
    thread.join()


def submit(file: Path, served: tuple[str, str], key: str = "once") -> Result:
    url, secret = served
    words = ["submit", str(file), "--key", secret, "--url", url, "--idempotency-key", key]
    return CliRunner().invoke(app, words)


def test_a_report_submitted_twice_gets_the_same_receipt(tmp_path: Path, served: tuple[str, str]) -> None:
    file = tmp_path / "report.json"
    file.write_text(json.dumps({"region": "500107", "period": "2023-03", "lines": [LINE]}), "utf-8")
    first, second = submit(file, served), submit(file, served)
    assert first.exit_code == second.exit_code == 0
    assert json.loads(first.stdout) == json.loads(second.stdout)
    assert json.loads(first.stdout)["receipt"]["position"] == 2  # behind the catalogue, which is recorded first


def test_a_faulty_report_shows_its_faults_and_fails(tmp_path: Path, served: tuple[str, str]) -> None:
    file = tmp_path / "report.json"
    file.write_text(json.dumps({"region": "500107", "period": "2023-03", "lines": [LINE | {"value": "many"}]}), "utf-8")
    result = submit(file, served)
    assert result.exit_code == 1
    assert json.loads(result.stdout)["faults"][0]["pointer"] == "/lines/0/value"


def test_a_service_that_is_not_there_says_how_to_try_again(tmp_path: Path) -> None:
    file = tmp_path / "report.json"
    file.write_text("{}", "utf-8")
    result = submit(file, ("http://127.0.0.1:9", "secret"), key="again")
    assert result.exit_code == 2
    assert "--idempotency-key again" in result.stdout.replace("\n", "")


@pytest.mark.parametrize("words", [("--first", "2021-13"), ("--last", "2025年"), ("--last", "x", "--url", "http://x")])
def test_a_demonstration_of_a_month_that_is_none_ends_with_a_word(words: tuple[str, ...], tmp_path: Path) -> None:
    result = xushi("demo", *words, data=tmp_path)
    assert (result.exit_code, list(tmp_path.iterdir())) == (2, [])
    assert "月份" in result.stderr and result.exception is not None and "Traceback" not in result.stderr


@pytest.mark.parametrize(
    "words", [("--first", "2026-01", "--last", "2026-02"), ("--first", "2022-01", "--last", "2021-02")]
)
def test_a_demonstration_of_months_that_no_plan_holds_is_refused_before_anything_is_made(
    words: tuple[str, ...], tmp_path: Path
) -> None:
    result = xushi("demo", "--no-stay", "--port", str(free_ports(1)[0]), *words, data=tmp_path)
    assert result.exit_code == 2, result.output
    assert "没有规划包含" in result.output
    assert not list(tmp_path.glob("*.sqlite")) and not (tmp_path / "demo-keys.json").exists()


def test_a_port_that_is_none_is_refused_in_words(tmp_path: Path) -> None:
    result = xushi("demo", "--port", "99999", data=tmp_path)
    assert (result.exit_code, list(tmp_path.iterdir())) == (2, [])
    assert "--port" in result.stderr and "65535" in result.stderr


def test_the_rights_on_kafka_are_printed_for_three_different_users(monkeypatch: pytest.MonkeyPatch) -> None:
    users = {"XUSHI_KAFKA_ADMIN_USER": "maker", "XUSHI_KAFKA_RELAY_USER": "copier", "XUSHI_KAFKA_USER": "copier"}
    for name, user in users.items():
        monkeypatch.setenv(name, user)
    refused = CliRunner().invoke(app, ["kafka-acls"])
    assert refused.exit_code == 2
    assert "三个不同的用户" in refused.output
    monkeypatch.setenv("XUSHI_KAFKA_USER", "services")
    printed = CliRunner().invoke(app, ["kafka-acls"])
    assert printed.exit_code == 0
    writing = [line for line in printed.output.splitlines() if "--operation Write" in line]
    assert len(writing) == 1
    assert "User:copier" in writing[0]


def test_the_demonstration_in_one_process_leaves_an_office_s_own_folder_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its departments would else get mails about simulated figures."""
    given: list[Settings] = []

    class Played:
        def __init__(self, settings: Settings, console: object) -> None:
            given.append(settings)

        def run(self, first: Month, last: Month, *, stay: bool, january: bool) -> int:
            return 0

    monkeypatch.setattr("services.commands.running.Demonstration", Played)
    monkeypatch.setenv("XUSHI_SITE_DIR", str(tmp_path / "office"))
    assert xushi("demo", data=tmp_path).exit_code == 0
    (settings,) = given
    assert sources_of(settings).site is None


def test_on_a_terminal_the_logs_of_a_demonstration_go_to_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    folder = tmp_path / "made" / "for it"  # as where the databases are on a server
    with running._logs_aside(Settings(data_dir=folder, log_level="INFO")):
        structlog.get_logger().info("something happened")
    log = folder / "demo.log"
    assert "something happened" in log.read_text("utf-8")
    assert log.stat().st_mode & 0o077 == 0
    assert "something happened" not in capsys.readouterr().err
    monkeypatch.setattr("sys.stderr.isatty", lambda: False, raising=False)
    with running._logs_aside(Settings(data_dir=tmp_path / "other")):
        structlog.get_logger().info("told as elsewhere")
    assert "told as elsewhere" in capsys.readouterr().err


def test_a_system_that_goes_by_a_demonstrations_clock_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    serving._tell_started("http://127.0.0.1:8600/", Settings(data_dir=tmp_path))
    assert "时钟" not in capsys.readouterr().out
    standing = Settings(data_dir=tmp_path, clock_file=tmp_path / DEMONSTRATION_CLOCK)
    serving._tell_started("http://127.0.0.1:8600/", standing)
    assert "时钟停在演示的时刻" in capsys.readouterr().out
