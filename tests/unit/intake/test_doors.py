"""One text of a number, every door: the same exact number at all of them, or refused by the same name at all."""

from __future__ import annotations

import csv
import io
import itertools
import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from shared.catalogue import Catalogue
from shared.security.sessions import COOKIE
from tests.unit.intake.forms.support import a_form, change, row_of
from tests.unit.intake.support import SIGNER, UNIT, Service, line, report

JOBS = "urban_new_employment"
Outcome = int | str
"""The amount in persons that was stored, or the code of the fault."""

_keys = itertools.count()


def stored(service: Service, period: str) -> int:
    return int(service.get(f"/v1/reports/{UNIT}/{period}").json()["lines"][0]["value"])


def by_json(service: Service, catalogue: Catalogue, text: str) -> Outcome:
    answer = service.post(report(period="2022-11", lines=[line(value=text)]), f"j{next(_keys)}")
    return stored(service, "2022-11") if answer.status_code == 201 else str(answer.json()["faults"][0]["code"])


def in_bulk(service: Service, body: bytes, kind: str, period: str) -> Outcome:
    headers = service.headers(UNIT, f"b{next(_keys)}") | {"Content-Type": kind}
    answer = service.client.post("/v1/reports/bulk", content=body, headers=headers)
    told = json.loads(answer.text.splitlines()[0])
    return stored(service, period) if told["status"] == "submitted" else str(told["faults"][0]["code"])


def by_ndjson(service: Service, catalogue: Catalogue, text: str) -> Outcome:
    body = json.dumps(report(period="2022-12", lines=[line(value=text)])).encode()
    return in_bulk(service, body, "application/x-ndjson", "2022-12")


def by_csv(service: Service, catalogue: Catalogue, text: str) -> Outcome:
    buffer = io.StringIO()
    csv.writer(buffer).writerows([["region", "period", "indicator", "value"], [UNIT, "2023-01", JOBS, text]])
    return in_bulk(service, buffer.getvalue().encode(), "text/csv", "2023-01")


def by_page(service: Service, catalogue: Catalogue, text: str) -> Outcome:
    form, period = f"/reports/{UNIT}/2023-02/form", "2023-02"
    service.client.cookies.clear()
    signed = service.client.post("/login", data={"key": service.secrets[UNIT]}, follow_redirects=False)
    headers = {"Cookie": f"{COOKIE}={signed.cookies[COOKIE]}", "Accept": "text/html"}
    last = re.findall(r"<form.*?</form>", service.client.get(form, headers=headers).text, re.DOTALL)[-1]
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', last))
    fields = hidden | {f"value-{JOBS}": text}
    answer = service.client.post(form, data=fields, headers=headers, follow_redirects=False)
    service.client.cookies.clear()
    return stored(service, period) if answer.status_code == 303 else "refused"


def by_excel(service: Service, catalogue: Catalogue, text: str) -> Outcome:
    path = f"/v1/forms/{UNIT}/2023-03"
    cell = f"E{row_of(a_form(catalogue), JOBS)}"
    raw = change(service.get(f"{path}.xlsx").content, {cell: text})
    answer = service.post(raw, f"x{next(_keys)}", UNIT, path)
    return stored(service, "2023-03") if answer.status_code == 201 else str(answer.json()["faults"][0]["code"])


DOORS: dict[str, Callable[[Service, Catalogue, str], Outcome]] = {
    "json": by_json,
    "ndjson": by_ndjson,
    "csv": by_csv,
    "page": by_page,
    "excel": by_excel,
}

READ = {
    "1790": 1790,
    " 1790 ": 1790,
    "１，７９０": 1790,
    "1,790": 1790,
    "1 790": 1790,
    "1\u00a0790": 1790,
    "\u202d1790\u202c": 1790,
    "\u200b1790\ufeff": 1790,
    "1790人": 1790,
    "1790.0": 1790,
    "0": 0,
}
REFUSED = {
    "1790①": "note-mark",
    "1790²": "note-mark",
    "1790*": "note-mark",
    "1790[1]": "note-mark",
    "1,79": "misplaced-comma",
    "8,8,2": "misplaced-comma",
    "17 90": "blank-inside",
    "17\n90": "line-break-inside",
    "17\u200b90": "invisible-inside",
    "1_790": "underscore",
    "1.2E+11": "exponent",
    "1.79万": "other-unit",
    "1.79万人": "other-unit",
    "43.3%": "other-unit",
    "١٧٩٠": "other-digits",
    "约1790": "not-a-number",
    "—": "nothing-written",
    "-5": "negative",
    "0.5": "not-whole",
}


@pytest.mark.parametrize("door", DOORS)
def test_a_text_that_is_a_number_is_the_same_number_at_every_door(
    service: Service, catalogue: Catalogue, door: str
) -> None:
    assert {text: DOORS[door](service, catalogue, text) for text in READ} == READ


@pytest.mark.parametrize("door", DOORS)
def test_a_text_that_is_no_number_is_refused_at_every_door_by_the_same_name(
    service: Service, catalogue: Catalogue, door: str
) -> None:
    told = {text: DOORS[door](service, catalogue, text) for text in REFUSED}
    assert told == (dict.fromkeys(REFUSED, "refused") if door == "page" else REFUSED)


def revise(service: Service, value: Any) -> Any:
    body = {"plan": "chongqing-2021-2025", "row": 8, "value": value, "unit": "万人", "effective": "2023-07"}
    paper = {"document": "中期调整方案", "number": "渝府发〔2023〕8号", "reason": "口径调整"}
    return service.post(body | paper, f"t{next(_keys)}", "reviewer", "/v1/targets/revisions", signer=SIGNER)


@pytest.mark.parametrize("text", ["700.5万人", "700.5万", "７００．５"])
def test_a_target_is_read_by_the_same_grammar(service: Service, text: str) -> None:
    answer = revise(service, text)
    assert (answer.status_code, answer.json().get("value")) == (201, "700.5"), answer.text


@pytest.mark.parametrize("text", [text for text, code in REFUSED.items() if code not in ("negative", "not-whole")])
def test_a_target_that_is_no_number_is_refused_by_the_same_name(service: Service, text: str) -> None:
    expected = "nothing-written" if text == "—" else REFUSED[text]
    if text.startswith("1.79万"):  # the target's own unit
        assert revise(service, text).status_code == 201
        return
    (told,) = revise(service, text).json()["faults"]
    assert (told["code"].replace("_", "-"), told["pointer"]) == (expected, "/value")
