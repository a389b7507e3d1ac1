from __future__ import annotations

from services.alerts.messages.rendering import Letter, html_of, render_html, render_text
from services.alerts.messages.wording import LOOKS

LETTER = Letter(
    title="【红】<甲> & 乙",
    look=LOOKS["red"],
    paragraphs=("一 **重点** <b>", "二"),
    link='https://x.example/?a="1"&b=2',
    link_text="查看",
    simulated=False,
)


def test_the_text_has_no_markup() -> None:
    assert render_text(LETTER) == '【红】<甲> & 乙\n\n一 重点 <b>\n\n二\n\n查看：https://x.example/?a="1"&b=2\n'


def test_the_html_escapes_everything_it_is_given() -> None:
    html = render_html(LETTER)
    assert "<甲>" not in html
    assert "&lt;甲&gt; &amp; 乙" in html
    assert "一 <strong>重点</strong> &lt;b&gt;" in html
    assert 'href="https://x.example/?a=&quot;1&quot;&amp;b=2"' in html


def test_an_amount_of_training_is_not_broken_within_its_unit() -> None:
    whole = '<span style="white-space:nowrap">129.38 万人次</span>'
    assert html_of("实际 **129.38 万人次**，应达 9 人") == f"实际 <strong>{whole}</strong>，应达 9 人"
