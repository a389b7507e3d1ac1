"""What ``xushi verify`` holds published documents against: the chains that they name, and the bytes that were kept."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient

from services.aggregator.issuing.renditions import PDF
from services.aggregator.tables import KEPT_DOCUMENTS
from services.commands.documents.issued import issued_documents
from shared.database.engine import Database
from shared.periods import Month
from shared.settings import Settings
from tests.unit.aggregator.appraisal.world import AREA, LAST, QUARTER, AppraisalWorld
from tests.unit.commands.test_running import xushi
from tests.unit.commands.test_verify import cut_back

BULLETIN, EVALUATION, APPRAISAL = (
    f"通报 {AREA} {LAST} 第1号",
    "湘西州“十四五”规划2024年度评估报告 第1号",
    f"考核通报 {AREA} {QUARTER} 第1号",
)
DECEMBER = Month(2024, 12)
NAMES = (BULLETIN, EVALUATION, APPRAISAL)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a system in which one document of each kind was published."""
    folder = tmp_path_factory.mktemp("published") / "data"
    world = AppraisalWorld(folder)
    world.play()
    client = TestClient(world.standalone.app)
    world.at(date(2025, 1, 20))
    world.append(world.first(unit, DECEMBER) for unit in world.units)
    asked = {
        "/v1/bulletins": {"region": AREA, "period": str(LAST)},
        "/v1/evaluations": {"plan": "xiangxi-2021-2025", "kind": "annual", "year": 2024},
        f"/v1/appraisals/{AREA}/{QUARTER}/bulletin": {},
    }
    for path, body in asked.items():
        answer = client.post(path, json=body, headers=world.headers("ops", f"key-{path}"))
        assert answer.status_code == 201, answer.text
    world.close()
    return folder


@pytest.fixture
def data(published: Path, tmp_path: Path) -> Path:
    """A copy of it for a test alone."""
    return Path(shutil.copytree(published, tmp_path / "data"))


@pytest.fixture
def figures(data: Path) -> Iterator[Database]:
    database = Database(Settings(data_dir=data).database_url("aggregator"))
    yield database
    database.dispose()


def verified(data: Path) -> tuple[int, str]:
    """What ``xushi verify`` answers and says."""
    result = xushi("verify", data=data)
    return result.exit_code, result.stdout.replace("\n", "")


def places_and_papers(data: Path) -> dict[str, tuple[int, str]]:
    """Of each document where its event stands in ``figures``, and the digest of its printed file."""
    world = AppraisalWorld(data)
    with world.standalone.aggregator.database.read() as connection:
        found = list(issued_documents(connection, world.standalone.aggregator.store))
    world.close()
    return {each.name: (each.recorded.position, each.event.digests[PDF]) for each in found}


def rewrite(database: Database, position: int, old: bytes, new: bytes) -> None:
    """Alter the bytes of an event where they are stored."""
    query = sa.text("SELECT data FROM events WHERE position = :position")
    with database.write() as connection:
        before = bytes(connection.execute(query, {"position": position}).scalar_one())
        assert old in before
        words = sa.text("UPDATE events SET data = :data WHERE position = :position")
        connection.execute(words, {"data": before.replace(old, new), "position": position})


def test_documents_whose_heads_and_files_are_as_they_were_are_counted(data: Path) -> None:
    code, words = verified(data)
    assert code == 0, words
    assert "印发文件：3 份存档的 PDF 与发布时的摘要相符" in words


def test_a_store_that_came_back_older_is_told_by_every_kind_of_document(data: Path) -> None:
    database = Database(Settings(data_dir=data).database_url("intake"))
    cut_back(database, 3)
    database.dispose()
    code, words = verified(data)
    assert code == 1
    assert [name for name in NAMES if f"reports：{name} 见过位置" in words] == list(NAMES)


def test_a_head_that_was_altered_in_a_document_is_told(data: Path, figures: Database) -> None:
    places = places_and_papers(data)
    for name in NAMES:
        rewrite(figures, places[name][0], b'"topic":"reports","position":', b'"topic":"reports","position":9999')
    code, words = verified(data)
    assert code == 1
    assert f"figures：位置 {places[BULLETIN][0]} 有问题" in words
    assert [name for name in NAMES if f"reports：{name} 见过位置 9999" in words] == list(NAMES)


def test_a_document_that_cannot_be_read_any_more_is_told_by_its_chain(data: Path, figures: Database) -> None:
    position, _ = places_and_papers(data)[APPRAISAL]
    rewrite(figures, position, b'"digests"', b'"digestz"')
    code, words = verified(data)
    assert code == 1
    assert f"figures：位置 {position} 有问题" in words
    assert "印发文件：2 份" in words


@pytest.mark.parametrize("name", NAMES)
def test_a_kept_file_whose_bytes_were_altered_is_told(data: Path, figures: Database, name: str) -> None:
    _, digest = places_and_papers(data)[name]
    with figures.write() as connection:
        row = KEPT_DOCUMENTS.c.digest == digest
        before = bytes(connection.execute(sa.select(KEPT_DOCUMENTS.c.data).where(row)).scalar_one())
        connection.execute(KEPT_DOCUMENTS.update().where(row).values(data=before[:-1] + b"\x00"))
    code, words = verified(data)
    assert code == 1
    assert f"{name}：存档的 PDF 已被改动" in words
    assert "印发文件：2 份存档的 PDF 与发布时的摘要相符" in words


def test_a_kept_file_that_is_not_there_any_more_is_told_and_no_alteration(data: Path, figures: Database) -> None:
    _, digest = places_and_papers(data)[EVALUATION]
    with figures.write() as connection:
        connection.execute(KEPT_DOCUMENTS.delete().where(KEPT_DOCUMENTS.c.digest == digest))
    code, words = verified(data)
    assert code == 0
    assert f"{EVALUATION}：存档的 PDF 已不在库中" in words
