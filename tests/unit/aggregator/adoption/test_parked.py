"""Reports of a region that the catalogue did not have yet wait, and are taken as soon as one has it."""

from __future__ import annotations

from pathlib import Path

from services.aggregator.main import Aggregator
from services.aggregator.reports import repository
from services.intake.main import Intake
from shared.events import ReportLine, ReportSubmitted
from shared.process.runtime import Runtime
from shared.settings import Settings
from tests.builders import a_new

NEW = "500199"
HEAD = "code,name,short_name,level,parent,valid_from,valid_to\n"


def an_aggregator(folder: Path) -> tuple[Aggregator, Intake]:
    runtime = Runtime(Settings(data_dir=folder))
    intake, aggregator = Intake(runtime), Aggregator(runtime)
    intake.migrate()
    aggregator.migrate()
    return aggregator, intake


def test_what_was_held_back_for_its_region_is_taken_when_the_catalogue_has_it(tmp_path: Path) -> None:
    before, intake = an_aggregator(tmp_path)
    before.adopt()
    lines = (ReportLine("urban_new_employment", 7),)
    with intake.database.write() as connection:
        report = ReportSubmitted(region=NEW, period="2025-03", lines=lines, digest="d")
        intake.store.append(connection, [a_new(report)])
    before.consumer.catch_up()
    assert [held.position for held in before.consumer.parked()] == [1]
    before.runtime.close()

    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "regions.csv").write_text(f"{HEAD}{NEW},示例新区,新区,county,500000,,\n", "utf-8")
    after, _ = an_aggregator(tmp_path)
    assert after.adopt() is not None
    after.take_up_parked()
    assert after.consumer.parked() == []
    with after.database.read() as connection:
        (month,) = repository.load_months(connection, [(NEW, "2025-03")]).values()
    assert month.live == lines
    after.runtime.close()
