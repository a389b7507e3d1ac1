"""The live tables as the driver gives them."""

from __future__ import annotations

from services.aggregator.figures import repository
from services.aggregator.main import MIGRATIONS
from services.aggregator.rebuild import live_rows
from services.aggregator.reports import repository as reports_repository
from services.aggregator.reports.months import UnitMonth
from services.aggregator.tables import FIGURES, UNIT_MONTHS
from shared.database.engine import Database


def test_a_periods_rows_come_without_it_by_their_keys(database_url: str) -> None:
    database = Database(database_url)
    database.migrate(MIGRATIONS)
    state = UnitMonth("submitted", 1, 7, (), None, True, False)
    with database.write() as connection:
        repository.insert_figures(
            connection,
            [
                (period, region, indicator, *range(8), 9)
                for period in ("2023-02", "2022-12")
                for region in ("500000-db", "500000", "51")
                for indicator in ("b_b", "b", "Z")
            ],
        )
        reports_repository.save_months(connection, {("b", "2023-02"): state, ("a", "2023-02"): state})
        assert list(live_rows.periods(connection, FIGURES)) == ["2022-12", "2023-02"]
        assert list(live_rows.periods(connection, UNIT_MONTHS)) == ["2023-02"]
        figures = live_rows.figures(connection, "2023-02")
        months = live_rows.months(connection, "2023-02")
    assert figures == sorted(figures)
    assert figures[0] == ("500000", "Z", *range(8))
    assert len(figures) == 9
    assert months == [(region, 2023, "submitted", 1, 7, True, False, b"[]", None, None) for region in "ab"]
    database.dispose()
