from __future__ import annotations

from shared.web.exporting.links import with_links
from shared.web.exporting.page_tables import read_tables

FIGURES = '<table class="a"><tr><td class="figure muted">7</td></tr></table>'
WORDS = "<table><tr><td>字</td></tr></table>"


def test_a_link_stands_before_each_table_of_figures_and_before_no_other() -> None:
    page = with_links(f"<h2>甲</h2>{FIGURES}{WORDS}{FIGURES}", "/page?period=2025-03")
    assert page.count("下载Excel</a>") == 2
    assert 'href="/page?period=2025-03&amp;export=xlsx&amp;table=1"' in page
    assert 'href="/page?period=2025-03&amp;export=xlsx&amp;table=3"' in page
    assert page.index("table=1") < page.index(FIGURES) < page.index("table=3")


def test_the_number_in_the_link_is_that_of_the_table_also_where_one_is_hidden() -> None:
    html = f'<div aria-hidden="true">{WORDS}</div>{FIGURES}'
    assert "table=2" in with_links(html, "/page")
    assert [table.number for table in read_tables(html).tables] == [2]


def test_what_is_no_page_that_somebody_asked_for_has_no_links() -> None:
    assert with_links(FIGURES, "") == FIGURES
    assert with_links(FIGURES) == FIGURES


def test_an_address_is_written_so_that_it_ends_nowhere_else() -> None:
    assert '"/page?a=%22&gt;&amp;export=xlsx&amp;table=1"' in with_links(FIGURES, "/page?a=%22>")
