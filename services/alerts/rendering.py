"""A message's text and HTML from its paragraphs. Pure.

A paragraph is a plain string in which ``**…**`` marks what stands out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from services.alerts.wording import Look

_STRONG = re.compile(r"\*\*(.+?)\*\*")
_FONT = "'Noto Sans CJK SC','Source Han Sans SC','Microsoft YaHei',sans-serif"
_SIMULATED = "模拟数据：本消息中的数字由演示程序生成，不是统计结果。"


@dataclass(frozen=True, slots=True)
class Letter:
    """What a message says, before it is set in text or HTML."""

    title: str
    look: Look
    paragraphs: Sequence[str]
    link: str
    link_text: str
    simulated: bool


def render_text(letter: Letter) -> str:
    """The message as plain text."""
    parts = [letter.title]
    if letter.simulated:
        parts.append(_SIMULATED)
    parts += [_STRONG.sub(r"\1", paragraph) for paragraph in letter.paragraphs]
    parts.append(f"{letter.link_text}：{letter.link}")
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
        f"{_SIMULATED}</p>"
        if letter.simulated
        else ""
    )
    body = "".join(f'<p style="margin:0 0 12px">{_html(paragraph)}</p>' for paragraph in letter.paragraphs)
    return (
        '<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(letter.title)}</title></head>"
        f'<body style="margin:0;padding:16px;background:#ffffff;color:#1c2230;font:16px/1.7 {_FONT}">'
        f'<div style="max-width:680px;border-left:6px solid {look.colour};padding-left:16px">{badge}'
        f'<h1 style="margin:0 0 12px;font-size:19px;line-height:1.5">{escape(letter.title)}</h1>{simulated}{body}'
        f'<p style="margin:0"><a href="{escape(letter.link)}" style="color:#1f4e8c">{escape(letter.link_text)}</a></p>'
        "</div></body></html>"
    )


def _html(paragraph: str) -> str:
    return _STRONG.sub(r"<strong>\1</strong>", escape(paragraph))
