from __future__ import annotations

import msgspec

from shared.office.blocks import Cell, Column, Grid, Layout, Paragraph
from shared.office.measures import TEXT_WIDTH
from shared.office.pdf.fonts import ROLES
from shared.office.pdf.template_data import MISSING, Covered, template_data

LATIN = frozenset(range(0x20, 0x7F))
COVERED: Covered = dict.fromkeys(ROLES, LATIN | frozenset(map(ord, "一二三四")))


def a_layout(text: str) -> Layout:
    return Layout(text, "", "", (Paragraph(text),), ())


def test_the_data_are_json() -> None:
    assert msgspec.json.decode(msgspec.json.encode(template_data(a_layout("一"), COVERED)))["title"] == "一"


def test_what_cannot_be_written_is_counted_and_named_in_one_notice() -> None:
    data = template_data(a_layout("一五五六"), COVERED)
    assert data["title"] == f"一{MISSING * 3}"
    assert "U+4E94（4处）、U+516D（2处）" in data["notice"]
    assert template_data(a_layout("一二"), COVERED)["notice"] == ""


def test_of_many_the_first_are_named_and_all_are_counted() -> None:
    text = "".join(chr(0x5000 + number) for number in range(20))
    assert template_data(a_layout(text), COVERED)["notice"].count("U+") == 8
    assert "等 20 个" in template_data(a_layout(text), COVERED)["notice"]


def test_line_ends_of_every_kind_are_line_ends_and_tabs_are_spaces() -> None:
    assert template_data(a_layout("一\r\n二\u2028三\t四"), COVERED)["title"] == "一\n二\n三 四"


def test_a_table_wider_than_the_text_is_made_narrower_and_none_is_made_wider() -> None:
    def widths(*given: int) -> list[float]:
        columns = tuple(Column("一", width) for width in given)
        grid = Grid("表", "一", columns, ())
        found: list[float] = template_data(Layout("一", "", "", (grid,), ()), COVERED)["blocks"][0]["widths"]
        return found

    assert widths(50, 50) == [50, 50]
    assert sum(widths(100, 200, 12)) <= TEXT_WIDTH + 0.01


def test_a_cell_whose_word_is_too_long_is_set_smaller() -> None:
    columns = (Column("一", 12),)
    grid = Grid("表", "一", columns, ((Cell("1.00"),), (Cell("123,456,789.00"),), (Cell("一二" * 40),)))
    (short,), (long,), (chinese,) = template_data(Layout("一", "", "", (grid,), ()), COVERED)["blocks"][0]["rows"]
    assert short["size"] == chinese["size"] == 10.5
    assert long["size"] < 5
