"""What a JSON text may hold by its grammar and a report may not: a key twice, a character no document can hold. Pure.

RFC 8259 leaves to each reader what a key that comes twice means; most take the last, some the first: so two systems
would read two figures in one text. It is refused.

Both are asked of every report, and nearly none has either. So a look that cannot overlook anything comes first, over
the text as it lies there (a tenth of the time): only what it does not rule out is taken apart.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

import msgspec

from shared.steps import step
from shared.texts import unwritable
from shared.web.bodies.faults import BodyFault, fault

_Pairs = list[tuple[str, Any]]
_LONGEST_NAME = 100  # characters of a key that a pointer repeats
_UNTYPED = msgspec.json.Decoder(float_hook=Decimal)
_WRITTEN = msgspec.json.Encoder()
_MAY_BE_A_COLON = b"\\u003"
_LAST_OF_A_PLANE = b"\xef\xbf"
"""From U+FFC0 on, U+FFFE and U+FFFF among them."""

_UNWRITABLE_ESCAPE = re.compile(rb"\\(?:[bf]|u(?:00[01]|[dD][89a-fA-F]|[fF]{3}[eEfF]))")
"""A control character (which is no JSON as it is), a half of a pair, or one of those two."""


def key_comes_twice(text: bytes) -> bool:
    """Whether any object of a valid JSON text has a key twice."""
    if not _may_hold_a_key_twice(text):
        return False
    objects: list[_Pairs] = []
    json.loads(text, object_pairs_hook=objects.append, parse_int=str, parse_float=str)
    return any(len(dict(pairs)) != len(pairs) for pairs in objects)


def _may_hold_a_key_twice(text: bytes) -> bool:
    """Whether a closer look is worth it. Each key is followed by a colon, and of two that are the same one is left once
    the text is read: written again it then has fewer colons, those inside of texts being as many as before."""
    try:
        return not written_as_often(text, _UNTYPED.decode(text))
    except msgspec.MsgspecError:
        return True


def written_as_often(text: bytes, read: object) -> bool:
    """Whether what was read of a JSON text has as many keys as the text, so that none came twice; False says nothing.

    ``read`` must be written without what the text does not hold: no key of it is one that was left out.
    """
    if _MAY_BE_A_COLON in text:
        return False  # one inside of a text that is none in it yet
    try:
        return text.count(b":") == _WRITTEN.encode(read).count(b":")
    except (msgspec.MsgspecError, UnicodeEncodeError):
        return False  # half of a pair cannot be written


def repeated_keys(text: bytes) -> Iterator[BodyFault]:
    """A fault at every key that comes twice, one after another."""
    document = json.loads(text, object_pairs_hook=_Object, parse_int=str, parse_float=str)
    for place, each in _walked(document):
        if isinstance(each, _Object):
            for key in each.repeated:
                pointer = f"{_pointer(place)}/{escaped(key)}"
                yield fault("repeated-key", pointer, f"“{key[:40]}”写了不止一次，不能确定以哪个为准")


def may_hold_unwritable(text: bytes) -> bool:
    """Whether a closer look is worth it: where a character that no document can hold may stand."""
    return _LAST_OF_A_PLANE in text or (b"\\" in text and _UNWRITABLE_ESCAPE.search(text) is not None)


def unwritable_texts(document: object) -> Iterator[BodyFault]:
    """A fault at every text with a character that no document can hold, one after another."""
    for place, each in _walked(document):
        if isinstance(each, str) and unwritable(each) is not None:
            yield from control_character(_pointer(place), each)


def control_character(pointer: str, text: str) -> list[BodyFault]:
    """The fault of a text that holds a character which no document can hold, with the character's code."""
    if (character := unwritable(text)) is None:
        return []
    message = f"有不能写进文件的控制字符（{character}），常由文字处理软件粘贴带入；请删去后重发"
    return [fault("control-character", pointer, message)]


def escaped(name: str) -> str:
    """A name as part of a JSON pointer (RFC 6901); of a very long one the beginning."""
    if len(name) > _LONGEST_NAME:
        name = f"{name[:_LONGEST_NAME]}…"
    return name.replace("~", "~0").replace("/", "~1")


class _Object(dict[str, Any]):
    """An object, and which of its keys came more than once."""

    def __init__(self, pairs: _Pairs) -> None:
        super().__init__(pairs)
        counted = Counter(key for key, _ in pairs) if len(self) != len(pairs) else Counter()
        self.repeated = [key for key, times in counted.items() if times > 1]


def _walked(document: object) -> Iterator[tuple[list[object], object]]:
    """Every value in the order in which it is written, however deep it lies, with the names and numbers that lead to
    it; the list of them is changed as the walk goes on."""
    place: list[object] = []
    levels: list[Iterator[tuple[object, object]]] = []
    yield place, document
    levels.append(_parts(document))
    while levels:
        step()
        found = next(levels[-1], None)
        if found is None:
            levels.pop()
            continue
        name, part = found
        del place[len(levels) - 1 :]
        place.append(name)
        yield place, part
        if isinstance(part, dict | list):
            levels.append(_parts(part))


def _parts(value: object) -> Iterator[tuple[object, object]]:
    if isinstance(value, dict):
        return iter(value.items())
    return iter(enumerate(value)) if isinstance(value, list) else iter(())


def _pointer(place: Sequence[object]) -> str:
    return "".join(f"/{escaped(str(name))}" for name in place)
