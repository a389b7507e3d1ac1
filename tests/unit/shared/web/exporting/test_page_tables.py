"""What is read from a page."""

from __future__ import annotations

from shared.web.exporting.page_tables import PageTables, columns, read_tables

PAGE = """<!doctype html><html><head><title>重庆市 工伤保险 · 2025年3月 · 序时</title>
<style>p { color: red }</style></head>
<body><p class="banner" role="note"><strong>模拟数据</strong>　不得引用。</p><main>
<h2>逐月数字<small>新在前</small></h2>
<table><thead><tr><th>数据期</th><th class="figure">实际<small>万人</small></th><th colspan="2">其他</th></tr></thead>
<tbody><tr><th>2025-03</th><td class="figure">657.00</td>
<td><span class="shape" aria-hidden="true">■</span>红</td>
<td><svg><title>图</title><text>9</text></svg>已审核</td></tr></tbody></table>
<h2>填报</h2>
<table><tr><td><input type="hidden" name="key" value="k"><input name="v" value="12"></td>
<td><select><option value="a">甲</option><option value="b" selected>乙</option></select></td></tr></table>
</main></body></html>"""


def _texts(found: PageTables, table: int) -> list[list[str]]:
    return [[cell.text for cell in row] for row in found.tables[table].rows]


def test_every_table_is_read_with_the_heading_before_it() -> None:
    found = read_tables(PAGE)
    assert [table.heading for table in found.tables] == ["逐月数字", "填报"]
    assert _texts(found, 0) == [["数据期", "实际 万人", "其他"], ["2025-03", "657.00", "红", "已审核"]]
    assert found.title == "重庆市 工伤保险 · 2025年3月 · 序时"


def test_what_a_banner_says_of_the_figures_goes_along() -> None:
    assert read_tables(PAGE).banners == ["模拟数据 不得引用。"]


def test_what_is_typed_or_chosen_counts_and_what_is_hidden_does_not() -> None:
    assert _texts(read_tables(PAGE), 1) == [["12", "乙"]]


def test_a_cell_over_two_columns_moves_those_behind_it() -> None:
    head = read_tables(PAGE).tables[0].rows[0]
    assert [(at, cell.span, cell.head, cell.figure) for at, cell in columns(head)] == [
        (1, 1, True, False),
        (2, 1, True, True),
        (3, 2, True, False),
    ]


def test_a_page_without_tables_has_none() -> None:
    assert read_tables("<title>空</title><p>没有</p>").tables == []
