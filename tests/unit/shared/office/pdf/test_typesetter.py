from __future__ import annotations

import hashlib
import subprocess
import sys
import unicodedata
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.office.blocks import Cell, Column, Grid, Heading, Layout, Paragraph
from shared.office.pdf.fonts import FontChoice, choose
from shared.office.pdf.long_words import MAY_BREAK
from shared.office.pdf.template_data import MISSING
from shared.office.pdf.typesetter import SettingFault, Typesetter
from shared.texts import writable
from tests.unit.shared.office.pdf.printed import Sign, lines, pages, text_of

NOWHERE = Path("/nowhere")
SETTER = Typesetter(choose(None, NOWHERE))
DAY = date(2026, 1, 5)
SANHAO, SIHAO, ERHAO = 16.0, 14.0, 22.0


def paper(*texts: str) -> Layout:
    return Layout("关于某事的通报", "（2026年1月）", "", tuple(map(Paragraph, texts)), ())


def printed(layout: Layout) -> bytes:
    return SETTER.pdf(layout, DAY)


def full_page() -> list[Sign]:
    """The second page of a long text: nothing on it but text."""
    return pages(printed(paper("国" * 28 * 80)))[1]


def test_the_same_content_gives_the_same_bytes_in_another_process_too() -> None:
    layout = paper("一段话")
    here = hashlib.sha256(printed(layout)).hexdigest()
    code = (
        "import hashlib; from tests.unit.shared.office.pdf.test_typesetter import printed, paper;"
        "print(hashlib.sha256(printed(paper('一段话'))).hexdigest())"
    )
    there = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
    assert here == there == hashlib.sha256(Typesetter(choose(None, NOWHERE)).pdf(layout, DAY)).hexdigest()


def test_it_is_pdf_a_2b_by_its_own_word_and_ends_with_a_whole_line() -> None:
    data = printed(paper("一段话"))
    assert b"<pdfaid:part>2</pdfaid:part>" in data and b"<pdfaid:conformance>B" in data
    assert data.endswith(b"%%EOF\n")


def test_the_day_of_the_file_is_the_one_given_and_no_clocks() -> None:
    assert b"D:20260105" in printed(paper("一"))
    assert printed(paper("一")) != SETTER.pdf(paper("一"), date(2026, 1, 6))


def test_the_file_says_in_which_faces_it_is_set() -> None:
    assert "字体：仿宋 serif-regular.otf，小标宋 serif-bold.otf" in printed(paper("一")).decode("utf-8", "replace")


@given(st.text(max_size=40) | st.text("*_`#$\\@<>=-+/~'\"[]{}()&;:.1a 国\n", max_size=40))
@settings(max_examples=60, deadline=None)
def test_whatever_is_written_is_printed_as_text_and_never_run(text: str) -> None:
    grid = Grid("表", "表", (Column("一", 60),), ((Cell(text),),))
    layout = Layout("题", "", "", (Paragraph(text), Heading(text), grid), ())
    known = SETTER._covered
    seen = (each for each in writable(text) if not each.isspace())
    wanted = "".join(
        each if ord(each) in known["body"] and unicodedata.category(each) != "Cf" else MISSING for each in seen
    )
    assert text_of(printed(layout)).count(wanted) >= 3


@pytest.mark.parametrize(
    "text",
    [
        '#read("/etc/passwd")',
        "*粗* _斜_ `码` $x^2$ <标> @引 = 题 - 项 + 项 / 项 // 注 /* 注 */ ~ -- --- ... \\ \\u{4e00}",
        '#import "@preview/x:1.0.0": *',
        '"))#panic()',
    ],
)
def test_what_would_be_markup_is_printed_sign_by_sign(text: str) -> None:
    assert "".join(text.split()) in text_of(printed(paper(text)))


def test_a_character_that_no_face_has_is_printed_as_a_mark_and_named() -> None:
    found = text_of(printed(paper("王𠮷和\u202eabc")))
    assert f"王{MISSING}和{MISSING}abc" in found
    assert "U+202E（1处）、U+20BB7（1处）" in found


def test_a_face_that_typst_does_not_know_is_a_fault(tmp_path: Path) -> None:
    known = SETTER.fonts.faces
    setter = Typesetter(FontChoice(known))
    setter.__dict__["_faces"] = (SETTER._faces[0], SETTER._faces[1].replace("Noto Serif CJK SC", "无此字体"))
    with pytest.raises(SettingFault, match="unknown font family"):
        setter.pdf(paper("一"), DAY)


