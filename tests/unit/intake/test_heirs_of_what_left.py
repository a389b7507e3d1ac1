"""A merged or recoded unit whose predecessors reported an indicator that has left the catalogue since."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from shared.security.keys import Role, load_keys, new_key, save_keys
from tests.unit.intake.changing import MERGED, OLD, PART_OF_IT, a_changing_catalogue
from tests.unit.intake.pages.visitor import Visitor
from tests.unit.intake.support import SIBLING, Service, line, report, running
from tests.unit.intake.test_indicators_that_left import GONE, addresses, without

JANUARY, FEBRUARY, MARCH = "2023-01", "2023-02", "2023-03"
BEFORE = ("2022-02", "2022-12", JANUARY)


def with_keys(service: Service) -> None:
    path = service.intake.runtime.settings.keys_path
    keys = load_keys(path)
    for region in (OLD, MERGED, PART_OF_IT):
        key, service.secrets[region] = new_key(f"key-{region}", Role.REPORTER, region)
        keys = [*keys, key]
    save_keys(path, keys)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The predecessors' months hold it, as a month's figure and as a year to date; so does an heir's first month."""
    catalogue, folder = a_changing_catalogue(), tmp_path_factory.mktemp("heirs")
    with running(folder, catalogue) as before:
        with_keys(before)
        for unit in (OLD, MERGED, PART_OF_IT):
            for number, month in enumerate(BEFORE):
                basis = "year_to_date" if unit == PART_OF_IT and month == JANUARY else "month"
                lines = [line(value=1_211 + 37 * number), line(GONE, 313 - number, basis=basis)]
                assert before.post(report(unit, month, lines), f"{unit}{month}", unit).status_code == 201
                assert before.accept(unit, month, f"a{unit}{month}").json()["results"][0]["status"] == "accepted"
        for heir in (SIBLING, MERGED):
            both = report(heir, FEBRUARY, [line(value=1_250), line(GONE, 299)])
            assert before.post(both, f"{heir}{FEBRUARY}", heir).status_code == 201
    with running(folder, without(catalogue, GONE)) as after:
        with_keys(after)
        yield after


@pytest.mark.parametrize("heir", [MERGED, SIBLING])
def test_every_page_and_every_question_of_an_heirs_months_is_answered(service: Service, heir: str) -> None:
    asked = [path for month in (JANUARY, FEBRUARY, MARCH) for path in addresses(service, month, heir)]
    for who in (heir, "reviewer"):
        visitor = Visitor(service, who)
        for path in asked:
            assert service.get(path, who).status_code < 500, path
            assert visitor.get(path).status_code < 500, path


@pytest.mark.parametrize("heir", [MERGED, SIBLING])
def test_an_heirs_next_month_neither_owes_nor_misses_it(service: Service, heir: str) -> None:
    form = service.intake.forms.filled_form(heir, MARCH)
    assert GONE not in {row.rule.id for row in form.rows} and form.not_asked == ()
    posted = service.post(report(heir, MARCH, [line(value=1_261)]), "march", heir)
    assert posted.status_code == 201
    assert GONE not in posted.text
    assert service.get(f"/v1/forms/{heir}/{MARCH}.xlsx", heir).status_code == 200


@pytest.mark.parametrize("heir", [MERGED, SIBLING])
def test_an_heirs_month_that_held_it_is_reported_again_without_it_and_told_so_once(service: Service, heir: str) -> None:
    assert service.intake.forms.filled_form(heir, FEBRUARY).not_asked == (GONE,)
    again = service.post(report(heir, FEBRUARY, [line(value=1_251)]), "again", heir)
    assert again.status_code == 201
    told = [each["message"] for each in again.json()["receipt"]["review"] if each["rule"] == "left-out"]
    assert [GONE in each for each in told] == [True]
