"""``xushi backup`` and ``xushi restore`` on a folder in use."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import sqlalchemy as sa

from services.standalone import Standalone
from shared.codec import Codec
from shared.database.engine import Database
from shared.process.folder_lock import lock_folder
from shared.settings import Settings
from shared.store import EventStore, store_tables
from shared.store.last_backup import last_backup
from tests.builders import a_clock, a_new, a_report
from tests.unit.commands.repairing.test_putting_back import read_everything
from tests.unit.commands.test_running import data, xushi
from tests.unit.commands.test_verify import cut_back

__all__ = ["data"]


def report(folder: Path, *periods: str) -> None:
    database = Database(Settings(data_dir=folder).database_url("intake"))
    store = EventStore(store_tables(sa.MetaData()), Codec(), a_clock())
    with database.write() as connection:
        store.append(connection, [a_new(a_report(period=each), f"report-500107-{each}") for each in periods])
    database.dispose()


@pytest.fixture
def saved(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of three months, all of them read."""
    report(data, "2023-01", "2023-02", "2023-03")
    read_everything(data)
    folder = tmp_path_factory.mktemp("backups") / "first"
    done = xushi("backup", str(folder), data=data)
    assert done.exit_code == 0, done.output
    assert "备份完成" in done.stdout.replace("\n", "")
    return folder


def test_a_backup_holds_the_databases_and_says_where_they_end(saved: Path) -> None:
    manifest = json.loads((saved / "manifest.json").read_text("utf-8"))
    assert manifest["stores"]["reports"]["position"] == 3
    assert {"intake.sqlite", "aggregator.sqlite", "alerts.sqlite"} <= manifest["files"].keys()
    assert not list(saved.parent.glob("*.part"))
    assert all(path.stat().st_mode & 0o077 == 0 for path in saved.iterdir())


def test_the_folder_that_was_backed_up_knows_when_and_how_far(data: Path, saved: Path) -> None:
    noted = last_backup(data)
    assert noted is not None
    assert (noted.folder, noted.whole, noted.ends["reports"]) == (str(saved), True, 3)
    assert last_backup(saved) is None  # what is put back was not backed up anew by that


def test_a_backup_is_never_written_over_another(data: Path, saved: Path) -> None:
    assert xushi("backup", str(saved), data=data).exit_code == 2


def test_what_came_after_the_backup_is_named_when_it_is_put_back(data: Path, saved: Path) -> None:
    report(data, "2023-04", "2023-05")
    read_everything(data)
    done = xushi("restore", str(saved), "--yes", data=data)
    words = done.stdout.replace("\n", "")
    assert done.exit_code == 0, done.output
    assert "备份之后的 2 个报送事件不在其中" in words
    assert "位置 3 之后的回执不再作数" in words
    (file,) = data.glob("lost-reports-*.ndjson")
    assert [json.loads(line)["stream"] for line in file.read_text("utf-8").splitlines()] == [
        "report-500107-2023-04",
        "report-500107-2023-05",
    ]
    assert file.stat().st_mode & 0o077 == 0
    assert xushi("verify", data=data).exit_code == 0
    assert "差异 0 项" in xushi("rebuild", data=data).stdout


def test_a_restore_is_a_record_that_verify_names(data: Path, saved: Path) -> None:
    report(data, "2023-04")
    made_at = json.loads((saved / "manifest.json").read_text("utf-8"))["made_at"]
    assert xushi("restore", str(saved), "--yes", data=data).exit_code == 0
    words = xushi("verify", data=data).stdout.replace("\n", "")
    assert "reports：第 2 代，恢复于" in words
    assert f"位置 3（备份 {made_at}，cli:" in words


def test_what_was_there_is_kept_aside(data: Path, saved: Path) -> None:
    report(data, "2023-04")
    xushi("restore", str(saved), "--yes", data=data)
    (aside,) = data.glob("replaced-*")
    database = Database(f"sqlite:///{aside / 'intake.sqlite'}")
    with database.read() as connection:
        assert connection.execute(sa.text("SELECT position FROM event_head")).scalar_one() == 4
    database.dispose()


