"""A document that is printed for who asks for it, and the answer where it cannot be."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from shared.office.pdf.characters import FontFault
from shared.office.pdf.seal import SealRefused
from shared.office.pdf.typesetter import SettingFault
from shared.web.problems import Problem

Made = TypeVar("Made")


def printed_or_refused(make: Callable[[], Made]) -> Made:
    """What ``make`` prints.

    Raises:
        Problem: 503 with the reason, where it could not be set or signed.
    """
    try:
        return make()
    except (SettingFault, FontFault, SealRefused) as fault:
        raise Problem(503, "not-printed", "不能印制", detail=str(fault)) from None
