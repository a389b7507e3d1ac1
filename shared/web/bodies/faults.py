"""What can be wrong with a body that was posted."""

from __future__ import annotations

import msgspec

MOST_FAULTS = 200
"""Faults that one answer lists: nobody mends more at a time. Of a body's shape one more is looked for."""

_LONGEST = 200  # characters of a message: what was sent may be long, what is answered is not
_LONGEST_POINTER = 500


class BodyFault(msgspec.Struct, frozen=True, gc=False):
    """One thing that is wrong: ``pointer`` is the JSON pointer to it, ``message`` is Chinese."""

    code: str
    pointer: str
    message: str


class Unreadable(Exception):
    """Bytes that are no JSON text at all: ``code`` names why, ``detail`` says where, in Chinese."""

    def __init__(self, code: str, title: str, detail: str) -> None:
        super().__init__(detail)
        self.code, self.title, self.detail = code, title, detail


def fault(code: str, pointer: str, message: str) -> BodyFault:
    """A fault whose message and pointer are kept to a readable length."""
    if len(pointer) > _LONGEST_POINTER:
        pointer = pointer[: _LONGEST_POINTER - 1] + "…"
    return BodyFault(code, pointer, message if len(message) <= _LONGEST else message[: _LONGEST - 1] + "…")
