"""What a JSON text may hold by its grammar and a report may not: a key twice, a character no document can hold. Pure.

RFC 8259 leaves to each reader what a key that comes twice means; most take the last, some the first: so two systems
would read two figures in one text. It is refused.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from shared.steps import step
from shared.texts import unwritable
from shared.web.bodies.faults import BodyFault, fault

_Pairs = list[tuple[str, Any]]
_LONGEST_NAME = 100  # characters of a key that a pointer repeats


def key_comes_twice(text: bytes) -> bool:
    """Whether any object of a valid JSON text has a key twice. Costs one pass in C, the objects' keys aside."""
    objects: list[_Pairs] = []
    json.loads(text, object_pairs_hook=objects.append, parse_int=str, parse_float=str)
    return any(len(dict(pairs)) != len(pairs) for pairs in objects)


def repeated_keys(text: bytes) -> Iterator[BodyFault]:
    """A fault at every key that comes twice, one after another."""
    document = json.loads(text, object_pairs_hook=_Object, parse_int=str, parse_float=str)
    for place, each in _walked(document):
        if isinstance(each, _Object):
            for key in each.repeated:
                pointer = f"{_pointer(place)}/{escaped(key)}"
                yield fault("repeated-key", pointer, f"“{key[:40]}”写了不止一次，不能确定以哪个为准")


def may_hold_unwritable(text: bytes) -> bool:
    """Whether a closer look is worth it: a control character stands in JSON as an escape only."""
    return b"\\" in text or b"\xef\xbf" in text


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
