"""The documents that are published of a position, each an event with its content."""

from __future__ import annotations

from datetime import date

from shared.events import AppraisalContent, AppraisalPublished, BulletinPublished, EvaluationPublished
from shared.events.bulletin_content import BulletinContent
from shared.events.published.evaluation import EvaluationContent
from shared.periods import CHINA, from_microseconds

DocumentContent = BulletinContent | EvaluationContent | AppraisalContent
DocumentEvent = BulletinPublished | EvaluationPublished | AppraisalPublished

DOCUMENT_EVENTS = (BulletinPublished, EvaluationPublished, AppraisalPublished)
"""Every one of them."""


def day_of(content: DocumentContent) -> date:
    """The day as of which it was made: its date."""
    return from_microseconds(content.instant).astimezone(CHINA).date()
