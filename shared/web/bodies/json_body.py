"""JSON bytes to a typed body, or every fault of its shape at once. Numbers are read exactly.

The good case costs one msgspec pass. Only a body that does not fit is read a second time, without
types, to name each place that is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import chain, islice
from typing import Any, Generic, TypeVar

import msgspec
from msgspec import inspect

from shared.library_words import shape_words
from shared.web.bodies.faults import MOST_FAULTS, BodyFault, Unreadable, fault
from shared.web.bodies.json_document import (
    key_comes_twice,
    may_hold_unwritable,
    repeated_keys,
    unwritable_texts,
    written_as_often,
)
from shared.web.bodies.shape import shape_faults, without_nulls

Body = TypeVar("Body", bound=msgspec.Struct)
Decoded = TypeVar("Decoded")

_BOM = b"\xef\xbb\xbf"
_BYTE = re.compile(r"\(byte (\d+)\)")
_PATH = re.compile(r"at `\$(.*)`$")
_UNTYPED = msgspec.json.Decoder(float_hook=Decimal)


class BodyReader(Generic[Body]):
    """Reads one kind of body. A fraction such as ``0.1`` becomes a Decimal of exactly its digits."""

    def __init__(self, kind: type[Body]) -> None:
        self._kind = kind
        self._decoder = msgspec.json.Decoder(kind, float_hook=Decimal)
        self._sparse = is_sparse(kind)

    def read(self, raw: bytes) -> tuple[Body | None, Any, list[BodyFault]]:
        """The body, or None with every fault of its shape (of very many the first, and one more than an answer lists)
        and the document as it was written.

        Raises:
            Unreadable: ``body-not-utf8`` or ``body-not-json``.
        """
        text = _utf8(raw)
        try:
            body = _decode(self._decoder, text)
        except msgspec.ValidationError as error:
            return self._closely(text, error)
        told_once = self._sparse and written_as_often(text, body)
        if (not told_once and _comes_twice(text)) or _holds_unwritable(text):
            return None, *_told(text, self._kind)
        return body, None, []

    def _closely(self, text: bytes, error: msgspec.ValidationError) -> tuple[Body | None, Any, list[BodyFault]]:
        """The body where only nulls stood for what may be left out; else the document and its faults.

        ``error`` is the first of them, as msgspec tells it.
        """
        pointer = _pointer(str(error))
        try:
            document, faults = _told(text, self._kind)
        except msgspec.ValidationError:
            return None, None, [fault("number-too-long", pointer, "数字的位数过多")]
        if faults:
            return None, document, faults
        try:
            return msgspec.convert(document, self._kind), None, []
        except msgspec.ValidationError:
            return None, document, [fault("wrong-shape", pointer, f"内容与约定不符：{shape_words(str(error))}")]


def is_sparse(kind: type[msgspec.Struct]) -> bool:
    """Whether a body of the kind is written without what was left out: it, and every kind of part that it has."""
    return all(
        each.cls.__struct_config__.omit_defaults
        for each in _parts_of(inspect.type_info(kind))
        if isinstance(each, inspect.StructType)
    )


def _parts_of(kind: inspect.Type) -> Iterator[inspect.Type]:
    """A kind and all that it may hold."""
    yield kind
    parts: list[inspect.Type] = []
    if isinstance(kind, inspect.StructType):
        parts = [each.type for each in kind.fields]
    elif isinstance(kind, inspect.UnionType):
        parts = list(kind.types)
    elif isinstance(kind, inspect.CollectionType):
        parts = [kind.item_type]
    elif isinstance(kind, inspect.DictType):
        parts = [kind.value_type]
    for part in parts:
        yield from _parts_of(part)


def _told(text: bytes, kind: type[msgspec.Struct]) -> tuple[Any, list[BodyFault]]:
    """The document without the nulls that mean "left out", and the faults of its shape and texts: all of them, or one
    more than an answer lists."""
    document = without_nulls(_decode(_UNTYPED, text), kind)
    repeated = repeated_keys(text) if _comes_twice(text) else ()
    found = chain(repeated, shape_faults(document, kind, ""), unwritable_texts(document))
    try:
        return document, list(islice(found, MOST_FAULTS + 1))
    except RecursionError:
        raise _not_json(text, "嵌套过深") from None


def _holds_unwritable(text: bytes) -> bool:
    return may_hold_unwritable(text) and any(unwritable_texts(_decode(_UNTYPED, text)))


def _comes_twice(text: bytes) -> bool:
    try:
        return key_comes_twice(text)
    except RecursionError:
        raise _not_json(text, "嵌套过深") from None


def _utf8(raw: bytes) -> bytes:
    """The bytes, without a byte order mark, after making sure that they are UTF-8."""
    try:
        raw.decode()
    except UnicodeDecodeError as error:
        raise Unreadable(
            "body-not-utf8",
            "请求体不是UTF-8编码",
            f"第{error.start + 1}字节起不是UTF-8{_guess(raw)}；请以UTF-8编码发送",
        ) from None
    return raw.removeprefix(_BOM)


def _guess(raw: bytes) -> str:
    try:
        text = raw.decode("gb18030")
    except UnicodeDecodeError:
        return ""
    return "" if "\x00" in text else "，看来是GBK"


def _decode(decoder: msgspec.json.Decoder[Decoded], text: bytes) -> Decoded:
    try:
        return decoder.decode(text)
    except msgspec.ValidationError:
        raise
    except msgspec.DecodeError as error:
        raise _not_json(text, str(error)) from None
    except RecursionError:
        raise _not_json(text, "嵌套过深") from None


def _pointer(message: str) -> str:
    """The JSON pointer of msgspec's path: ``… - at `$.lines[0].value` `` becomes ``/lines/0/value``."""
    found = _PATH.search(message)
    return "" if found is None else "".join(f"/{part}" for part in re.findall(r"\w+", found[1]))


def _not_json(text: bytes, reason: str) -> Unreadable:
    found = _BYTE.search(reason)
    if found is None:
        detail = "内容在结尾处不完整" if "truncated" in reason else f"JSON格式有误：{reason}"
    else:
        offset = int(found[1])
        before = text[:offset]
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode(errors="replace")) + 1
        near = text[offset : offset + 24].decode(errors="replace").rstrip("�")
        detail = f"第{line}行第{column}列（第{offset + 1}字节）“{near}”处不是合法的JSON；NaN、Infinity 也不是JSON数字"
    return Unreadable("body-not-json", "请求体不是合法的JSON", detail)
