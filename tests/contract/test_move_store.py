"""``xushi move-store``: a played system goes on in PostgreSQL as the same system, and nothing is half-moved."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import sqlalchemy as sa
from typer.testing import CliRunner, Result

from services.aggregator.main import MIGRATIONS
from services.aggregator.tables import FIGURES
from services.cli import app
from services.commands.moving.tables import TABLES, rows_of
from services.standalone import Standalone
from shared.database.engine import Database
from shared.database.lease import Lease
from shared.log import LogDiffers
from shared.periods import CHINA
from shared.process.folder_lock import lock_folder
from shared.security.keys import Role, new_key, save_keys
from shared.settings import Settings
from tests.end_to_end.plans.running import UNIT, Running
from tests.end_to_end.plans.test_late_and_over import Floor
from tests.narrowing import there
from tests.postgresql import Server

JOBS = "urban_new_employment"
pytestmark = pytest.mark.slow
SERVICES = ("intake", "aggregator", "alerts")
FILLED = (
    ("intake", "reports"),
    ("intake", "consumer_marks"),
    ("intake", "accounts"),
    ("intake", "security_events"),
    ("aggregator", "figures"),
    ("aggregator", "progress"),
    ("alerts", "episodes"),
    ("alerts", "notifications"),
    ("alerts", "link_secrets"),
)
"""Tables in which the story leaves something."""
NOT_OF_THE_STORY = {"alembic_version"}


class Played(NamedTuple):
    """A folder in which an alert was raised, the keys of its unit and of an auditor, and what the services answered
    last."""

    folder: Path
    secret: str
    auditor: str
    answers: Mapping[str, Any]


class Servers(NamedTuple):
    """Three empty databases, as the settings and the environment name them."""

    settings: dict[str, Any]

    @property
    def environment(self) -> dict[str, str]:
        return {f"XUSHI_{name.upper()}": value for name, value in self.settings.items()}

    @property
    def password(self) -> str:
        return there(sa.make_url(self.settings["intake_database"]).password)

    def rows(self) -> dict[str, dict[str, list[Any]]]:
        """Everything that stands in them."""
        return {service: everything(self.settings[f"{service}_database"], service) for service in SERVICES}


ASKED = (
    "/v1/alerts",
    f"/v1/figures?region=500000&indicator={JOBS}&period=2025-09",
    "/v1/progress?plan=jiulongpo-2021-2025",
)
"""What is asked before and after: alerts, a total, and where every target stands."""


def answers_of(running: Running, secret: str) -> dict[str, Any]:
    """What an auditor is answered, who sees what is not accepted as well."""
    headers = {"Authorization": f"Bearer {secret}"}
    found = {path: running.client.get(path, headers=headers) for path in ASKED}
    assert {path: each.status_code for path, each in found.items()} == dict.fromkeys(ASKED, 200)
    return {path: each.json() for path, each in found.items()}


def posted(running: Running, secret: str, period: str, value: int) -> int:
    headers = {"Authorization": f"Bearer {secret}", "Idempotency-Key": f"{period}-{value}"}
    body = {"region": UNIT, "period": period, "lines": [{"indicator": JOBS, "value": value}]}
    return running.client.post("/v1/reports", json=body, headers=headers).status_code


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Played:
    """Two months below the floor: an alert, its mail, a message that waits, a report that came over HTTP, a person."""
    folder = tmp_path_factory.mktemp("played") / "data"
    key, secret = new_key("jiulongpo", Role.REPORTER, UNIT)
    auditor_key, auditor = new_key("auditor", Role.AUDITOR, "")
    running = Floor(folder)
    save_keys(folder / "keys.json", [key, auditor_key])
    with running.client:
        assert posted(running, secret, "2025-09", 1_200) == 201
        running.covered("2025-10", 90)
        running.on(2025, 11, 12)
        running.covered("2025-11", 90)
        running.on(2025, 12, 9)
        assert running.listed("open") == ["预警中"]
        answers = answers_of(running, auditor)
    running.standalone.runtime.close()
    person = ("ligang", "--name", "李刚", "--role", "reporter", "--region", UNIT, "--data", str(folder))
    opened = CliRunner().invoke(app, ["account", "add", *person])
    assert opened.exit_code == 0, opened.output
    return Played(folder, secret, auditor, answers)


@pytest.fixture
def played(once: Played, tmp_path: Path) -> Played:
    """The played folder, a copy for each test."""
    shutil.copytree(once.folder, tmp_path / "data")
    return once._replace(folder=tmp_path / "data")


@pytest.fixture
def servers(postgresql_server: Server) -> Iterator[Servers]:
    with (
        postgresql_server.database() as intake,
        postgresql_server.database() as aggregator,
        postgresql_server.database() as alerts,
    ):
        yield Servers({"intake_database": intake, "aggregator_database": aggregator, "alerts_database": alerts})


def move(folder: Path, servers: Servers, **more: str) -> Result:
    return CliRunner().invoke(app, ["move-store", "--data", str(folder)], env=servers.environment | more)


def says(result: Result, words: str) -> bool:
    """Whether a command says so, wherever its lines are broken."""
    return "".join(words.split()) in "".join(result.output.split())


def everything(url: str, service: str) -> dict[str, list[Any]]:
    """The rows of every table that the database has, by table."""
    database = Database(url)
    try:
        with database.read() as connection:
            names = set(sa.inspect(connection).get_table_names()) - NOT_OF_THE_STORY
            assert names in (set(), {table.name for table in TABLES[service]}), "a table that nobody would move"
            return {table.name: list(rows_of(connection, table)) for table in TABLES[service] if names}
    finally:
        database.dispose()


def files_of(folder: Path) -> dict[str, dict[str, list[Any]]]:
    return {service: everything(f"sqlite:///{folder / service}.sqlite", service) for service in SERVICES}


def on_servers(folder: Path, servers: Servers) -> Floor:
    return Floor(folder, start=datetime(2025, 12, 10, 9, 30, tzinfo=CHINA), **servers.settings)


def test_everything_is_there_afterwards_and_the_folder_is_nobody_s_any_more(played: Played, servers: Servers) -> None:
    before = files_of(played.folder)
    assert all(before[service][table] for service, table in FILLED)
    result = move(played.folder, servers)
    assert result.exit_code == 0, result.output
    assert servers.rows() == before
    assert says(result, "个事件逐件相符")
    (aside,) = played.folder.glob("moved-*")
    assert files_of(aside) == before
    assert not list(played.folder.glob("*.sqlite*"))
    again = CliRunner().invoke(app, ["up", "--data", str(played.folder)])
    assert again.exit_code == 2 and says(again, "里的库已迁到 PostgreSQL")
    assert servers.password not in (played.folder / "moved.json").read_text("utf-8")


def test_the_services_go_on_there_as_the_same_system(played: Played, servers: Servers) -> None:
    assert move(played.folder, servers).exit_code == 0
    mails = sorted(path.name for path in (played.folder / "outbox").iterdir())
    running = on_servers(played.folder, servers)
    with running.client:
        assert answers_of(running, played.auditor) == played.answers
        running.on(2025, 12, 10)
        assert sorted(path.name for path in (played.folder / "outbox").iterdir()) == mails, "told twice"
        assert posted(running, played.secret, "2025-09", 1_300) == 201
        running.on(2025, 12, 10)
        (figure,) = answers_of(running, played.auditor)[ASKED[1]]["figures"]
        assert figure["value"] == 1_300
        running.covered("2025-12", 97)
        running.on(2026, 1, 13)
        assert running.called()[-1] == "期满完成"
    running.standalone.runtime.close()
    for command in ("verify", "rebuild"):
        done = CliRunner().invoke(app, [command, "--data", str(played.folder)], env=servers.environment)
        assert done.exit_code == 0, done.output


def test_a_database_that_holds_anything_is_never_moved_into(played: Played, servers: Servers) -> None:
    before = files_of(played.folder)
    database = Database(servers.settings["aggregator_database"])
    database.migrate(MIGRATIONS)
    with database.write() as connection:
        connection.execute(sa.insert(FIGURES).values(**dict.fromkeys(FIGURES.columns.keys(), 1)))
    result = move(played.folder, servers)
    assert result.exit_code == 1
    assert says(result, "aggregator 的目标库不是空的（figures 里已有内容")
    rows = servers.rows()
    assert (rows["intake"]["events"], rows["alerts"]["events"], len(rows["aggregator"]["figures"])) == ([], [], 1)
    assert files_of(played.folder) == before
    with database.write() as connection:
        connection.exec_driver_sql("CREATE TABLE somebody_s (x int)")
    database.dispose()
    assert says(move(played.folder, servers), "aggregator 的目标库里有别的表（somebody_s）")


def test_a_source_in_which_anything_was_altered_is_not_moved(played: Played, servers: Servers) -> None:
    database = Database(f"sqlite:///{played.folder / 'aggregator.sqlite'}")
    with database.write() as connection:
        connection.exec_driver_sql("UPDATE events SET actor = 'nobody' WHERE position = 3")
    database.dispose()
    result = move(played.folder, servers)
    assert result.exit_code == 1
    assert says(result, "figures：位置 3 有问题") and says(result, "没有迁：原库核验有问题")
    assert not any(servers.rows().values()), "nothing was made there"


def test_a_folder_in_use_a_schema_of_another_version_and_addresses_that_are_not_set_are_refused(
    played: Played, servers: Servers
) -> None:
    with lock_folder(played.folder):
        used = move(played.folder, servers)
    assert (used.exit_code, says(used, "正由另一个进程使用")) == (2, True)
    unset = move(played.folder, servers, XUSHI_ALERTS_DATABASE="")
    assert (unset.exit_code, says(unset, "没有设置 XUSHI_ALERTS_DATABASE")) == (2, True)
    nothing = move(played.folder / "elsewhere", servers)
    assert (nothing.exit_code, says(nothing, "intake.sqlite")) == (2, True)
    database = Database(f"sqlite:///{played.folder / 'alerts.sqlite'}")
    with database.write() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
    database.dispose()
    older = move(played.folder, servers)
    assert (older.exit_code, says(older, "alerts 的数据库不是本版本的结构")) == (2, True)
    assert not any(servers.rows().values()), "nothing was made there"


def test_a_running_service_keeps_its_databases_to_itself(played: Played, servers: Servers) -> None:
    database = Database(servers.settings["alerts_database"])
    leader = Lease(database, "alerts")
    assert leader.held()
    result = move(played.folder, servers)
    leader.release()
    database.dispose()
    assert (result.exit_code, says(result, "alerts 的目标库正由运行中的服务使用")) == (1, True)
    assert servers.rows()["intake"]["events"] == []


def test_a_move_that_is_broken_off_keeps_nothing_and_is_begun_again_by_the_same_command(
    played: Played, servers: Servers, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = files_of(played.folder)

    def away(connection: sa.Connection, service: str) -> None:
        if service == "alerts":
            raise sa.exc.OperationalError("", None, Exception("server closed the connection"))

    with monkeypatch.context() as broken:
        broken.setattr("services.commands.moving.move.analyse", away)
        assert move(played.folder, servers).exit_code == 1
    assert not any(rows["events"] for rows in servers.rows().values())
    assert files_of(played.folder) == before
    assert move(played.folder, servers).exit_code == 0
    assert servers.rows() == before


def test_where_only_the_last_steps_were_broken_off_readers_stand_still_and_the_same_command_ends_them(
    played: Played, servers: Servers, tmp_path: Path
) -> None:
    before = files_of(played.folder)
    shutil.copytree(played.folder, tmp_path / "again")
    assert move(played.folder, servers).exit_code == 0
    intake = Database(servers.settings["intake_database"])
    with intake.write() as connection:  # as if it had not been kept
        connection.exec_driver_sql("TRUNCATE " + ", ".join(table.name for table in TABLES["intake"]))
        connection.exec_driver_sql("INSERT INTO event_head VALUES (1, 0, repeat('0', 64))")
        connection.exec_driver_sql("INSERT INTO store_generations VALUES (1, 'x', 'created', 0, 0, '')")
    intake.dispose()
    standalone = Standalone(Settings(data_dir=tmp_path / "again", **servers.settings))
    for consumer in (*standalone.aggregator.consumers[:1], *standalone.alerts.consumers[1:]):
        with pytest.raises(LogDiffers):
            consumer.step()
    standalone.runtime.close()
    result = move(tmp_path / "again", servers)
    assert result.exit_code == 0, result.output
    assert servers.rows() == before


def test_readers_that_go_on_over_kafka_stand_at_their_places_in_its_partitions(
    played: Played, servers: Servers
) -> None:
    over_kafka = {"XUSHI_KAFKA_SERVERS": "127.0.0.1:1", "XUSHI_KAFKA_PARTITIONS": "3"}
    assert move(played.folder, servers, **over_kafka).exit_code == 0
    settings = Settings(data_dir=played.folder, kafka_servers="127.0.0.1:1", kafka_partitions=3, **servers.settings)
    standalone = Standalone(settings, over_kafka=True)
    for consumer in standalone.consumers:
        marks = consumer.marks()
        assert sum(mark.events for mark in marks.values()) == consumer.position()
        assert (consumer.lag(), consumer.log.read(marks, 10)) == (0, {})
    assert any(len(consumer.marks()) > 1 for consumer in standalone.consumers)
    standalone.runtime.close()
