"""The hidden sheet that says which form a file is. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from services.intake.forms.faults import FormRefused
from services.intake.forms.layout import FORM_VERSION, Form
from services.intake.forms.workbook.book import Book
from services.intake.forms.workbook.content import EMPTY, Content, Place
from shared.periods import Month

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

SHEET = "xushi"
_KIND = "xushi-monthly-form"
_MOST_DIGITS = 9


def write_marker(book: Workbook, form: Form) -> None:
    """Add the hidden sheet: names in column A, values in column B, all of them texts."""
    sheet = book.create_sheet(SHEET)
    sheet.sheet_state = "hidden"
    facts = {
        "form": _KIND,
        "version": str(FORM_VERSION),
        "region": form.region,
        "period": str(form.period),
        "digest": form.digest,
        "revision": str(form.drawn_from),
        "simulated": "true" if form.sent_as_simulated else "false",
        **{f"row {row.row}": row.rule.id for row in form.rows},
    }
    for name, value in facts.items():
        sheet.append((name, value))
    sheet.protection.sheet = True


def check_marker(book: Book, form: Form) -> bool:
    """Make sure that the file is this form; whether it was issued as a simulated one.

    Raises:
        FormRefused: no form of this system, another unit's, another month's, or an outdated one.
    """
    facts = _facts(book)
    if facts.get("region") != form.region:
        raise FormRefused(
            "form-other-unit",
            "不是本单位的报表",
            f"文件是单位 {facts.get('region', '')[:20]} 的报表，这里应为{form.region_name}（{form.region}）的报表",
        )
    if facts.get("period") != str(form.period):
        raise FormRefused(
            "form-other-month",
            "不是这个月的报表",
            f"文件是{_chinese(facts.get('period', ''))}的报表，这里应为{form.period.chinese}的报表",
        )
    if facts.get("version") != str(FORM_VERSION) or facts.get("digest") != form.digest:
        raise FormRefused(
            "form-outdated", "表样已更新", "文件用的是旧表样，应报指标或版式已有变动；请重新下载表样，把数字填入新表"
        )
    return facts.get("simulated", "").lower() == "true"


def filled_with(book: Book) -> int | None:
    """The revision that the form was filled with when it was issued (0: none); None in one from before that was said.

    Raises:
        FormRefused: no form of this system.
    """
    said = _facts(book).get("revision", "")
    return int(said) if said.isascii() and said.isdigit() and len(said) <= _MOST_DIGITS else None


def form_identity(book: Book) -> tuple[str, str]:
    """The region and the month that the marker names.

    Raises:
        FormRefused: there is none.
    """
    facts = _facts(book)
    return facts.get("region", ""), facts.get("period", "")


def _facts(book: Book) -> Mapping[str, str]:
    """What the marker says.

    Raises:
        FormRefused: there is none.
    """
    facts: dict[str, str] = {}
    if SHEET in book.names:
        cells = book.sheet(SHEET).cells
        names = {place.row: _text(content) for place, content in cells.items() if place.column == 1}
        facts = {name: _text(cells.get(Place(row, 2), EMPTY)) for row, name in names.items()}
    if facts.get("form") != _KIND:
        raise FormRefused(
            "form-unknown",
            "不是本系统的报表",
            "文件里没有本系统的表样标记；请从系统下载本单位本月的表样，在其中填写，不要复制到别的文件里",
        )
    return facts


def _text(content: Content) -> str:
    return str(content.value).strip()


def _chinese(period: str) -> str:
    try:
        return Month.parse(period).chinese
    except ValueError:
        return f"“{period[:20]}”"
