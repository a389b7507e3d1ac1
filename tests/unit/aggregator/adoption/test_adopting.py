"""Another catalogue over the same reports: what stands afterwards is what would have come of it from the beginning."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest
import sqlalchemy as sa

from services.aggregator import catalogue_in_use
from services.aggregator.adoption.adopting import Adopted, Adopting
from services.aggregator.catalogue_in_use import AnotherCatalogue, CatalogueInUse
from services.aggregator.figures import repository as figures_repository
from services.aggregator.figures.projection import Projection
from services.aggregator.figures.reader import Figures
from services.aggregator.model import NOTHING, FigureKey, FigureSums, ProgressKey
from services.aggregator.progress import repository as progress_repository
from services.aggregator.progress.assessing import Assessing
from services.aggregator.progress.forecasts import Forecasts
from services.aggregator.progress.handler import ProgressHandler
from services.aggregator.rebuild.compare import compare
from services.aggregator.rebuild.rebuilder import rebuild
from services.aggregator.tables import FORECASTS, METADATA
from shared.catalogue import Catalogue
from shared.catalogue.model import Plan, Region
from shared.database.rows import insert_rows
from shared.events import Assessment, FigureChanged, ProgressAssessed
from shared.periods import Month, today_in_china
from tests.unit.aggregator.play import Play
from tests.unit.aggregator.progress_world import CITY, FLOW, PLAN, a_catalogue, a_row
from tests.unit.aggregator.report_builders import recorded, submitted

pytestmark = pytest.mark.slow


def another(*, regions: list[Region] | None = None, plans: Callable[[Plan], list[Plan]] | None = None) -> Catalogue:
    """The catalogue of progress_world with other regions or plans."""
    plain = a_catalogue()
    (plan,) = plain.plans.values()
    return Catalogue(
        regions or plain.regions.values(),
        {},
        plain.indicators.values(),
        [plan] if plans is None else plans(plan),
        [],
        {},
    )


def a_corrected_transcription() -> Catalogue:
    def plans(plan: Plan) -> list[Plan]:
        first, second, third = plan.targets
        return [replace(plan, targets=(replace(first, value=Decimal(900), printed_target="900"), second, third))]

    return another(plans=plans)


def a_row_less_and_one_more() -> Catalogue:
    added = a_row(4, FLOW, "0", "1500", "人")
    return another(plans=lambda plan: [replace(plan, targets=(*plan.targets[:1], plan.targets[2], added))])


def a_shorter_plan() -> Catalogue:
    return another(plans=lambda plan: [replace(plan, last=Month(2023, 12))])


def another_plan_in_its_place() -> Catalogue:
    def plans(plan: Plan) -> list[Plan]:
        return [replace(plan, id="other", targets=tuple(replace(each, plan="other") for each in plan.targets))]

    return another(plans=plans)


def a_county_more() -> Catalogue:
    regions = a_catalogue().regions.values()
    return another(regions=[*regions, Region("110104", "某县4", "county", CITY)])


def a_county_in_a_part_of_its_own() -> Catalogue:
    regions = list(a_catalogue().regions.values())
    part = Region("110200", "某片", "prefecture", CITY)
    return another(regions=[*regions[:-1], replace(regions[-1], parent=part.code), part])


def a_county_less() -> Catalogue:
    return another(regions=list(a_catalogue().regions.values())[:-1])


CHANGES = (
    a_corrected_transcription,
    a_row_less_and_one_more,
    a_shorter_plan,
    another_plan_in_its_place,
    a_county_more,
    a_county_in_a_part_of_its_own,
    a_county_less,
)


def adopted(play: Play, catalogue: Catalogue, digest: str, before: Catalogue | None = None) -> Adopted | None:
    progress = ProgressHandler(catalogue, play.clock, Figures(catalogue))
    return Adopting(
        play.database, play.store, catalogue, digest, progress, play.codec, play.clock, lambda _: before
    ).run()


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Play:
    """Five years of random reports by the catalogue of progress_world."""
    play = Play(tmp_path_factory.mktemp("played"), 5)
    for _ in range(100):
        play.step(2 * 5 * 365 * 24 / 100)
    play.sweep()
    return play


@pytest.fixture
def play(once: Play, tmp_path: Path) -> Play:
    """A copy of them."""
    again = Play(tmp_path / "copy", 5)
    again.clock.set(once.clock.now())
    with once.database.read() as source, again.database.write() as connection:
        for table in METADATA.sorted_tables:
            connection.execute(sa.delete(table))
            insert_rows(connection, table, table.c.keys(), source.execute(sa.select(table)))
    again.log.extend(event for page in once.log.replay({}, once.consumer.marks()) for event in page)
    return again


def from_the_beginning(where: Path, play: Play, catalogue: Catalogue) -> Play:
    """The same reports at the same times, by another catalogue all along; looked at the due days at the end."""
    again = Play(where, 0, catalogue)
    again.clock.set(play.clock.now())
    again.log.extend(event for page in play.log.replay({}, play.consumer.marks()) for event in page)
    again.consumer.catch_up()
    look_at_due_days(again, catalogue)
    return again


def look_at_due_days(play: Play, catalogue: Catalogue) -> None:
    """Until nothing is left to look at."""
    handler = ProgressHandler(catalogue, play.clock, Figures(catalogue))
    for _ in range(3):
        with play.database.write() as connection:
            play.store.append(connection, handler.sweep(connection, today_in_china(play.clock)))


def figures(play: Play) -> dict[FigureKey, FigureSums]:
    with play.database.read() as connection:
        return {key: sums for key, sums in figures_repository.all_figures(connection) if sums != NOTHING}


def progress(play: Play) -> dict[ProgressKey, Assessment]:
    with play.database.read() as connection:
        keys = progress_repository.keys(connection)
        first, last = Month(2020, 1), Month(2030, 12)
        found: dict[ProgressKey, Assessment] = {}
        for plan in {key.plan for key in keys}:
            found |= progress_repository.load_range(connection, plan, first, last)
    return {key: msgspec.structs.replace(each, data_version=0) for key, each in found.items()}


@pytest.mark.parametrize("known", [True, False], ids=["known", "unknown"])
@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_what_stands_is_what_would_have_come_of_the_catalogue_from_the_beginning(
    play: Play, tmp_path: Path, change: Callable[[], Catalogue], known: bool
) -> None:
    """Whether the catalogue before is known, so that what is the same is let be, or not."""
    catalogue = change()
    fresh = from_the_beginning(tmp_path / "fresh", play, catalogue)
    assert adopted(play, catalogue, "b" * 64, play.catalogue if known else None) is not None
    assert figures(play) == figures(fresh)
    look_at_due_days(play, catalogue)
    standing, wanted = progress(play), progress(fresh)
    assert wanted.keys() <= standing.keys()
    assert {key: standing[key] for key in wanted} == wanted
    asked = {(plan.id, target.row) for plan in catalogue.plans.values() for target in plan.targets}
    swept = {
        key: standing[key] for key in standing.keys() - wanted.keys()
    }  # while reports were awaited that the other saw at once
    assert {each.level for each in swept.values()} <= {"missing", "reporting"}
    assert {(key.plan, key.row) for key in swept} <= asked


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_a_rebuild_finds_no_difference_afterwards(play: Play, change: Callable[[], Catalogue]) -> None:
    catalogue = change()
    adopted(play, catalogue, "b" * 64)
    with play.database.read() as connection:
        rebuilt = rebuild(play.log, play.consumer.marks(), catalogue)
        assert compare(connection, rebuilt) == []


def test_what_changes_is_told_once_and_nothing_else_is(play: Play) -> None:
    before, events = progress(play), len(told(play))
    result = adopted(play, a_corrected_transcription(), "b" * 64)
    assert result is not None
    news = told(play)[events:]
    assert result == Adopted(0, len(news))
    assert news
    assert all(isinstance(event, ProgressAssessed) and event.row == 1 for event in news)
    after = progress(play)
    changed = {key for key in before if before[key] != after[key]}
    assert {key.row for key in changed} == {1}


def test_the_figures_above_a_county_that_left_are_told_as_they_are_without_it(play: Play) -> None:
    events = len(told(play))
    result = adopted(play, a_county_less(), "b" * 64)
    assert result is not None
    moved = [event for event in told(play)[events:] if isinstance(event, FigureChanged)]
    assert result.figures == sum(len(event.lines) for event in moved) > 0
    assert {event.region for event in moved} == {CITY}


def test_a_start_with_the_same_catalogue_changes_nothing(play: Play) -> None:
    adopted(play, play.catalogue, "a" * 64)
    before, events = progress(play), len(told(play))
    assert adopted(play, play.catalogue, "a" * 64) is None
    assert (progress(play), len(told(play))) == (before, events)


def test_a_database_that_said_nothing_of_its_catalogue_is_judged_once_and_comes_to_the_same(play: Play) -> None:
    before, events = progress(play), len(told(play))
    assert adopted(play, play.catalogue, "a" * 64) == Adopted(0, 0)
    assert (progress(play), len(told(play))) == (before, events)


def test_forecasts_of_the_catalogue_before_are_not_kept(play: Play) -> None:
    with play.database.write() as connection:
        values = {"plan": PLAN, "row": 1, "period": "2024-01", "data_version": 1, "document": b"{}"}
        connection.execute(FORECASTS.insert().values(**values))
    adopted(play, a_corrected_transcription(), "b" * 64)
    with play.database.read() as connection:
        assert connection.execute(sa.select(FORECASTS.c.plan)).all() == []


def test_an_instance_with_another_catalogue_changes_nothing_any_more(play: Play) -> None:
    adopted(play, a_corrected_transcription(), "b" * 64)
    old = Projection(
        play.store, play.catalogue, play.handler.assess, play.handler.revise, in_use=CatalogueInUse("a" * 64)
    )
    with pytest.raises(AnotherCatalogue), play.database.write() as connection:
        old.revise(connection, [], play.log.head(), "c")
    with play.database.read() as connection:
        assert CatalogueInUse("b" * 64).here(connection)
        assert CatalogueInUse().here(connection)
        assert catalogue_in_use.standing(connection) == "b" * 64


@pytest.mark.parametrize("region", ["110101", "119999"])
def test_nor_does_it_park_what_it_may_not_apply_though_it_knows_no_such_region(play: Play, region: str) -> None:
    adopted(play, a_corrected_transcription(), "b" * 64)
    old = Projection(
        play.store, play.catalogue, play.handler.assess, play.handler.revise, in_use=CatalogueInUse("a" * 64)
    )
    (event,) = recorded([submitted(region, "2025-01")])
    with pytest.raises(AnotherCatalogue), play.database.write() as connection:
        old(connection, [event])


def test_nor_stores_forecasts_that_nobody_would_make_anew(play: Play) -> None:
    forecasts = Forecasts(play.catalogue, play.handler.question)
    adopted(play, a_corrected_transcription(), "b" * 64)
    with pytest.raises(AnotherCatalogue):
        forecasts.store(play.database, CatalogueInUse("a" * 64).check)
    with play.database.read() as connection:
        assert connection.execute(sa.select(FORECASTS.c.plan)).all() == []
    assert forecasts.store(play.database, CatalogueInUse("b" * 64).check) > 0


def told(play: Play) -> list[object]:
    with play.database.read() as connection:
        return [play.store.decode(record) for record in play.store.read(connection, 0, 1_000_000)]


def test_a_plan_that_is_the_same_on_the_same_ground_is_not_judged_again(
    play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    judged: list[str] = []
    plain = Assessing.plan

    def noting(self: Assessing, connection: sa.Connection, plan: Plan, *rest: Any) -> dict[ProgressKey, Assessment]:
        judged.append(plan.id)
        return plain(self, connection, plan, *rest)

    monkeypatch.setattr(Assessing, "plan", noting)

    def with_another(plan: Plan) -> list[Plan]:
        targets = tuple(replace(each, plan="other") for each in plan.targets)
        return [plan, replace(plan, id="other", targets=targets)]

    with play.database.write() as connection:
        values = {"row": 1, "period": "2024-01", "data_version": 1, "document": b"{}"}
        for plan in (PLAN, "other", "left"):
            connection.execute(FORECASTS.insert().values(plan=plan, **values))
    adopted(play, another(plans=with_another), "b" * 64, play.catalogue)
    assert judged == ["other"]
    with play.database.read() as connection:
        assert connection.execute(sa.select(FORECASTS.c.plan)).scalars().all() == [PLAN]
    adopted(play, a_county_more(), "c" * 64, another(plans=with_another))
    assert judged == ["other", PLAN]
