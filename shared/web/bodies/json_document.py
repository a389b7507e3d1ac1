"""What a JSON text may hold by its grammar and a report may not: a key twice, a character no document can hold. Pure.

RFC 8259 leaves to each reader what a key that comes twice means; most take the last, some the first: so two systems
would read two figures in one text. It is refused.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from shared.texts import unwritable
from shared.web.bodies.faults import BodyFault, fault

_Pairs = list[tuple[str, Any]]


def key_comes_twice(text: bytes) -> bool:
    """Whether any object of a valid JSON text has a key twice. Costs one pass in C, the objects' keys aside."""
    objects: list[_Pairs] = []
    json.loads(text, object_pairs_hook=objects.append, parse_int=str, parse_float=str)
    return any(len(dict(pairs)) != len(pairs) for pairs in objects)


def repeated_keys(text: bytes) -> list[BodyFault]:
    """A fault at every key that comes twice."""
    document = json.loads(text, object_pairs_hook=_Object, parse_int=str, parse_float=str)
    return [
        fault("repeated-key", f"{pointer}/{escaped(key)}", f"“{key[:40]}”写了不止一次，不能确定以哪个为准")
        for pointer, each in _objects(document, "")
        for key in each.repeated
    ]


def may_hold_unwritable(text: bytes) -> bool:
    """Whether a closer look is worth it: a control character stands in JSON as an escape only."""
    return b"\\" in text or b"\xef\xbf" in text


def unwritable_texts(document: object, pointer: str = "") -> list[BodyFault]:
    """A fault at every text with a character that no document can hold."""
    if isinstance(document, str):
        return control_character(pointer, document)
    if isinstance(document, dict):
        parts: Iterator[tuple[object, object]] = iter(document.items())
    elif isinstance(document, list):
        parts = iter(enumerate(document))
    else:
        return []
    return [each for name, part in parts for each in unwritable_texts(part, f"{pointer}/{escaped(str(name))}")]


def control_character(pointer: str, text: str) -> list[BodyFault]:
    """The fault of a text that holds a character which no document can hold, with the character's code."""
    if (character := unwritable(text)) is None:
        return []
    message = f"有不能写进文件的控制字符（{character}），常由文字处理软件粘贴带入；请删去后重发"
    return [fault("control-character", pointer, message)]


def escaped(name: str) -> str:
    """A name as part of a JSON pointer (RFC 6901)."""
    return name.replace("~", "~0").replace("/", "~1")


class _Object(dict[str, Any]):
    """An object, and which of its keys came more than once."""

    def __init__(self, pairs: _Pairs) -> None:
        super().__init__(pairs)
        counted = Counter(key for key, _ in pairs)
        self.repeated = [key for key, times in counted.items() if times > 1]


def _objects(document: object, pointer: str) -> Iterator[tuple[str, _Object]]:
    if isinstance(document, _Object):
        yield pointer, document
        for name, part in document.items():
            yield from _objects(part, f"{pointer}/{escaped(name)}")
    elif isinstance(document, list):
        for index, part in enumerate(document):
            yield from _objects(part, f"{pointer}/{index}")
