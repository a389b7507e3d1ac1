"""Query parameters: how the interface describes them, and what is wrong with those that came.

A route of the API is asked with the parameters that its description names, each once; anything else is refused by
name before the route runs. So nothing is read that the OpenAPI document does not tell of, and nothing that was
asked (a misspelt month, ``dry_run`` where there is none) is passed over without a word.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from typing import Annotated, Any, NoReturn, TypeVar

from fastapi import Request
from pydantic import BeforeValidator
from starlette.types import Scope

from shared.web.problems import Fault, Problem

T = TypeVar("T")

_NUL = b"%00"
_MOST_DIGITS = 18


def described(texts: Mapping[str, str], needed: Collection[str] = (), whole: Collection[str] = ()) -> dict[str, Any]:
    """The OpenAPI description of parameters by name; those ``needed`` are required, ``whole`` ones are integers."""
    return {
        "parameters": [
            {
                "name": name,
                "in": "query",
                "required": name in needed,
                "schema": {"type": "integer" if name in whole else "string"},
                "description": text,
            }
            for name, text in texts.items()
        ]
    }


async def only_described(request: Request) -> None:
    """What every route of the API depends on: it is asked with its own parameters, each once.

    Raises:
        Problem: 422 with a fault for each other one, and for each that comes twice.
    """
    refuse_others(request, _names(request.scope["route"]))


def refuse_others(request: Request, known: Collection[str]) -> None:
    """Make sure that only ``known`` parameters came, each once.

    Raises:
        Problem: 422 with a fault for each that is not, and for each that comes twice.
    """
    if not request.scope["query_string"]:
        return
    counted = Counter(name for name, _ in request.query_params.multi_items())
    faults = unknown(counted, known)
    faults += [
        Fault("repeated_parameter", name, f"“{name[:40]}”写了不止一次，不能确定以哪个为准")
        for name, times in counted.items()
        if times > 1 and name in known
    ]
    if faults:
        raise Problem(422, "parameters-invalid", "请求参数有误", faults=faults)


def holds_nul(scope: Scope) -> bool:
    """Whether the address holds U+0000, in its path or in a parameter: PostgreSQL keeps no such text and fails of
    it, and nothing has a name with it."""
    return _NUL in scope["query_string"] or b"\0" in scope["query_string"] or "\0" in scope["path"]


async def refuse_nul(request: Request) -> NoReturn:
    """What is done with such an address.

    Raises:
        Problem: 422 with the parameters that hold it.
    """
    faults = [
        Fault("control-character", name.replace("\0", ""), "参数中有不能使用的字符（U+0000），请删去后重发")
        for name, value in request.query_params.multi_items()
        if "\0" in name + value
    ]
    detail = "地址或参数中有不能使用的字符（U+0000），常由程序拼接带入；请删去后重发"
    raise Problem(422, "control-character", "地址中有控制字符", detail=detail, faults=faults)


def _names(route: Any) -> set[str]:
    """The query parameters that a route is described with: those of its function, and those that it adds."""
    found = {field.alias for field in route.dependant.query_params}
    extra = (route.openapi_extra or {}).get("parameters", ())
    return found | {each["name"] for each in extra if each["in"] == "query"}


def unknown(query: Collection[str], known: Collection[str]) -> list[Fault]:
    """A fault for each parameter that the route does not know."""
    return [Fault("unknown_parameter", name, f"没有参数“{name[:40]}”") for name in query if name not in known]


def read(query: Mapping[str, str], name: str, how: Callable[[str], T], expected: str, faults: list[Fault]) -> T | None:
    """A parameter's value, None where it did not come; what cannot be read is a fault that says what was
    ``expected``."""
    if name not in query:
        return None
    try:
        return how(query[name])
    except ValueError:
        faults.append(Fault(f"bad_{name}", name, f"“{query[name][:20]}”有误，{expected}"))
        return None


def whole(text: str) -> int:
    """A number that counts (a row, a revision, a version): plain digits, nothing beside them.

    Raises:
        ValueError: anything else, such as ``1_0``, ``1.0`` or digits of another script.
    """
    if not (text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS):
        raise ValueError(f"“{text[:20]}”有误，应为整数")
    return int(text)


Whole = Annotated[int, BeforeValidator(whole)]
"""The same as the type of a route's parameter."""
