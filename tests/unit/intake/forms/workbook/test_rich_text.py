from __future__ import annotations

import pytest
from defusedxml.ElementTree import fromstring

from services.intake.forms.workbook.rich_text import RichText, rich_text, unescaped
from services.intake.forms.workbook.styles import FontMark, cell_styles


def read(inside: str) -> RichText:
    return rich_text(fromstring(f"<si>{inside}</si>"))


def test_a_plain_text_is_shown_in_the_cell_s_own_font() -> None:
    assert read("<t>甲</t>") == RichText("甲")
    assert read("<t/>") == RichText("", in_cell_font=False)


@pytest.mark.parametrize(
    ("font", "marks"),
    [
        ("<vertAlign val='superscript'/>", {FontMark.RAISED}),
        ("<vertAlign val='subscript'/>", {FontMark.RAISED}),
        ("<vertAlign val='baseline'/>", set()),
        ("<strike/>", {FontMark.STRUCK}),
        ("<strike val='0'/>", set()),
        ("<strike val='false'/><b/>", set()),
        ("<strike val='1'/><vertAlign val='superscript'/>", {FontMark.STRUCK, FontMark.RAISED}),
    ],
)
def test_runs_are_put_together_and_their_marks_kept(font: str, marks: set[FontMark]) -> None:
    read_ = read(f"<r><t>17</t></r><r><rPr>{font}</rPr><t>90</t></r>")
    assert (read_.text, read_.marks, read_.in_cell_font) == ("1790", frozenset(marks), True)


def test_a_run_of_nothing_marks_nothing_and_readings_aloud_are_no_text() -> None:
    read_ = read("<r><rPr><b/></rPr><t>汉</t></r><r><rPr><strike/></rPr><t></t></r><rPh sb='0' eb='1'><t>han</t></rPh>")
    assert read_ == RichText("汉", in_cell_font=False)


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("a_x000B_b", "a\x0bb"),
        ("_x005F_x000B_", "_x000B_"),
        ("_xD83D__xDE00_", "😀"),
        ("_xD83D_", "\ud83d"),
        ("_x12_ _X000B_ x_", "_x12_ _X000B_ x_"),
    ],
)
def test_escapes_are_the_characters_that_they_stand_for(written: str, text: str) -> None:
    assert unescaped(written) == text


def test_a_cell_s_style_is_its_format_and_what_its_font_does() -> None:
    sheet = fromstring(
        "<styleSheet><numFmts><numFmt numFmtId='164' formatCode='0.0\"%\"'/></numFmts>"
        "<fonts><font/><font><strike/></font><font><vertAlign val='subscript'/></font></fonts>"
        "<cellXfs><xf/><xf numFmtId='164' fontId='1'/>"
        "<xf numFmtId='10' fontId='2'/><xf numFmtId='14' fontId='0'/></cellXfs>"
        "</styleSheet>"
    )
    formats, marks = zip(*cell_styles(sheet), strict=True)
    assert formats == ("General", '0.0"%"', "0.00%", "yyyy/m/d")
    assert marks == (frozenset(), {FontMark.STRUCK}, {FontMark.RAISED}, frozenset())
