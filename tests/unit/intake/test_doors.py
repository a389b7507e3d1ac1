"""One text of a number, every door: the same exact number at all of them, or refused by the same name at all."""

from __future__ import annotations

import csv
import io
import itertools
import json
import re
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple
from xml.sax.saxutils import escape

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.catalogue import load_catalogue
from shared.periods import Month
from shared.security.sessions import COOKIE
from shared.texts import unwritable
from tests.unit.intake.forms.support import a_form, fill, row_of, with_cell
from tests.unit.intake.pages.visitor import reasons
from tests.unit.intake.support import SIGNER, UNIT, Service, line, report

JOBS, PERIOD, PLAN = "urban_new_employment", "2023-03", "chongqing-2021-2025"
Outcome = Decimal | str
"""The number that was stored, in the unit that the text is in; or the code of its fault."""

_keys = itertools.count()


def stored(service: Service) -> Decimal:
    return Decimal(service.get(f"/v1/reports/{UNIT}/{PERIOD}").json()["lines"][0]["value"])


def by_json(service: Service, text: str) -> Outcome:
    answer = service.post(report(period=PERIOD, lines=[line(value=text)]), f"j{next(_keys)}")
    return stored(service) if answer.status_code == 201 else str(answer.json()["faults"][0]["code"])


def in_bulk(service: Service, body: bytes, kind: str) -> Outcome:
    headers = service.headers(UNIT, f"b{next(_keys)}") | {"Content-Type": kind}
    answer = service.client.post("/v1/reports/bulk", content=body, headers=headers)
    told = json.loads(answer.text.splitlines()[0])
    return stored(service) if told["status"] == "submitted" else str(told["faults"][0]["code"])


def by_ndjson(service: Service, text: str) -> Outcome:
    body = json.dumps(report(period=PERIOD, lines=[line(value=text)])).encode()
    return in_bulk(service, body, "application/x-ndjson")


def by_csv(service: Service, text: str) -> Outcome:
    buffer = io.StringIO()
    csv.writer(buffer).writerows([["region", "period", "indicator", "value"], [UNIT, PERIOD, JOBS, text]])
    return in_bulk(service, buffer.getvalue().encode(), "text/csv")


def by_page(service: Service, text: str) -> Outcome:
    form = f"/reports/{UNIT}/{PERIOD}/form"
    service.client.cookies.clear()
    signed = service.signed_in(UNIT)
    headers = {"Cookie": f"{COOKIE}={signed}", "Accept": "text/html"}
    last = re.findall(r"<form.*?</form>", service.client.get(form, headers=headers).text, re.DOTALL)[-1]
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', last))
    new = {f"value-{JOBS}": text, "note": f"第{next(_keys)}次"}  # the same once more stores nothing
    fields = hidden | reasons(service) | new
    answer = service.client.post(form, data=fields, headers=headers, follow_redirects=False)
    service.client.cookies.clear()
    assert answer.status_code in (303, 422), answer.text
    return stored(service) if answer.status_code == 303 else "refused"


@cache
def issued() -> tuple[bytes, str]:
    """The form as it is given out, and the cell of the figure."""
    form = a_form(load_catalogue())
    return fill(form, {}), f"E{row_of(form, JOBS)}"


def typed(text: str) -> str:
    """A text as a cell keeps it: what XML cannot hold, or would change, behind an escape."""
    return "".join(f"_x{ord(each):04X}_" if unwritable(each) or each in "\r_" else escape(each) for each in text)


def by_excel(service: Service, text: str) -> Outcome:
    blank, cell = issued()
    inside = f'<is><t xml:space="preserve">{typed(text)}</t></is>'.replace("\\", "\\\\")
    raw = with_cell(blank, cell, inside, ' t="inlineStr"')
    answer = service.post(raw, f"x{next(_keys)}", UNIT, f"/v1/forms/{UNIT}/{PERIOD}")
    return stored(service) if answer.status_code == 201 else str(answer.json()["faults"][0]["code"])


def by_target(service: Service, text: str) -> Outcome:
    """An adjustment that stands is taken back again: two of one row do not wait at the same time."""
    paper = {"document": "调整请示", "number": "渝府发〔2023〕8号", "reason": "口径调整", "proposed_by": "人社局"}
    row = {"row": 8, "value": text, "unit": "万人", "bound": "more_than"}
    body = {"plan": PLAN, "rows": [row], "effective": "2023-07"}
    answer = service.post(body | paper, f"t{next(_keys)}", "reviewer", "/v1/adjustments")
    if answer.status_code != 201:
        return _named(answer)
    proposed = answer.json()
    path = f"/v1/adjustments/{proposed['adjustment']}/rejection"
    service.post({"rejected_by": "人社局", "reason": "试"}, f"t{next(_keys)}", "reviewer", path)
    return Decimal(proposed["rows"][0]["value"])


