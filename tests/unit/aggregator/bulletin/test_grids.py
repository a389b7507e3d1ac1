"""The tables of a bulletin."""

from __future__ import annotations

import msgspec

from services.aggregator.bulletin.grids import plan_grid, ranking_grid, revisions_grid
from shared.events.bulletin_content import BulletinContent, Written
from shared.office.blocks import Grid, Paragraph
from tests.bulletin_sample import a_bulletin

CONTENT: BulletinContent = a_bulletin()


def test_a_plans_rows_stand_under_its_heads_with_their_source_below() -> None:
    table = CONTENT.tables[0]
    grid, source, *notes = plan_grid(table, CONTENT.tables)
    assert isinstance(grid, Grid) and isinstance(source, Paragraph)
    assert all(len(row) == len(grid.columns) for row in grid.rows)
    assert [row[0].text for row in grid.rows] == [str(row.row) for row in table.rows]
    assert table.document in source.text
    assert len(notes) == len(table.notes)


def test_tables_are_numbered_only_where_there_are_several() -> None:
    (first, *_rest) = plan_grid(CONTENT.tables[0], CONTENT.tables)
    two = msgspec.structs.replace(
        CONTENT, tables=(CONTENT.tables[0], msgspec.structs.replace(CONTENT.tables[0], plan="x"))
    )
    (second, *_rest) = plan_grid(two.tables[1], two.tables)
    assert isinstance(first, Grid) and isinstance(second, Grid)
    assert (first.sheet[-1].isdigit(), second.sheet) == (len(CONTENT.tables) > 1, "主要指标2")


def test_a_ranking_has_the_columns_of_what_it_is_ordered_by() -> None:
    for ranking in CONTENT.rankings:
        grid, _ = ranking_grid(ranking)
        assert isinstance(grid, Grid)
        assert all(len(row) == len(grid.columns) for row in grid.rows)


def test_the_first_bulletin_says_that_there_is_none_to_be_compared_with() -> None:
    first = msgspec.structs.replace(CONTENT, previous="", revisions=())
    (only,) = revisions_grid(first)
    assert isinstance(only, Paragraph) and "第一次通报" in only.text
    unmoved = msgspec.structs.replace(CONTENT, previous="2月通报", revisions=())
    (only,) = revisions_grid(unmoved)
    assert isinstance(only, Paragraph) and "没有变动" in only.text


def test_the_years_own_target_has_columns_where_any_row_has_one() -> None:
    table = CONTENT.tables[0]
    first = msgspec.structs.replace(
        table.rows[0], year_target=Written(650_000, "65.00 万人"), year_completed=Written(2_646, "26.5%")
    )
    grid, *_ = plan_grid(msgspec.structs.replace(table, rows=(first, *table.rows[1:])), CONTENT.tables)
    plain, *_ = plan_grid(table, CONTENT.tables)
    assert isinstance(grid, Grid) and isinstance(plain, Grid)
    heads = [column.head for column in grid.columns]
    assert heads[-4:-1] == ["年度目标", "完成年度目标", "同比"]
    assert len(grid.columns) == len(plain.columns) + 3
    assert sum(column.width for column in grid.columns) == sum(column.width for column in plain.columns)
    assert [cell.text for cell in grid.rows[0][-4:-1]] == ["65.00 万人", "26.5%", "–"]
    assert all(len(row) == len(grid.columns) for row in grid.rows)
