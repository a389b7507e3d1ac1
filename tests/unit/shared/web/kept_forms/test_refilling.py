"""A page with what somebody had typed before put back into it."""

from __future__ import annotations

from html import unescape
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from shared.texts import unwritable
from shared.web.kept_forms.form import KeptForm
from shared.web.kept_forms.refilling import refill

PAGE = """<!doctype html><html><body><main id="main">
<form method="post" action="/other"><input name="note" value="theirs"></form>
<form method="post" action="/form"><input type="hidden" name="form_token" value="new">
<input type="hidden" name="revision" value="2"><input type="hidden" name="drawn_from" value="2" data-taken-back>
<input name="figure" value=""><textarea name="note" rows="2">old &amp; &#39;told&#39;</textarea>
<input type="checkbox" name="report" value="a" checked><input type="checkbox" name="report" value="b">
<select name="basis"><option value="month" selected>本月</option><option value="year">累计</option></select>
<input type="password" name="secret"><button>核对</button><button formaction="/keep">暂存</button></form>
<p>3 &lt; 4<br></p><!-- end --></main></body></html>"""


def filled(*fields: tuple[str, str], path: str = "/form", page: str = PAGE) -> str:
    return refill(page, KeptForm(path, fields))


def test_what_was_typed_and_chosen_stands_in_its_form_and_nowhere_else() -> None:
    page = filled(("figure", '1,2"34'), ("note", "<b>"), ("report", "b"), ("basis", "year"))
    assert '<input name="figure" value="1,2&quot;34">' in page
    assert '<textarea name="note" rows="2">\n&lt;b&gt;</textarea>' in page
    assert '<input type="checkbox" name="report" value="a">' in page
    assert '<input type="checkbox" name="report" value="b" checked>' in page
    assert '<option value="month">本月</option><option value="year" selected>' in page
    assert '<input name="note" value="theirs">' in page
    assert "还没有送出" in page.partition("<form")[0]


def test_what_the_page_says_itself_stays_but_for_what_it_marks() -> None:
    page = filled(("form_token", "old"), ("revision", "1"), ("drawn_from", "1"), ("secret", "x"))
    assert 'name="form_token" value="new"' in page and 'name="revision" value="2"' in page
    assert 'name="drawn_from" value="1" data-taken-back' in page
    assert '<input type="password" name="secret">' in page


def test_a_field_that_was_not_sent_stays_as_it_is() -> None:
    page = filled(("report", "a"))
    assert "old &amp; &#39;told&#39;</textarea>" in page and '<option value="month" selected>' in page


def test_all_else_of_the_page_is_written_as_it_was() -> None:
    notice = filled(("x", "y")).partition("</div>")
    assert notice[0].startswith('<!doctype html><html><body><main id="main"><div')
    assert "<p>3 &lt; 4<br></p><!-- end --></main></body></html>" in notice[2]


def test_what_a_later_page_asked_for_goes_along_with_the_form_where_that_says_so() -> None:
    page = PAGE.replace('action="/form"', 'action="/form" data-takes-along="blank-"')
    kept = (("blank-a", '"下月"'), ("blank-b", ""), ("extra", "x"))
    assert '<input type="hidden" name="blank-a" value="&quot;下月&quot;"></form>' in filled(*kept, page=page)
    assert "blank-" not in filled(*kept).partition("</div>")[2] and "extra" not in filled(*kept, page=page)


def test_a_form_is_known_by_the_address_of_its_button_too() -> None:
    assert 'name="figure" value="7"' in filled(("figure", "7"), path="/keep")


def test_of_several_forms_to_one_address_the_one_that_is_most_like_it_is_filled() -> None:
    row = '<form action="/x"><input type="hidden" name="number" value="{}"><textarea name="reason"></textarea></form>'
    page = refill(row.format(1) + row.format(2), KeptForm("/x", (("number", "2"), ("reason", "不是本月的数"))))
    assert page == row.format(1) + row.format(2).replace("></t", ">\n不是本月的数</t")


def test_where_there_is_no_such_form_any_more_what_was_typed_is_told() -> None:
    page = filled(("reason", "<数字不对>"), ("reason", "<数字不对>"), ("empty", " "), path="/gone")
    assert page.count("<li>&lt;数字不对&gt;</li>") == 1 and page.count("<li>") == 1
    assert 'name="figure" value=""' in page


class _Read(HTMLParser):
    text = ""
    inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside = tag == "textarea"
        if dict(attrs).get("name") == "figure":
            self.figure = dict(attrs)["value"]

    def handle_endtag(self, tag: str) -> None:
        self.inside = False

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.text += data


@given(st.text().filter(lambda text: unwritable(text) is None))
def test_whatever_was_typed_comes_back_as_it_was(text: str) -> None:
    reader = _Read()
    reader.feed(filled(("figure", text), ("note", text)))
    reader.close()
    assert reader.figure == text
    assert unescape(reader.text).removeprefix("\n") == text