def test_a_backup_goes_into_an_empty_folder_without_asking(saved: Path, tmp_path: Path) -> None:
    fresh = tmp_path / "fresh"
    done = xushi("restore", str(saved), data=fresh)
    assert done.exit_code == 0, done.output
    assert "reports：完整，3 个事件" in done.stdout.replace("\n", "")


def test_nothing_is_replaced_without_a_yes(data: Path, saved: Path) -> None:
    report(data, "2023-04")
    assert xushi("restore", str(saved), data=data).exit_code == 2
    assert not list(data.glob("replaced-*"))


def test_a_backup_with_an_altered_file_is_refused_before_anything_is_touched(data: Path, saved: Path) -> None:
    with (saved / "alerts.sqlite").open("r+b") as file:
        file.seek(200)
        file.write(b"x")
    done = xushi("restore", str(saved), "--yes", data=data)
    assert done.exit_code == 2
    assert "alerts.sqlite" in done.stderr.replace("\n", "")
    assert not list(data.glob("replaced-*"))


def test_a_folder_in_use_is_not_replaced(data: Path, saved: Path) -> None:
    with lock_folder(data):
        done = xushi("restore", str(saved), "--yes", data=data)
    assert done.exit_code == 2
    assert "正由另一个进程使用" in done.stderr.replace("\n", "")


