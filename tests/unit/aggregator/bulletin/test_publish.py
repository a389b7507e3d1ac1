"""A bulletin is an event: the same position gives the same bytes, whatever comes later."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest

from services.aggregator.bulletin.content import NotCovered
from services.aggregator.bulletin.files import differing, file_response
from services.aggregator.bulletin.publish import KeyReused, NotPrinted, PublishedBulletin, Superseded
from services.aggregator.bulletin.renditions import render
from services.aggregator.bulletin.repository import stream_of
from services.aggregator.issuing.files import AS_PUBLISHED, CONTENT_BYTES
from services.aggregator.issuing.renditions import PDF, digests
from services.aggregator.tables import KEPT_DOCUMENTS
from shared.events import ReportAccepted
from shared.events.bulletin_content import BulletinContent
from shared.office.pdf.printing import Printing
from shared.periods import Month, SettableClock
from shared.points import Point
from shared.settings import Settings
from shared.store import verify
from tests.unit.aggregator.bulletin.world import AREA, INJURY, LAST, UNEMPLOYMENT, BulletinWorld
from tests.unit.shared.office.pdf.certificates import Issued, issue


def published(world: BulletinWorld, period: Month = LAST, point: Point | None = None, **more: Any) -> PublishedBulletin:
    return world.bulletins.publish(AREA, period, point or world.now(), "ops", "c-1", **more)


@pytest.fixture(scope="session")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Issued:
    return issue(tmp_path_factory.mktemp("certificates"))


def row(content: BulletinContent, indicator: str) -> object:
    return next(each for each in content.tables[0].rows if each.indicator == indicator)


def test_a_draft_at_a_position_is_byte_for_byte_the_same_before_and_after_corrections(fresh: BulletinWorld) -> None:
    point = fresh.bulletins.at(str(fresh.now().position))
    before = render(fresh.bulletins.draft(AREA, LAST, point))
    fresh.correct(Month(2024, 5), 250_000)
    fresh.correct(LAST, 260_000)
    assert render(fresh.bulletins.draft(AREA, LAST, fresh.now())) != before
    assert render(fresh.bulletins.draft(AREA, LAST, fresh.bulletins.at(str(point.position)))) == before


def test_what_was_published_stays_and_corrections_make_a_new_edition(fresh: BulletinWorld) -> None:
    first = published(fresh)
    made = render(first.event.content)
    assert first.created
    kept = fresh.bulletins.kept(first)
    assert kept is not None and kept.whole and not kept.signed
    assert {**digests(made), PDF: kept.digest} == first.event.digests
    assert published(fresh).event == first.event
    fresh.correct(LAST, 260_000)
    second = published(fresh)
    assert (second.event.number, second.created) == (2, True)
    assert second.event.position > first.event.position
    assert "第2号（更正）" in render(second.event.content)["html"].decode()
    again = fresh.bulletins.find(AREA, LAST, 1)
    assert again is not None and render(again.event.content) == made
    latest = fresh.bulletins.find(AREA, LAST)
    assert latest is not None and latest.event == second.event


def test_reports_that_change_nothing_of_it_make_no_new_edition(fresh: BulletinWorld) -> None:
    first = published(fresh, Month(2024, 1))
    fresh.correct(Month(2024, 5), 250_000)
    again = published(fresh, Month(2024, 1))
    assert not again.created
    assert again.event == first.event


def test_revisions_since_the_last_bulletin_name_month_and_difference(fresh: BulletinWorld) -> None:
    first = published(fresh, Month(2024, 5))
    assert first.event.content.previous == ""
    old = fresh.units[0]
    fresh.correct(Month(2024, 4), 290_000)
    second = published(fresh)
    content = second.event.content
    assert content.previous == "2024年5月通报第1号"
    (revised,) = [each for each in content.revisions if each.indicator == INJURY]
    assert (revised.period, revised.unit) == ("2024-04", "万人")
    assert float(revised.after.replace(",", "")) - float(revised.before.replace(",", "")) == pytest.approx(
        float(revised.difference)
    )
    assert old in {each.region for each in content.rankings[0].rows}


def test_the_heads_are_the_last_events_that_it_rests_on(world: BulletinWorld) -> None:
    found = {head.topic: head for head in published(world).event.content.heads}
    runtime = world.standalone.runtime
    with runtime.database("intake").read() as connection:
        head = runtime.store.head(connection)
    assert (found["reports"].position, found["reports"].hash) == (head.position, head.hash)
    with runtime.database("aggregator").read() as connection:
        (event,) = runtime.store.read(connection, found["figures"].position - 1, 1)
        assert event.hash == found["figures"].hash
        assert verify(runtime.store, connection, lambda done, total: None).whole


def test_the_content_holds_every_row_as_printed_and_the_totals_of_the_binding_ones(world: BulletinWorld) -> None:
    content = published(world).event.content
    plan = world.standalone.runtime.catalogue.plans["chongqing-2021-2025"]
    assert [each.row for each in content.tables[0].rows] == [target.row for target in plan.targets]
    assert [(each.baseline, each.target) for each in content.tables[0].rows] == [
        (target.printed_baseline, target.printed_target) for target in plan.targets
    ]
    injury = row(content, INJURY)
    assert injury.actual.value == sum(190_000 + 10 * place - 20 * 17 for place in range(38))  # type: ignore[attr-defined]
    assert (injury.owing, injury.accepted) == (38, 38)  # type: ignore[attr-defined]
    assert {table.indicator for table in content.rankings} == {INJURY, UNEMPLOYMENT}
    assert content.coverage.expected == 38
    assert content.simulated


def test_the_number_of_a_draft_in_the_past_is_the_one_it_had_then(fresh: BulletinWorld) -> None:
    point = fresh.bulletins.at(str(fresh.now().position))
    draft = fresh.bulletins.draft(AREA, LAST, point)
    fresh.correct(LAST, 260_000)
    published(fresh)
    assert fresh.bulletins.draft(AREA, LAST, point) == draft
    with pytest.raises(Superseded):
        published(fresh, point=point)


def test_the_same_key_gives_the_same_edition_and_not_another_month(fresh: BulletinWorld) -> None:
    first = published(fresh, key="ops:k")
    fresh.correct(LAST, 260_000)
    again = published(fresh, key="ops:k")
    assert (again.event, again.created) == (first.event, False)
    with pytest.raises(KeyReused):
        published(fresh, Month(2024, 5), key="ops:k")


@pytest.mark.parametrize(
    ("region", "period"), [("500101", LAST), ("nowhere", LAST), (AREA, Month(2030, 1)), (AREA, Month(2025, 12))]
)
def test_there_is_no_bulletin_without_a_plan_or_without_data(world: BulletinWorld, region: str, period: Month) -> None:
    with pytest.raises(NotCovered):
        world.bulletins.draft(region, period, world.now())


def test_a_units_own_bulletin_holds_only_what_is_accepted(fresh: BulletinWorld) -> None:
    period = LAST.shift(1)
    unit = "500107"
    fresh.append([fresh.submitted(unit, period, 454_545, 150_000)])
    fresh.clock.advance(timedelta(days=1))
    waiting = msgspec.json.encode(fresh.bulletins.draft(unit, period, fresh.now()))
    assert b"454545" not in waiting and b"45.45" not in waiting
    fresh.append([ReportAccepted(region=unit, period=str(period), revision=1)])
    fresh.clock.advance(timedelta(days=1))
    assert b"454545" in msgspec.json.encode(fresh.bulletins.draft(unit, period, fresh.now()))


def test_the_stream_is_named_by_region_and_month() -> None:
    assert stream_of(AREA, "2024-06") == "bulletin-500000-2024-06"


def test_a_signed_bulletin_is_kept_as_it_was_handed_out(fresh: BulletinWorld, issued: Issued) -> None:
    settings = Settings(signing_certificate_file=issued.pkcs12, signing_password_file=issued.password)
    fresh.bulletins.printing = Printing(settings)
    done = published(fresh)
    kept = fresh.bulletins.kept(done)
    assert kept is not None and kept.signed and kept.whole
    assert kept.digest == done.event.digests[PDF] == hashlib.sha256(kept.data[: kept.size]).hexdigest()
    answer = file_response(fresh.bulletins, done.event.content, done, PDF)
    assert (answer.body, answer.headers[AS_PUBLISHED]) == (kept.data, "true")
    assert answer.headers[CONTENT_BYTES] == str(kept.size)
    assert published(fresh).event == done.event
    assert differing(fresh.bulletins, done) == []


def test_a_certificate_that_is_over_publishes_nothing_and_is_named(fresh: BulletinWorld, issued: Issued) -> None:
    settings = Settings(signing_certificate_file=issued.pkcs12, signing_password_file=issued.password)
    fresh.bulletins.printing = Printing(settings, clock=SettableClock(datetime(2099, 1, 1, tzinfo=UTC)))
    with pytest.raises(NotPrinted, match="到期"):
        published(fresh)
    assert fresh.bulletins.listed(AREA) == []


def test_what_was_published_before_bulletins_were_printed_is_printed_anew_and_said_to_be_so(
    fresh: BulletinWorld,
) -> None:
    done = published(fresh)
    older = {suffix: digest for suffix, digest in done.event.digests.items() if suffix != PDF}
    event = msgspec.structs.replace(done.event, digests=older)
    before = msgspec.structs.replace(done, event=event)
    assert fresh.bulletins.kept(before) is None
    assert differing(fresh.bulletins, before) == []
    answer = file_response(fresh.bulletins, event.content, before, PDF)
    assert bytes(answer.body).startswith(b"%PDF") and answer.headers[AS_PUBLISHED] == "false"


def test_a_printed_bulletin_that_is_gone_is_told_of_and_printed_anew(fresh: BulletinWorld) -> None:
    done = published(fresh)
    with fresh.standalone.runtime.database("aggregator").write() as connection:
        connection.execute(KEPT_DOCUMENTS.delete())
    assert differing(fresh.bulletins, done) == [PDF]
    answer = file_response(fresh.bulletins, done.event.content, done, PDF)
    assert answer.headers[AS_PUBLISHED] == "true"  # in the same fonts
