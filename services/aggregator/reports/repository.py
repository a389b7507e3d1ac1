"""What stands in ``unit_months``: each unit's months as reported. SQL only, no arithmetic."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

import msgspec
import sqlalchemy as sa

from services.aggregator.model import RegionMonth
from services.aggregator.reports.lines.documents import AS_LIVE
from services.aggregator.reports.lines.shapes import LineReader, LineWriter, shapes_of
from services.aggregator.reports.months import UnitMonth
from services.aggregator.reports.reviews import MonthInReview
from services.aggregator.tables import UNIT_MONTHS
from shared.catalogue import Catalogue
from shared.database.rows import insert_rows, parts, replacing, select_where
from shared.periods import Month

_encode = msgspec.json.Encoder().encode
_decode_review = msgspec.json.Decoder(MonthInReview).decode

MonthRow = tuple[Any, ...]
"""A unit's month as it stands in ``unit_months``."""


def load_months(connection: sa.Connection, keys: Iterable[RegionMonth]) -> dict[RegionMonth, UnitMonth]:
    """The stored months among ``keys``."""
    by_period: dict[str, list[str]] = {}
    for region, period in keys:
        by_period.setdefault(period, []).append(region)
    reader = LineReader(connection)
    return {
        (row[1], row[0]): unit_month(tuple(row), reader)
        for period, regions in by_period.items()
        for part in parts(regions)
        for row in select_where(connection, MONTH_COLUMNS, {UNIT_MONTHS.c.period: [period], UNIT_MONTHS.c.region: part})
    }


def load_range(
    connection: sa.Connection, regions: Sequence[str], periods: Sequence[str]
) -> dict[RegionMonth, UnitMonth]:
    """The stored months of any of ``regions`` in any of ``periods``."""
    reader = LineReader(connection)
    return {(row[1], row[0]): unit_month(row, reader) for row in load_month_rows(connection, regions, periods)}


def load_month_rows(connection: sa.Connection, regions: Sequence[str], periods: Sequence[str]) -> Iterator[MonthRow]:
    """As :func:`load_range`, the rows as they stand: the month first, then the region."""
    for part in parts(periods, 60):
        for some in parts(regions):
            for row in select_where(
                connection, MONTH_COLUMNS, {UNIT_MONTHS.c.period: part, UNIT_MONTHS.c.region: some}
            ):
                yield tuple(row)


def load_lines(
    connection: sa.Connection, regions: Sequence[str], year: int, *, accepted: bool
) -> Iterator[tuple[str, str, bytes | None]]:
    """The lines that stand in any of ``regions`` in a year, as they are stored: the month, the region, the document."""
    months = UNIT_MONTHS.c
    columns = [months.period, months.region, months.live, *([months.accepted] if accepted else [])]
    periods = [str(Month(year, month)) for month in range(1, 13)]
    for some in parts(regions):
        for period, region, *sides in select_where(connection, columns, {months.period: periods, months.region: some}):
            yield period, region, side_of(*sides)


def load_sides(
    connection: sa.Connection, regions: Sequence[str], periods: Sequence[str], *, accepted: bool
) -> Iterator[tuple[str, str, bool, bytes | None]]:
    """One side of the months that stand of any of ``regions`` in any of ``periods``: the month, the region, whether a
    line of either side is a year to date, the document."""
    months = UNIT_MONTHS.c
    columns = [months.period, months.region, months.has_year_to_date, months.live]
    columns += [months.accepted] if accepted else []
    for part in parts(periods, 60):
        for some in parts(regions):
            among = {months.period: part, months.region: some}
            for period, region, to_date, *sides in select_where(connection, columns, among):
                yield period, region, bool(to_date), side_of(*sides)


def side_of(live: bytes | None, *accepted: bytes | None) -> bytes | None:
    """The document of one side: of the ``accepted`` lines where that column was asked for."""
    if not accepted:
        return live
    return live if accepted[0] == AS_LIVE else accepted[0]


def load_reviews(connection: sa.Connection, first: str, last: str) -> Iterator[tuple[str, str, MonthInReview]]:
    """What units' months from ``first`` to ``last`` have in review: the region, the month, and what it is."""
    for region, period, document in connection.execute(_REVIEWS, {"first": first, "last": last}):
        yield region, period, read_review(document)


@lru_cache(maxsize=4096)
def read_review(document: bytes) -> MonthInReview:
    """What a document of ``review`` says; remembered, because every batch of a month asks for the same ones again."""
    return _decode_review(document)


def years_with_year_to_date(connection: sa.Connection, years: Iterable[tuple[str, int]]) -> set[tuple[str, int]]:
    """Those of the (region, year) pairs that hold a year-to-date line."""
    by_year: dict[int, list[str]] = {}
    for region, year in years:
        by_year.setdefault(year, []).append(region)
    return {
        (region, year)
        for year, regions in by_year.items()
        for part in parts(regions)
        for (region,) in select_where(
            connection, [UNIT_MONTHS.c.region], {UNIT_MONTHS.c.region: part}, f"{_HAS_YEAR_TO_DATE} AND year = {year:d}"
        )
    }


def save_months(connection: sa.Connection, states: Mapping[RegionMonth, UnitMonth]) -> None:
    """Write these months as they now are."""
    writer = LineWriter(shapes_of(connection))
    rows = [month_row(region, period, state, writer) for (region, period), state in states.items()]
    save_month_rows(connection, rows, writer)


