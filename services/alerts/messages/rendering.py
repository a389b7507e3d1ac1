"""A message's text and HTML from its paragraphs. Pure.

A paragraph is a plain string in which ``**…**`` marks what stands out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from services.alerts.messages.chart import Chart
from services.alerts.messages.wording import LevelLook

_STRONG = re.compile(r"\*\*(.+?)\*\*")
_TIMES = re.compile(r"\d[\d,.]* ?[万亿]?人次")
FONT = "'Noto Sans CJK SC','Source Han Sans SC','Microsoft YaHei',sans-serif"
CHART = "cid:chart@xushi"
"""Where a mail's HTML finds its chart."""

CHART_WIDTH = 640
SIMULATED = "模拟数据：本消息中的数字由演示程序生成，不是统计结果。"


@dataclass(frozen=True, slots=True)
class Letter:
    """What a message says, before it is set in text or HTML."""

    title: str
    look: LevelLook
    paragraphs: Sequence[str]
    link: str
    link_text: str
    simulated: bool
    chart: Chart | None = None


def render_text(letter: Letter) -> str:
    """The message as plain text."""
    parts = [letter.title]
    if letter.simulated:
        parts.append(SIMULATED)
    parts += [plain(paragraph) for paragraph in letter.paragraphs]
    parts.append(f"{letter.link_text}：{letter.link}")
    if letter.chart is not None:
        parts.append("\n".join(letter.chart.lines()))
    return "\n\n".join(parts) + "\n"


def render_html(letter: Letter) -> str:
    """The message as one HTML document with inline styles only: mail clients drop the rest."""
    look = letter.look
    badge = (
        f'<p style="margin:0 0 12px"><span style="display:inline-block;padding:2px 10px;border:2px solid {look.colour};'
        f'border-radius:4px;color:{look.colour};font-weight:bold">{look.shape} {escape(look.name)}</span></p>'
    )
    simulated = (
        f'<p style="margin:0 0 12px;padding:6px 10px;background:#fff4d6;border:1px dashed #8a6100;color:#5c4100">'
        f"{SIMULATED}</p>"
        if letter.simulated
        else ""
    )
    body = "".join(f'<p style="margin:0 0 12px">{html_of(paragraph)}</p>' for paragraph in letter.paragraphs)
    return (
        '<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(letter.title)}</title></head>"
        f'<body style="margin:0;padding:16px;background:#ffffff;color:#1c2230;font:16px/1.7 {FONT}">'
        f'<div style="max-width:680px;border-left:6px solid {look.colour};padding-left:16px">{badge}'
        f'<h1 style="margin:0 0 12px;font-size:19px;line-height:1.5">{escape(letter.title)}</h1>{simulated}{body}'
        f'<p style="margin:0 0 16px"><a href="{escape(letter.link)}" style="color:#1f4e8c">'
        f"{escape(letter.link_text)}</a></p>{_picture(letter.chart)}</div></body></html>"
    )


def _picture(chart: Chart | None) -> str:
    """The chart, which comes with the mail: no reader fetches anything."""
    if chart is None:
        return ""
    return (
        f'<p style="margin:0"><img src="{CHART}" width="{CHART_WIDTH}" alt="{escape(chart.alternative())}" '
        f'style="display:block;width:100%;max-width:{CHART_WIDTH}px;height:auto"></p>'
    )


def plain(paragraph: str) -> str:
    """A paragraph without emphasis."""
    return _STRONG.sub(r"\1", paragraph)


def html_of(paragraph: str) -> str:
    """A paragraph as HTML, escaped; an amount of 人次 stands in one line with its unit."""
    strong = _STRONG.sub(r"<strong>\1</strong>", escape(paragraph))
    return _TIMES.sub(r'<span style="white-space:nowrap">\g<0></span>', strong)
