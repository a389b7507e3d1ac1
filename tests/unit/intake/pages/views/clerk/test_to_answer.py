"""What a unit has to answer of a month that is in: a row under 现在要做的, and a shape in the strip."""

from __future__ import annotations

import re

from tests.unit.intake.pages.visitor import signed_in
from tests.unit.intake.support import UNIT, Service, line, report

JOBS = "urban_new_employment"


def to_do(page: str) -> str:
    return page[page.index("现在要做的") :]


def test_what_the_rules_ask_and_what_is_blank_are_still_to_be_done(service: Service) -> None:
    service.post(report(period="2023-02", lines=[line(value=1_234)]), "feb")
    service.post(report(lines=[line(value=1_234)]), "mar")
    with signed_in(service, UNIT) as clerk:
        page = clerk.get("/reports").text
        assert re.search(
            r"2023年3月</a></th>\s*<td><span[^>]*><span[^>]*>◆</span>待答复</span> <small>\d 处要答复，17 项未填",
            to_do(page),
        )
        assert "改正或补充说明" in to_do(page)
        assert "<small>未填 17 项</small>" in page[: page.index("现在要做的")]


def test_an_answered_month_waits_and_only_its_blanks_are_owed(service: Service) -> None:
    service.post(report(lines=[line(value=1_234)], note="首次报送，已核对"), "mar")
    with signed_in(service, UNIT) as clerk:
        page = to_do(clerk.get("/reports").text)
    march = page[page.index("2023年3月") :]
    assert "17 项未填" in march[:400]
