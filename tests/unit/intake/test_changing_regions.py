"""Units that are recoded, merged or redrawn in the middle of a year: what is asked of them, what they had before."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from services.intake.forms.drawing.draw import draw_form
from services.intake.units.month_amounts import MonthAmount
from services.intake.units.recent.together import HistoryAsked
from shared.periods import Month
from shared.security.keys import Role, load_keys, new_key, save_keys
from shared.security.sessions import COOKIE
from tests.unit.intake.changing import MERGED, OLD, PART_OF_IT, WHY, a_changing_catalogue
from tests.unit.intake.forms.support import change, row_of
from tests.unit.intake.support import CITY, SIBLING, UNIT, Service, line, report, running

JOBS, MARCH = "urban_new_employment", "2023-03"
BROKEN = "year-to-date-broken"
FORM = f"/v1/forms/{UNIT}/{MARCH}"


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with running(tmp_path, a_changing_catalogue()) as service:
        keys = load_keys(service.intake.runtime.settings.keys_path)
        for region in (OLD, MERGED, PART_OF_IT):
            key, service.secrets[region] = new_key(f"key-{region}", Role.REPORTER, region)
            keys = [*keys, key]
        save_keys(service.intake.runtime.settings.keys_path, keys)
        yield service


def to_date(region: str, period: str, value: int) -> dict[str, Any]:
    return report(region, period, [line(value=value, basis="year_to_date")])


def bulk(service: Service, body: bytes, kind: str) -> list[dict[str, Any]]:
    headers = service.headers(UNIT) | {"Content-Type": kind}
    answer = service.client.post("/v1/reports/bulk?dry_run=true", content=body, headers=headers)
    return list(json.loads(answer.text.splitlines()[0])["faults"])


def by_json(service: Service) -> list[dict[str, Any]]:
    answer = service.post(to_date(UNIT, MARCH, 300))
    assert answer.status_code == 422
    return list(answer.json()["faults"])


def by_ndjson(service: Service) -> list[dict[str, Any]]:
    return bulk(service, json.dumps(to_date(UNIT, MARCH, 300)).encode(), "application/x-ndjson")


def by_csv(service: Service) -> list[dict[str, Any]]:
    return bulk(
        service, f"region,period,indicator,value,basis\n{UNIT},{MARCH},{JOBS},300,本年累计\n".encode(), "text/csv"
    )


def by_excel(service: Service) -> list[dict[str, Any]]:
    form = service.intake.forms.form(UNIT, MARCH)
    row = row_of(form, JOBS)
    raw = change(draw_form(form), {f"D{row}": "本年累计", f"E{row}": 300})
    answer = service.post(raw, "x", UNIT, FORM)
    assert answer.status_code == 422
    return list(answer.json()["faults"])


def page(service: Service, path: str, who: str = UNIT) -> str:
    service.client.cookies.clear()
    signed = service.signed_in(who)
    headers = {"Cookie": f"{COOKIE}={signed}", "Accept": "text/html"}
    return str(service.client.get(path, headers=headers).text)


@pytest.mark.parametrize("door", [by_json, by_ndjson, by_csv, by_excel])
def test_a_year_to_date_that_a_change_has_cut_is_refused_by_name_at_every_door(service: Service, door: Any) -> None:
    told = door(service)
    assert [each["code"] for each in told] == [BROKEN]
    assert "不能报本年累计" in told[0]["message"] and WHY in told[0]["message"]


def test_the_typed_page_refuses_it_too_and_offers_only_the_month(service: Service) -> None:
    path = f"/reports/{UNIT}/{MARCH}/form"
    text = page(service, path)
    assert f'name="basis-{JOBS}"' in text and '<option value="year_to_date"' not in text
    signed = service.signed_in(UNIT)
    headers = {"Cookie": f"{COOKIE}={signed}", "Accept": "text/html"}
    last = re.findall(r"<form.*?</form>", service.client.get(path, headers=headers).text, re.DOTALL)[-1]
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', last))
    fields = hidden | {f"value-{JOBS}": "300", f"basis-{JOBS}": "year_to_date"}
    answer = service.client.post(path, data=fields, headers=headers, follow_redirects=False)
    assert answer.status_code == 422 and WHY in answer.text


def test_the_form_offers_only_the_month_and_says_why(service: Service) -> None:
    form = service.intake.forms.form(UNIT, MARCH)
    assert {word for row in form.rows for word in row.bases()} == {"本月", "时点数"}
    assert WHY in form.anew
    before = service.intake.forms.form(UNIT, "2023-01")
    assert before.anew == "" and "本年累计" in {word for row in before.rows for word in row.bases()}


def test_the_months_own_figure_is_taken_and_so_is_a_year_to_date_of_before_and_of_next_year(service: Service) -> None:
    assert service.post(report(UNIT, MARCH), "m").status_code == 201
    assert service.post(to_date(UNIT, "2023-01", 100), "j").status_code == 201
    assert service.post(to_date(SIBLING, MARCH, 100), "s", SIBLING).status_code == 201


def test_a_recoded_unit_has_what_its_old_code_reported(service: Service) -> None:
    service.post(to_date(OLD, "2023-01", 700), "o1", OLD)
    service.post(to_date(SIBLING, "2023-02", 1_300), "n2", SIBLING)
    form = service.intake.forms.filled_form(SIBLING, "2023-02")
    row = next(each for each in form.rows if each.rule.id == JOBS)
    assert row.before is not None
    assert (row.before.amount, row.before.basis) == (MonthAmount(700), "year_to_date")
    march = next(each for each in service.intake.forms.filled_form(SIBLING, MARCH).rows if each.rule.id == JOBS)
    assert march.before is not None and march.before.amount == MonthAmount(600)
    assert "无法比较" not in page(service, f"/reports/{SIBLING}/2023-02", SIBLING)


def test_a_merged_unit_has_what_its_predecessors_come_to(service: Service) -> None:
    service.post(to_date(MERGED, "2023-01", 700), "a", MERGED)
    service.post(report(PART_OF_IT, "2023-01", [line(value=50)]), "b", PART_OF_IT)
    row = next(each for each in service.intake.forms.filled_form(MERGED, "2023-02").rows if each.rule.id == JOBS)
    assert row.before is not None and row.before.amount == MonthAmount(750)


def test_who_got_a_part_is_compared_with_nothing_of_before(service: Service) -> None:
    service.post(report(UNIT, "2023-01"), "u")
    row = next(each for each in service.intake.forms.filled_form(UNIT, "2023-02").rows if each.rule.id == JOBS)
    assert row.before is None
    reading = service.intake.forms._reading
    nothing, own, lasting = reading.histories(
        [
            HistoryAsked(UNIT, Month(2022, 1), Month(2023, 2)),
            HistoryAsked(UNIT, Month(2022, 1), Month(2023, 1)),
            HistoryAsked(CITY, Month(2022, 1), Month(2023, 2)),
        ]
    )
    assert nothing == lasting == []
    assert [month for month, _ in own] == [Month(2023, 1)]


def test_a_report_of_the_old_code_is_in_the_new_ones_review_at_once(service: Service) -> None:
    """A year to date below what the old code had: a fall that is asked about, whichever came last."""

    def asked() -> list[str]:
        body = to_date(SIBLING, "2023-02", 500)
        headers = service.headers(SIBLING) | {"Content-Type": "application/x-ndjson"}
        answer = service.client.post(
            "/v1/reports/bulk?dry_run=true", content=json.dumps(body).encode(), headers=headers
        )
        return [each["rule"] for each in json.loads(answer.text.splitlines()[0])["review"]]

    service.post(to_date(OLD, "2023-01", 400), "o1", OLD)
    assert "ytd-falls" not in asked()
    service.post(to_date(OLD, "2023-01", 700), "o2", OLD)
    assert any("ytd" in rule for rule in asked())
