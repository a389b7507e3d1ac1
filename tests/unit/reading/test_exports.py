"""Every page with a table can be had as an Excel file, which is named after the page: its unit and its month."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from urllib.parse import unquote

import pytest
from openpyxl import load_workbook

from shared.periods import Month
from tests.unit.asking import EVERYBODY, UNIT, Building, Somebody, building
from tests.unit.reading.test_plain_language import pages

NAMED = re.compile(r"filename\*=UTF-8''(\S+)\.xlsx")


@pytest.fixture(scope="module")
def reported(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Building]:
    with building(tmp_path_factory.mktemp("exports")) as made:
        line = {"indicator": "unemployment_insurance_insured", "value": 8_812_345, "note": "试报，不是真数"}
        made.report({"region": UNIT, "period": made.period, "lines": [line]})
        made.settle()
        yield made


def tables_of(html: str) -> int:
    return len(re.findall(r"<table\b", html))


def named(heads: str) -> str:
    found = NAMED.search(heads)
    assert found is not None, heads
    return unquote(found[1])


@pytest.mark.parametrize("who", [each for each in EVERYBODY if not each.foreign], ids=lambda who: who.name)
def test_every_page_with_a_table_gives_it_as_a_file(reported: Building, who: Somebody) -> None:
    exported = set()
    for address in pages(reported.period):
        page = reported.get(address, who, accept="text/html")
        if page.status_code != 200 or not tables_of(page.text):
            continue
        assert "把本页的表导出为 Excel" in page.text, address
        answer = reported.get(f"{address}{'&' if '?' in address else '?'}export=xlsx", who)
        assert answer.status_code == 200, address
        assert len(load_workbook(io.BytesIO(answer.content)).sheetnames) == tables_of(page.text), address
        assert named(answer.headers["content-disposition"]), address
        exported.add(address.partition("?")[0])
    assert len(exported) > 5


@pytest.mark.parametrize(
    ("who", "path"),
    [
        (None, f"/regions/{UNIT}?period={{period}}"),
        (None, "/plans/jiulongpo-2021-2025?period={period}"),
        (None, "/plans/jiulongpo-2021-2025/5?period={period}"),
        ("reporter", f"/reports/{UNIT}/{{period}}"),
        ("reporter", f"/reports/{UNIT}/{{period}}/form"),
        ("reporter", f"/reports/{UNIT}/{{period}}/receipt"),
        ("reviewer", f"/reviews/{UNIT}/{{period}}"),
    ],
)
def test_a_file_is_named_by_its_unit_and_its_month(reported: Building, who: str | None, path: str) -> None:
    asking = next(each for each in EVERYBODY if not each.foreign and each.role == who)
    address = path.format(period=reported.period)
    answer = reported.get(f"{address}{'&' if '?' in address else '?'}export=xlsx", asking)
    name = named(answer.headers["content-disposition"])
    assert "九龙坡" in name and Month.parse(reported.period).chinese in name, name
