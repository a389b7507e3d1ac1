"""A printed document read back by pdfminer: its pages' texts, and where every sign stands."""

from __future__ import annotations

import io
import logging
from typing import NamedTuple

from pdfminer.converter import PDFPageAggregator
from pdfminer.layout import LTChar, LTContainer, LTPage
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage

from shared.office.pdf.long_words import MAY_BREAK

logging.getLogger("pdfminer").setLevel(logging.ERROR)

MILLIMETRE = 72 / 25.4


class Sign(NamedTuple):
    """A character as printed: from its page's left and top edge, in millimetres; its size in points, and its font."""

    text: str
    left: float
    right: float
    top: float
    bottom: float
    points: float
    font: str


def pages(data: bytes) -> list[list[Sign]]:
    """The signs of each page, in the order in which the file holds them."""
    manager = PDFResourceManager()
    device = PDFPageAggregator(manager, laparams=None)
    interpreter = PDFPageInterpreter(manager, device)
    found = []
    for page in PDFPage.get_pages(io.BytesIO(data)):
        interpreter.process_page(page)
        result = device.get_result()
        found.append([sign for each in _characters(result) for sign in [_sign(each, result)]])
    return found


def text_of(data: bytes) -> str:
    """All that is printed, without any white space or where a word may be broken, page by page."""
    printed = ("".join("".join(sign.text for sign in page).split()) for page in pages(data))
    return "".join(printed).replace(MAY_BREAK, "")


def lines(page: list[Sign], points: float) -> list[list[Sign]]:
    """The lines of the signs of one size, from the top."""
    found: dict[float, list[Sign]] = {}
    for sign in page:
        if abs(sign.points - points) < 0.3:
            found.setdefault(round(sign.top, 1), []).append(sign)
    return [sorted(found[top], key=lambda sign: sign.left) for top in sorted(found)]


def _characters(container: LTContainer) -> list[LTChar]:  # type: ignore[type-arg]
    found = []
    for each in container:
        if isinstance(each, LTChar):
            found.append(each)
        elif isinstance(each, LTContainer):
            found += _characters(each)
    return found


def _sign(found: LTChar, page: LTPage) -> Sign:
    left, bottom, right, top = (each / MILLIMETRE for each in found.bbox)
    height = page.height / MILLIMETRE
    points = abs(found.matrix[3]) * found.fontsize if hasattr(found, "fontsize") else found.size
    return Sign(found.get_text(), left, right, height - top, height - bottom, points, found.fontname)
