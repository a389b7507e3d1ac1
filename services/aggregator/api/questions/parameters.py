"""Query parameters of the read routes: how the interface describes them, and what is wrong with those that came."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any, TypeVar

from shared.web.problems import Fault

T = TypeVar("T")


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


def unknown(query: Mapping[str, str], known: Collection[str]) -> list[Fault]:
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
