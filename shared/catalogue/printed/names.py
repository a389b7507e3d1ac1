"""A printed row name taken apart: ``5.其中：农民工参加职业培训人次（万人次）``. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_NAME = re.compile(
    r"^\s*(?:\d+\s*[.．、]\s*)?(?P<part>其中\s*[:：]\s*)?(?P<name>.*?)\s*(?:[（(](?P<unit>[^（()）]*)[)）])?\s*$"
)


@dataclass(frozen=True, slots=True)
class PrintedName:
    """A printed row name: whether it is an 其中 row, its plain name and its unit ('' if none).

    ``whole`` is the name with what stands in brackets behind it, which may be no unit but a remark ('' without).
    """

    name: str
    unit: str
    part: bool
    whole: str = field(default="", compare=False)


def read_name(text: str) -> PrintedName:
    """Take a printed row name apart."""
    found = _NAME.match(text)
    if found is None:  # a name with a line break in it
        return PrintedName(text.strip(), "", False)
    whole = text[found.start("name") :].strip() if found["unit"] else ""
    return PrintedName(found["name"], (found["unit"] or "").replace("％", "%"), bool(found["part"]), whole)
