"""An evaluation's renditions: the bytes that the kinds of documents make of its layout."""

from __future__ import annotations

from services.aggregator.evaluation.written.layout import lay_out
from services.aggregator.issuing.documents import day_of
from services.aggregator.issuing.renditions import article_of, rendered
from services.aggregator.issuing.renditions import made_anew as rendition_made_anew
from shared.events.published.evaluation import EvaluationContent
from shared.office.pdf.printing import Printing


def render(content: EvaluationContent) -> dict[str, bytes]:
    """All renditions that are made of the content alone."""
    return rendered(lay_out(content))


def made_anew(content: EvaluationContent, printing: Printing, suffix: str) -> bytes:
    """Made anew: a draft, or what depends on nothing but the content."""
    return rendition_made_anew(lay_out(content), day_of(content), printing, suffix)


def article(content: EvaluationContent) -> str:
    """The report as a part of a page."""
    return article_of(lay_out(content))


def file_name(content: EvaluationContent, suffix: str) -> str:
    """What a file is called: ``chongqing-2021-2025-final-2025-12-1.docx``."""
    return f"{content.plan}-{content.kind}-{content.period}-{content.number}.{suffix}"
