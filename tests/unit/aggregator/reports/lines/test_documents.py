"""Lines come back from their documents as they were, whoever wrote them."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from services.aggregator.model import RegionMonth
from services.aggregator.reports.lines.documents import AS_LIVE, as_written_now, line_document
from services.aggregator.reports.lines.shapes import LineReader, LineWriter
from services.aggregator.reports.months import Lines, UnitMonth
from services.aggregator.reports.repository import load_months, save_months
from services.aggregator.tables import CONSUMER, METADATA, UNIT_MONTHS
from shared.database.engine import Database
from shared.events import ReportLine
from shared.shapes.book import ShapeBook, UnknownShape
from shared.shapes.packed import LEAST_LINES
from tests.builders import an_address

LINES = st.lists(
    st.builds(
        ReportLine,
        indicator=st.sampled_from(["jobs", "rate", '失业"率', "trained", "insured", "a:%d"]),
        value=st.integers(-(2**63) + 1, 2**63 - 1),
        denominator=st.none() | st.integers(0, 10**12),
        basis=st.sampled_from(["month", "year_to_date"]),
    ),
    max_size=8,
).map(tuple)

SOME: Lines = tuple(ReportLine(f"item_{at}", at, at or None) for at in range(LEAST_LINES + 1))
KEY: RegionMonth = ("500101", "2023-01")


@pytest.fixture
def database(tmp_path: Path) -> Database:
    made = Database(an_address(tmp_path, "aggregator"))
    with made.write() as connection:
        METADATA.create_all(connection)
    return made


def a_month(live: Lines | None, accepted: Lines | None) -> UnitMonth:
    return UnitMonth("accepted", 1, 1, live, accepted, simulated=False, has_year_to_date=False)


@given(LINES)
def test_lines_that_were_written_are_read_as_they_were(lines: Lines) -> None:
    engine = sa.create_engine("sqlite://")
    with engine.begin() as connection:
        METADATA.create_all(connection, tables=[CONSUMER.shapes])
        writer = LineWriter(ShapeBook())
        document = writer.write(lines)
        writer.keep(connection)
        reader = LineReader(connection)
        assert reader.lines(document) == lines
        assert reader.amounts(document) == {line.indicator: (line.value, line.denominator or 0) for line in lines}
        assert document == line_document(lines, ShapeBook()) == as_written_now(msgspec.json.encode(lines), ShapeBook())
    engine.dispose()


def test_accepted_lines_that_stand_are_not_stored_twice(database: Database) -> None:
    equal = tuple(msgspec.structs.replace(line) for line in SOME)
    other = (*SOME[1:], msgspec.structs.replace(SOME[0], value=9))
    for number, accepted in enumerate((SOME, equal, other, None)):
        with database.write() as connection:
            save_months(connection, {KEY: a_month(SOME, accepted)})
            stored = connection.execute(sa.select(UNIT_MONTHS.c.accepted)).scalar_one()
            assert (stored == AS_LIVE) == (number < 2)
            assert load_months(connection, [KEY]) == {KEY: a_month(SOME, accepted)}


def test_what_was_rolled_back_is_written_with_its_shape_the_next_time(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.write() as connection:
        save_months(connection, {KEY: a_month(SOME, None)})
        raise ZeroDivisionError
    with database.write() as connection:
        save_months(connection, {KEY: a_month(SOME, SOME)})
    database.dispose()
    with database.read() as connection:
        assert load_months(connection, [KEY]) == {KEY: a_month(SOME, SOME)}


def test_lines_whose_shape_nobody_has_kept_are_not_guessed_at(database: Database) -> None:
    document = line_document(SOME, ShapeBook())
    with database.read() as connection, pytest.raises(UnknownShape):
        LineReader(connection).lines(document)


def test_what_an_earlier_release_wrote_is_read(database: Database) -> None:
    state = a_month(SOME, SOME)
    with database.write() as connection:
        save_months(connection, {KEY: state})
        spelt = {"live": msgspec.json.encode(SOME), "accepted": msgspec.json.encode(SOME)}
        connection.execute(sa.update(UNIT_MONTHS).values(**spelt))
        assert load_months(connection, [KEY]) == {KEY: state}
