"""Every place where a JSON document does not have the shape of a body, at once. Pure.

Lists are counted before what is in them is described, and faults are found one after another, so that who asks for
the first ones pays for no more.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, get_args, get_origin

import msgspec

from shared.web.bodies.faults import BodyFault, fault
from shared.web.bodies.json_document import escaped

MOST_ITEMS = 1_000
"""Items of one list that are described; no body may hold more than 500 of anything."""

TOO_MANY = "too-many-items"
"""The code of the fault of a list that is longer."""

_WORDS = ((bool, "true 或 false"), (str, "文字"), (int, "整数"))
_JSON_WORDS = {str: "文字", bool: "true/false", int: "数字", Decimal: "数字", list: "数组", dict: "对象"}


def shape_faults(document: object, kind: type[msgspec.Struct], pointer: str) -> Iterator[BodyFault]:
    """Everywhere that ``document`` does not have the shape of ``kind``; values typed Any are not looked at."""
    if not isinstance(document, dict):
        yield fault("wrong-type", pointer, f"应为对象，而不是{_word(document)}")
        return
    fields = {field.encode_name: field for field in msgspec.structs.fields(kind)}
    for name in document:
        if name not in fields:
            yield fault("unknown-field", f"{pointer}/{escaped(name)}", f"没有“{name}”这个字段")
    for name, field in fields.items():
        if name in document:
            yield from _value_faults(document[name], field.type, f"{pointer}/{name}")
        elif field.required:
            yield fault("missing-field", f"{pointer}/{name}", f"缺少“{name}”")


def _value_faults(value: object, kind: Any, pointer: str) -> Iterator[BodyFault]:
    options = get_args(kind) if get_origin(kind) not in (list, tuple) else (kind,)
    for option in options or (kind,):
        if isinstance(option, type) and issubclass(option, msgspec.Struct):
            if value is not None or len(options) <= 1:
                yield from shape_faults(value, option, pointer)
            return
        if get_origin(option) in (list, tuple):
            yield from _list_faults(value, get_args(option)[0], pointer)
            return
    try:
        msgspec.convert(value, kind)
    except msgspec.ValidationError:
        yield fault("wrong-type", pointer, f"应为{_expected(kind)}，而不是{_word(value)}")


def _list_faults(value: object, item: Any, pointer: str) -> Iterator[BodyFault]:
    if not isinstance(value, list):
        yield fault("wrong-type", pointer, f"应为数组，而不是{_word(value)}")
    elif len(value) > MOST_ITEMS:
        yield fault(TOO_MANY, pointer, f"共{len(value)}项，一个数组至多{MOST_ITEMS}项")
    else:
        for index, part in enumerate(value):
            yield from _value_faults(part, item, f"{pointer}/{index}")


def _expected(kind: Any) -> str:
    options = get_args(kind) or (kind,)
    texts = [option for option in options if isinstance(option, str)]
    if texts:
        return "、".join(texts) + "之一"
    return next((word for each, word in _WORDS if each in options), "约定的类型")


def _word(value: object) -> str:
    return _JSON_WORDS.get(type(value), "空值" if value is None else "数字")


def without_nulls(document: Any, kind: Any) -> Any:
    """``document`` without the keys whose value is null, wherever a key may be left out; a list of more items than
    are described stays as it is.

    Data-frame libraries and many serialisers write every missing value so.
    """
    for option in get_args(kind) if get_origin(kind) not in (list, tuple) else ():
        if get_origin(option) in (list, tuple) or (isinstance(option, type) and issubclass(option, msgspec.Struct)):
            return without_nulls(document, option)
    if get_origin(kind) in (list, tuple) and isinstance(document, list) and len(document) <= MOST_ITEMS:
        return [without_nulls(each, get_args(kind)[0]) for each in document]
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct) and isinstance(document, dict):
        fields = {field.encode_name: field for field in msgspec.structs.fields(kind)}
        return {
            name: without_nulls(value, fields[name].type) if name in fields else value
            for name, value in document.items()
            if value is not None or name not in fields or fields[name].required
        }
    return document