def test_twenty_two_lines_of_twenty_eight_characters_stand_in_the_prescribed_block() -> None:
    found = lines(full_page(), SANHAO)
    assert len(found) == 22
    assert {len(line) for line in found} == {28}
    assert found[0][0].left == pytest.approx(28, abs=0.3)
    assert found[0][-1].right == pytest.approx(210 - 26, abs=0.6)
    steps = [below[0].top - above[0].top for above, below in pairwise(found)]
    assert steps == pytest.approx([225 / 22] * 21, abs=0.05)
    assert found[0][0].top == pytest.approx(37, abs=1.0)
    assert found[-1][0].bottom < 297 - 35 + 1.0


def test_page_numbers_stand_outside_between_lines_seven_millimetres_under_the_block() -> None:
    first, second = pages(printed(paper("国" * 28 * 30)))[:2]
    (odd,), (even,) = lines(first, SIHAO), lines(second, SIHAO)
    assert "".join(sign.text for sign in odd).replace(" ", "") == "—1—"
    assert "".join(sign.text for sign in even).replace(" ", "") == "—2—"
    character = SIHAO * 25.4 / 72
    assert odd[-1].right == pytest.approx(210 - 26 - character, abs=0.5)
    assert even[0].left == pytest.approx(28 + character, abs=0.5)
    assert odd[0].top == pytest.approx(297 - 35 + 7, abs=1.5)


def test_the_title_is_two_sizes_larger_in_its_own_face() -> None:
    (title,) = lines(pages(printed(paper("一段话")))[0], ERHAO)
    assert "".join(sign.text for sign in title) == "关于某事的通报"
    assert title[0].left - 28 == pytest.approx(210 - 26 - title[-1].right, abs=0.5)
    assert "SerifCJKsc-Bold" in title[0].font


def test_the_office_stands_over_the_middle_of_the_date_four_characters_from_the_edge() -> None:
    signed = replace(paper("一段话"), issuer="某某市人力资源和社会保障局", dated=DAY)
    *_, office, day = lines(pages(printed(signed))[0], SANHAO)
    assert "".join(sign.text for sign in day) == "2026年1月5日"
    assert "".join(sign.text for sign in office) == "某某市人力资源和社会保障局"
    middle = (day[0].left + day[-1].right) / 2
    assert middle == pytest.approx((office[0].left + office[-1].right) / 2, abs=0.5)
    assert day[-1].right == pytest.approx(210 - 26 - 4 * SANHAO * 25.4 / 72, abs=0.8)


def test_a_tables_head_is_on_each_of_its_pages_and_no_row_is_torn() -> None:
    columns = (Column("序号", 20), Column("名称甲乙丙", 200, "left"), Column("数", 40, "right"))
    rows = tuple((Cell(str(number)), Cell("名" * 40), Cell("1,234.00", number=True)) for number in range(60))
    found = pages(printed(Layout("题", "", "", (Grid("表", "表题", columns, rows),), ())))
    assert len(found) > 1
    for page in found:
        assert "".join(sign.text for sign in page).count("名称甲乙丙") == 1
        assert max(sign.right for sign in page) < 210 - 26 + 0.5
        assert min(sign.left for sign in page) > 28 - 0.5


@pytest.mark.parametrize("word", ["W" * 400, "9" * 900, "https://a.example/" + "x" * 200, "Ⅷ" * 150])
def test_a_word_that_is_wider_than_the_page_is_broken_and_nothing_of_it_lost(word: str) -> None:
    columns = (Column("一", 30), Column("二", 40))
    blocks = (Heading(word), Paragraph(word), Paragraph(word, small=True))
    table = Grid("表", word, columns, ((Cell(word), Cell(word, level="red")),))
    data = printed(Layout(word, word, "", (*blocks, table), (word,)))
    signs = [sign for page in pages(data) for sign in page if sign.text != MAY_BREAK]
    assert max(sign.right for sign in signs) < 210 - 26 + 0.5
    assert min(sign.left for sign in signs) > 28 - 0.5
    wanted = word[0] if len(set(word)) == 1 else word
    assert text_of(data).count(wanted) >= 8 * (len(word) if len(set(word)) == 1 else 1)


def test_a_number_that_is_wider_than_its_cell_is_set_smaller_not_over_its_neighbour() -> None:
    columns = tuple(Column(f"列{number}", 13, "right") for number in range(12))
    row = tuple(Cell("147,652,000.00", number=True) for _ in columns)
    signs = pages(printed(Layout("题", "", "", (Grid("表", "表题", columns, (row,)),), ())))[0]
    found = [sign for sign in signs if sign.text == "1" and sign.points < 7]
    rights = sorted(sign.right for sign in signs if sign.points < 7)
    assert len(found) == 12
    starts = sorted(sign.left for sign in found)
    for before, after in pairwise(starts):
        assert max(right for right in rights if right < after + 0.01) < after
        assert after - before == pytest.approx(13, abs=0.1)