def by_share(service: Service, text: str) -> Outcome:
    """What a document gives the first of the regions below; the others get one each."""
    catalogue = load_catalogue()
    children = [code for code in catalogue.children("500000") if catalogue.valid_in(code, Month(2025, 12))]
    shares = [{"region": code, "amount": "1" if code != children[0] else text} for code in children]
    body = {"plan": PLAN, "row": 1, "document": "分解表", "shares": shares}
    answer = service.post(body, f"s{next(_keys)}", "reviewer", "/v1/targets/allocations", signer=SIGNER)
    return Decimal(answer.json()["shares"][0]["amount"]) / 10_000 if answer.status_code == 201 else _named(answer)


def _named(answer: Any) -> str:
    (told,) = answer.json()["faults"]
    return str(told["code"]).replace("_", "-")


class Door(NamedTuple):
    """A way in: what it does with a text, the unit that its field is in, and one that it is not in."""

    send: Callable[[Service, str], Outcome]
    own: str = "人"
    short: str = "人"
    other: str = "万人"

    def told(self, service: Service, text: str) -> Outcome:
        """What becomes of a text; the unit in it is this door's own, that without its 人, or another."""
        units = {"{own}": self.own, "{short}": self.short, "{other}": self.other}
        for mark, unit in units.items():
            text = text.replace(mark, unit)
        return self.send(service, text)


DOORS = {
    "json": Door(by_json),
    "ndjson": Door(by_ndjson),
    "csv": Door(by_csv),
    "page": Door(by_page),
    "excel": Door(by_excel),
    "target": Door(by_target, "万人", "万", "人"),
    "share": Door(by_share, "万人", "万", "人"),
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
    "1790{own}": 1790,
    "1790 {own}": 1790,
    "１７９０{short}": 1790,
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
    "1790\u2028": "line-break-inside",
    "1790\x85": "line-break-inside",
    "\x85": "line-break-inside",
    "17\u200b90": "invisible-inside",
    "1_790": "underscore",
    "1.2E+11": "exponent",
    "1.79{other}": "other-unit",
    "43.3%": "other-unit",
    "١٧٩٠": "other-digits",
    "约1790": "not-a-number",
    "—": "nothing-written",
    "-5": "negative",
    "0.00005": "not-whole",
}


@pytest.mark.parametrize("door", DOORS)
def test_a_text_that_is_a_number_is_the_same_number_at_every_door(service: Service, door: str) -> None:
    assert {text: DOORS[door].told(service, text) for text in READ} == READ


@pytest.mark.parametrize("door", DOORS)
def test_a_text_that_is_no_number_is_refused_at_every_door_by_the_same_name(service: Service, door: str) -> None:
    told = {text: DOORS[door].told(service, text) for text in REFUSED}
    assert told == (dict.fromkeys(REFUSED, "refused") if door == "page" else REFUSED)


_NUMBERS = st.one_of(
    st.integers(0, 10**10).map(str),
    st.integers(0, 10**10).map("{:,}".format),
    st.integers(0, 10**10).map(lambda number: f"{number:,}".replace(",", "\u202f")),
    st.decimals(0, 10**6, places=2).map(str),
)
_STRANGE = "①²*†_,. \t\n\r\x0b\x0c\x1c\x85\u2028\u2029\u200b\ufeff\u3000，．٣Ⅷ½eE+-%约无/'\"<&\\"
_WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}


@st.composite
def _texts(draw: st.DrawFn) -> str:
    """A number as people and programs write it, with something put in, taken out or added; or any text at all."""
    if draw(st.integers(0, 9)) == 0:
        return draw(st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="{}"), max_size=8))
    text = draw(_NUMBERS)
    if draw(st.booleans()):
        text = text.translate(_WIDE)
    for _ in range(draw(st.integers(0, 2))):
        at = draw(st.integers(0, len(text)))
        text = text[:at] + draw(st.sampled_from(_STRANGE)) + text[at + draw(st.integers(0, 1)) :]
    return text + draw(st.sampled_from(["", "", "", "{own}", " {own}", "{short}", "{other}", "①"]))


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(text=_texts())
def test_any_text_is_the_same_number_at_every_door_or_refused_at_all_of_them(service: Service, text: str) -> None:
    told = {name: door.told(service, text) for name, door in DOORS.items()}
    read = {name: number for name, number in told.items() if isinstance(number, Decimal)}
    assert len(set(read.values())) <= 1, (text, told)
    finer = {name for name, door in DOORS.items() if door.own == "万人"}  # half a person is none, 0.5 万人 are 5 000
    whole = not read or next(iter(read.values())) % 1 == 0
    assert set(read) in ((set(DOORS), set()) if whole else (finer, set())), (text, told)
    codes = {code for name, code in told.items() if isinstance(code, str) and name not in ("page", *finer)}
    assert len(codes) <= 1 or codes <= _NOT_THERE, (text, told)


_NOT_THERE = {"no-lines", "missing-value", "not-a-number"}
"""How each door says that nothing is written: no row in a report, no figure in a row, no digit in a text."""