def save_month_rows(connection: sa.Connection, rows: Iterable[MonthRow], writer: LineWriter) -> None:
    """Write rows that :func:`month_row` made with ``writer`` in the place of those that are there."""
    writer.keep(connection)
    insert_rows(connection, UNIT_MONTHS, UNIT_MONTHS.c.keys(), rows, _REPLACE_MONTH)


def delete_months(connection: sa.Connection, keys: Iterable[RegionMonth]) -> None:
    """Take these months out."""
    for region, period in keys:
        here = sa.and_(UNIT_MONTHS.c.period == period, UNIT_MONTHS.c.region == region)
        connection.execute(sa.delete(UNIT_MONTHS).where(here))


def month_row(region: str, period: str, state: UnitMonth, writer: LineWriter) -> tuple[Any, ...]:
    """The row of ``unit_months`` that holds ``state``."""
    live = None if state.live is None else writer.write(state.live)
    return (
        period,
        region,
        int(period[:4]),
        state.status,
        state.revision,
        state.position,
        state.simulated,
        state.has_year_to_date,
        live,
        _accepted_document(state, live, writer),
        None if state.review is None else review_document(state.review),
    )


def _accepted_document(state: UnitMonth, live: bytes | None, writer: LineWriter) -> bytes | None:
    if state.accepted is None:
        return None
    document = live if state.accepted is state.live else writer.write(state.accepted)
    return AS_LIVE if document == live else document


def review_document(review: MonthInReview) -> bytes:
    """What ``review`` holds of a month."""
    return _encode(review)


def count_reported(connection: sa.Connection, period: str, regions: Iterable[str]) -> tuple[set[str], set[str]]:
    """Which of ``regions`` have reported ``period``, and of which of them what stands is accepted."""
    wanted = set(regions)
    reported, accepted = set(), set()
    for row in connection.execute(_REPORTED, {"period": period}).all():
        if row.region in wanted:
            reported.add(row.region)
            if row.settled:
                accepted.add(row.region)
    return reported, accepted


def nobodys_months(connection: sa.Connection, catalogue: Catalogue) -> list[RegionMonth]:
    """The months that stand of regions that are not there in them: they are in no figure."""
    months = UNIT_MONTHS.c
    query = sa.select(months.region, months.period).where(
        months.region.in_(sorted(catalogue.passing)), months.live.is_not(None)
    )
    found = connection.execute(query.order_by(months.region, months.period)) if catalogue.passing else ()
    return [(region, period) for region, period in found if not catalogue.valid_in(region, Month.parse(period))]


def first_period(connection: sa.Connection) -> Month | None:
    """The earliest month anybody has reported."""
    text = connection.execute(_FIRST_PERIOD).scalar_one_or_none()
    return Month.parse(text) if text else None


def last_period(connection: sa.Connection) -> Month | None:
    """The latest month anybody has reported."""
    text = connection.execute(_LAST_PERIOD).scalar_one_or_none()
    return Month.parse(text) if text else None


def unit_month(row: MonthRow, reader: LineReader) -> UnitMonth:
    """The month that stands in a row of :func:`load_month_rows`."""
    _, _, status, revision, at, simulated, to_date, live_text, accepted_text, review_text = row
    live = None if live_text is None else reader.lines(live_text)
    same = accepted_text in (AS_LIVE, live_text)
    accepted = live if same else None if accepted_text is None else reader.lines(accepted_text)
    review = None if review_text is None else read_review(review_text)
    return UnitMonth(status, revision, at, live, accepted, simulated, to_date, review)


MONTH_COLUMNS = [
    UNIT_MONTHS.c.period,
    UNIT_MONTHS.c.region,
    UNIT_MONTHS.c.status,
    UNIT_MONTHS.c.revision,
    UNIT_MONTHS.c.position,
    UNIT_MONTHS.c.simulated,
    UNIT_MONTHS.c.has_year_to_date,
    UNIT_MONTHS.c.live,
    UNIT_MONTHS.c.accepted,
    UNIT_MONTHS.c.review,
]
"""What :func:`unit_month` takes."""

_FIRST_PERIOD = sa.select(sa.func.min(UNIT_MONTHS.c.period))
_LAST_PERIOD = sa.select(sa.func.max(UNIT_MONTHS.c.period))
_HAS_YEAR_TO_DATE = "unit_months.has_year_to_date"  # word for word as in the partial index, or it is not used

_SETTLED = sa.and_(UNIT_MONTHS.c.accepted.is_not(None), UNIT_MONTHS.c.status.not_in(("submitted", "corrected")))
_REPORTED = sa.select(UNIT_MONTHS.c.region, _SETTLED.label("settled")).where(
    UNIT_MONTHS.c.period == sa.bindparam("period"), UNIT_MONTHS.c.live.is_not(None)
)
_REVIEWS = (
    sa.select(UNIT_MONTHS.c.region, UNIT_MONTHS.c.period, UNIT_MONTHS.c.review)
    .where(UNIT_MONTHS.c.review.is_not(None))
    .where(UNIT_MONTHS.c.period >= sa.bindparam("first"), UNIT_MONTHS.c.period <= sa.bindparam("last"))
    .order_by(UNIT_MONTHS.c.period)  # by region as well, and SQLite reads every month instead of the partial index
)

_REPLACE_MONTH = replacing(UNIT_MONTHS.c.keys(), ("period", "region"))


def empty_months(connection: sa.Connection) -> list[RegionMonth]:
    """The units' months of which nothing stands any more."""
    query = sa.select(UNIT_MONTHS.c.region, UNIT_MONTHS.c.period).where(UNIT_MONTHS.c.live.is_(None))
    return [(region, period) for region, period in connection.execute(query)]
