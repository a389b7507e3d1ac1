"""What stands in an answer of the services."""

from __future__ import annotations

from typing import Any

from services.demo.transport.client import PlayError


def rows_of(answer: Any, name: str, method: str, path: str) -> list[dict[str, Any]]:
    """The list ``name`` of the answer to ``method path``.

    Raises:
        PlayError: there is none.
    """
    rows = answer.get(name) if isinstance(answer, dict) else None
    if not isinstance(rows, list):
        raise PlayError(method, path, 200, f"应答中没有“{name}”")
    return rows
