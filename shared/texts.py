"""Text that every document can hold. Pure.

A bulletin is an .xlsx and a .docx, a page is HTML: XML 1.0 has no way at all to write a vertical tab or a NUL
(W3C, Extensible Markup Language 1.0, production 2, ``Char``). Such a character comes in by a paste out of a word
processor; once stored it would stop every later document. So every door refuses it by name, and what renders
documents leaves it out, since an older store may hold some.
"""

from __future__ import annotations

import re

_RESIDENT = re.compile(r"(?<!\d)[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?!\d)")
_MOBILE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def unwritable(text: str) -> str | None:
    """The first character that no XML document can hold, by its code (``U+000B``); None where all can be written."""
    found = _UNWRITABLE.search(text)
    return None if found is None else f"U+{ord(found[0]):04X}"


def writable(text: str) -> str:
    """``text`` without the characters that no XML document can hold."""
    return _UNWRITABLE.sub("", text)


def names_a_person(text: str) -> bool:
    """Whether a text holds a resident identity number (GB 11643) or the number of a mobile phone: where nothing of
    single persons may be written."""
    return _RESIDENT.search(text) is not None or _MOBILE.search(text) is not None
