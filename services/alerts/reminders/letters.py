"""A letter about a unit's report as the message that goes out: one text in every form, with what it says as data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.alerts.messages.message import ComposedMessage
from services.alerts.messages.rendering import SIMULATED, Letter, render_html, render_text


def as_message(letter: Letter, number: str, sequence: int, subject: str, facts: Mapping[str, Any]) -> ComposedMessage:
    """The ``sequence``-th message of that number."""
    return ComposedMessage(
        alert=number,
        episode=1,
        sequence=sequence,
        subject=subject,
        title=letter.title,
        text=render_text(letter),
        html=render_html(letter),
        link=letter.link,
        facts=dict(facts),
        paragraphs=(*((SIMULATED,) if letter.simulated else ()), *letter.paragraphs),
        action=letter.link_text,
    )
