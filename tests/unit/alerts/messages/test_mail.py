from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

import msgspec
import pytest

from services.alerts.messages.mail import Envelope, build_mail, message_id
from services.alerts.messages.message import ComposedMessage
from services.alerts.messages.png_chart import png
from services.alerts.messages.rendering import CHART
from tests.unit.alerts.charts import a_chart

AT = datetime(2025, 4, 9, 1, 30, tzinfo=UTC)


def a_message(sequence: int = 3) -> ComposedMessage:
    return ComposedMessage(
        alert="CQ-08",
        episode=1,
        sequence=sequence,
        subject="预警 CQ-08 第1期：重庆市 工伤保险参保人数（约束性）",
        title="【红】…",
        text="截至2025年3月末 657.00 万人\n",
        html="<p>截至2025年3月末 <strong>657.00 万人</strong></p>",
        link="https://xushi.example/alerts/CQ-08",
        facts={},
    )


def a_drawn_message() -> ComposedMessage:
    """One with a chart."""
    html = f'<p>截至2025年3月末 657.00 万人</p><img src="{CHART}" alt="折线图">'
    return msgspec.structs.replace(a_message(), html=html, chart=a_chart(), facts={"simulated": False})


def an_envelope(recipient: str = "injury@cq.example") -> Envelope:
    return Envelope("序时预警 <alerts@xushi.example>", recipient, "xushi.example", AT)


def read(message: ComposedMessage) -> EmailMessage:
    return message_from_bytes(build_mail(message, an_envelope()).as_bytes(), policy=policy.default)


def test_a_mail_reader_gets_the_text_first_and_the_html_last() -> None:
    mail = read(a_message())
    assert mail.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
    assert "657.00 万人" in next(mail.iter_parts()).get_content()


def test_the_heads_survive_the_way_through_ascii() -> None:
    raw = build_mail(a_message(), an_envelope()).as_bytes()
    assert raw.isascii()
    mail = read(a_message())
    assert mail["Subject"] == "预警 CQ-08 第1期：重庆市 工伤保险参保人数（约束性）"
    assert mail["From"].addresses[0].display_name == "序时预警"
    assert mail["To"] == "injury@cq.example"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Date"].datetime == AT


def test_no_line_is_longer_than_mail_allows() -> None:
    raw = build_mail(a_message(), an_envelope()).as_bytes()
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998


def test_the_first_message_starts_the_thread() -> None:
    mail = read(a_message(1))
    assert mail["Message-ID"] == "<alert-CQ-08-e1.1@xushi.example>"
    assert mail["In-Reply-To"] is None
    assert mail["References"] is None


@pytest.mark.parametrize(
    ("sequence", "references"),
    [
        (2, "<alert-CQ-08-e1.1@xushi.example>"),
        (4, "<alert-CQ-08-e1.1@xushi.example> <alert-CQ-08-e1.3@xushi.example>"),
    ],
)
def test_later_messages_answer_the_first_and_refer_to_the_one_before(sequence: int, references: str) -> None:
    mail = read(a_message(sequence))
    assert mail["In-Reply-To"] == message_id("CQ-08", 1, 1, "xushi.example")
    assert mail["References"] == references


def test_a_retry_is_the_same_bytes() -> None:
    assert build_mail(a_message(), an_envelope()).as_bytes() == build_mail(a_message(), an_envelope()).as_bytes()


@pytest.mark.parametrize("recipient", ["", "nobody", "a@b@c", "甲 <>", "@cq.example"])
def test_what_is_no_mail_address_is_refused(recipient: str) -> None:
    with pytest.raises(ValueError, match="address"):
        build_mail(a_message(), an_envelope(recipient))


def test_an_address_with_a_line_break_is_refused_so_that_it_adds_no_head() -> None:
    with pytest.raises(ValueError, match="not a mail address"):
        build_mail(a_message(), an_envelope("a@b.example\r\nBcc: c@d.example"))


def test_the_chart_comes_with_the_html_that_shows_it() -> None:
    mail = read(a_drawn_message())
    text, related = mail.iter_parts()
    assert [text.get_content_type(), related.get_content_type()] == ["text/plain", "multipart/related"]
    html, picture = related.iter_parts()
    assert f"cid:{picture['Content-ID'][1:-1]}" in html.get_content()
    assert picture["Content-ID"] == "<chart-CQ-08-e1.3@xushi.example>"
    assert picture.get_content_disposition() == "inline"
    assert picture.get_content() == png(a_chart(), simulated=False)


def test_a_mail_with_a_chart_is_small_and_the_same_bytes_every_time() -> None:
    first, again = (build_mail(a_drawn_message(), an_envelope()).as_bytes() for _ in range(2))
    assert first == again
    assert len(first) < 60_000
