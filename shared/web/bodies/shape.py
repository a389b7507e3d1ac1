"""Every place where a JSON document does not have the shape of a body, at once. Pure."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, get_args, get_origin

import msgspec

from shared.web.bodies.faults import BodyFault, fault
from shared.web.bodies.json_document import escaped

_WORDS = ((bool, "true 或 false"), (str, "文字"), (int, "整数"))
_JSON_WORDS = {str: "文字", bool: "true/false", int: "数字", Decimal: "数字", list: "数组", dict: "对象"}


def shape_faults(document: object, kind: type[msgspec.Struct], pointer: str) -> list[BodyFault]:
    """Everywhere that ``document`` does not have the shape of ``kind``; values typed Any are not looked at."""
    if not isinstance(document, dict):
        return [fault("wrong-type", pointer, f"应为对象，而不是{_word(document)}")]
    fields = {field.encode_name: field for field in msgspec.structs.fields(kind)}
    found = [
        fault("unknown-field", f"{pointer}/{escaped(name)}", f"没有“{name}”这个字段")
        for name in document
        if name not in fields
    ]
    for name, field in fields.items():
        if name in document:
            found += _value_faults(document[name], field.type, f"{pointer}/{name}")
        elif field.required:
            found.append(fault("missing-field", f"{pointer}/{name}", f"缺少“{name}”"))
    return found


def _value_faults(value: object, kind: Any, pointer: str) -> list[BodyFault]:
    options = get_args(kind) if get_origin(kind) not in (list, tuple) else (kind,)
    for option in options or (kind,):
        if isinstance(option, type) and issubclass(option, msgspec.Struct):
            return [] if value is None and len(options) > 1 else shape_faults(value, option, pointer)
        if get_origin(option) in (list, tuple):
            if not isinstance(value, list):
                return [fault("wrong-type", pointer, f"应为数组，而不是{_word(value)}")]
            item = get_args(option)[0]
            return [each for i, part in enumerate(value) for each in _value_faults(part, item, f"{pointer}/{i}")]
    try:
        msgspec.convert(value, kind)
    except msgspec.ValidationError:
        return [fault("wrong-type", pointer, f"应为{_expected(kind)}，而不是{_word(value)}")]
    return []


def _expected(kind: Any) -> str:
    options = get_args(kind) or (kind,)
    texts = [option for option in options if isinstance(option, str)]
    if texts:
        return "、".join(texts) + "之一"
    return next((word for each, word in _WORDS if each in options), "约定的类型")


def _word(value: object) -> str:
    return _JSON_WORDS.get(type(value), "空值" if value is None else "数字")


def without_nulls(document: Any, kind: Any) -> Any:
    """``document`` without the keys whose value is null, wherever a key may be left out.

    Data-frame libraries and many serialisers write every missing value so.
    """
    for option in get_args(kind) if get_origin(kind) not in (list, tuple) else ():
        if get_origin(option) in (list, tuple) or (isinstance(option, type) and issubclass(option, msgspec.Struct)):
            return without_nulls(document, option)
    if get_origin(kind) in (list, tuple) and isinstance(document, list):
        return [without_nulls(each, get_args(kind)[0]) for each in document]
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct) and isinstance(document, dict):
        fields = {field.encode_name: field for field in msgspec.structs.fields(kind)}
        return {
            name: without_nulls(value, fields[name].type) if name in fields else value
            for name, value in document.items()
            if value is not None or name not in fields or fields[name].required
        }
    return document