def test_databases_on_a_server_are_backed_up_otherwise(
    data: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XUSHI_INTAKE_DATABASE", "postgresql://127.0.0.1/x")
    done = xushi("backup", str(tmp_path / "b"), data=data)
    assert done.exit_code == 2
    assert "deploy/backup.sh" in done.stderr.replace("\n", "")


def test_a_copy_that_fails_leaves_what_is_there_as_it_is(
    data: Path, saved: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report(data, "2023-04")

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("services.commands.backup.restoring.shutil.copytree", full)
    assert xushi("restore", str(saved), "--yes", data=data).exit_code == 2
    assert not list(data.glob("replaced-*")) + list(data.glob("restoring-*"))
    assert "reports：完整，4 个事件" in xushi("verify", data=data).stdout.replace("\n", "")


def test_where_what_is_lost_cannot_be_written_down_nothing_is_replaced(
    data: Path, saved: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report(data, "2023-04")

    def full(*_: object) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("services.commands.backup.restoring.write_lost", full)
    assert xushi("restore", str(saved), "--yes", data=data).exit_code == 2
    assert not list(data.glob("replaced-*")) + list(data.glob("restoring-*"))
    assert "reports：完整，4 个事件" in xushi("verify", data=data).stdout.replace("\n", "")


def test_a_backup_that_cannot_be_noted_is_whole_all_the_same(data: Path, saved: Path) -> None:
    (data / "last-backup.json").unlink()
    (data / "last-backup.json").mkdir()
    done = xushi("backup", str(saved.with_name("second")), data=data)
    assert done.exit_code == 0, done.output
    told = done.stdout.replace("\n", "")
    assert "备份完成" in told and "/ops 不会显示" in told


def test_it_is_noted_where_the_settings_say_also_where_nothing_was_noted_yet(
    data: Path, saved: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XUSHI_NOTES_DIR", str(data / "notes" / "backups"))
    done = xushi("backup", str(saved.with_name("second")), data=data)
    assert done.exit_code == 0, done.output
    noted = last_backup(data / "notes" / "backups")
    assert noted is not None and noted.folder == str(saved.with_name("second"))


def test_keys_that_lie_elsewhere_go_back_to_where_they_are_read(
    data: Path, saved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XUSHI_KEYS_FILE", str(tmp_path / "etc" / "keys.json"))
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc" / "keys.json").write_text("[]", "utf-8")
    again = saved.with_name("second")
    assert xushi("backup", str(again), data=data).exit_code == 0
    (tmp_path / "etc" / "keys.json").unlink()
    assert xushi("restore", str(again), "--yes", data=data).exit_code == 0
    assert (tmp_path / "etc" / "keys.json").read_text("utf-8") == "[]"


SITE = 'name = "示例"\nregion = "500107"\n'


def an_office(site: Path, name: str = "site.toml", text: str = SITE) -> None:
    site.mkdir(exist_ok=True)
    (site / name).write_text(text, "utf-8")


def test_the_office_s_own_folder_comes_with_the_backup_and_goes_where_there_is_none(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    an_office(data / "site")
    (data / "site" / "plans").mkdir()
    (data / "site" / "settings.env").write_text("XUSHI_PORT=8600\n", "utf-8")
    (data / "site" / ".#site.toml").symlink_to("somebody@here.1234")  # an editor has a file open
    saved = tmp_path / "saved"
    assert xushi("backup", str(saved), data=data).exit_code == 0
    place = tmp_path / "etc" / "xushi"
    monkeypatch.setenv("XUSHI_SITE_DIR", str(place))
    done = xushi("restore", str(saved), data=tmp_path / "fresh")
    assert done.exit_code == 0, done.output
    assert "本单位的文件夹恢复在" in done.stdout.replace("\n", "")
    assert sorted(path.name for path in place.iterdir()) == ["plans", "settings.env", "site.toml"]
    assert (place / "site.toml").read_text("utf-8") == SITE
    assert not (tmp_path / "fresh" / "office").exists()


def test_an_office_s_folder_that_is_there_stays_as_it_is(data: Path, tmp_path: Path) -> None:
    an_office(data / "site")
    saved = tmp_path / "saved"
    assert xushi("backup", str(saved), data=data).exit_code == 0
    an_office(data / "site", text=SITE.replace("示例", "改过的"))
    done = xushi("restore", str(saved), "--yes", data=data)
    assert done.exit_code == 0, done.output
    assert "没有动；备份时的在备份的 office/ 里" in done.stdout.replace("\n", "")
    assert "改过的" in (data / "site" / "site.toml").read_text("utf-8")
    assert (saved / "office" / "site.toml").read_text("utf-8") == SITE


def test_a_fault_in_the_office_s_folder_keeps_nobody_from_a_backup_nor_from_hearing_what_is_lost(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    an_office(data / "site", text="name = ")
    monkeypatch.setenv("XUSHI_SITE_DIR", str(data / "site"))
    saved = tmp_path / "saved"
    made = xushi("backup", str(saved), data=data)
    assert made.exit_code == 0, made.output
    report(data, "2023-04")
    done = xushi("restore", str(saved), "--yes", data=data)
    assert done.exit_code == 1
    said = done.stdout.replace("\n", "")
    assert "无法核验" in said and "site.toml" in said
    assert "备份之后的 1 个报送事件不在其中" in said


def test_a_damaged_store_is_replaced_and_said_to_be_damaged(data: Path, saved: Path) -> None:
    for path in data.glob("intake.sqlite*"):
        path.unlink()
    (data / "intake.sqlite").write_bytes(b"SQLite format 3\0" + b"x" * 5_000)
    done = xushi("restore", str(saved), "--yes", data=data)
    assert done.exit_code == 0, done.output
    assert "原有的报送库已损坏，无法比对" in done.stdout.replace("\n", "")
    assert xushi("verify", data=data).exit_code == 0


def test_a_store_that_is_older_than_the_figures_can_be_copied_and_the_copy_says_so(data: Path, saved: Path) -> None:
    report(data, "2023-04")
    read_everything(data)
    database = Database(Settings(data_dir=data).database_url("intake"))
    cut_back(database, 3)
    database.dispose()
    done = xushi("backup", str(saved.with_name("older")), data=data)
    assert done.exit_code == 1
    assert "读取者 aggregator 见过位置 4" in done.stdout.replace("\n", "")


def test_databases_of_the_version_before_can_be_copied(tmp_path: Path) -> None:
    folder = tmp_path / "before"
    standalone = Standalone(Settings(data_dir=folder))
    for service, revision in (
        (standalone.intake, "0005"),
        (standalone.aggregator, "0009"),
        (standalone.alerts, "0007"),
    ):
        service.database.migrate(service.migrations, revision)
    standalone.runtime.close()
    done = xushi("backup", str(tmp_path / "copy"), data=folder)
    assert done.exit_code == 0, done.output
    assert "备份完成" in done.stdout.replace("\n", "")
