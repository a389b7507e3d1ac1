"""Where each fault belongs on the typed form. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from services.intake.pages.views.typed.fields import field_name, parts_of
from services.intake.pages.views.typed.report import WrittenForm

_WHOLE = {
    "/note": "note",
    "/correction/reason": "reason",
    "/correction/evidence": "evidence",
}


@dataclass(frozen=True, slots=True)
class PlacedFaults:
    """Faults by the field they belong to; what belongs to none stands in ``whole``."""

    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    whole: tuple[str, ...] = ()


def place(faults: Iterable[tuple[str, str]], written: WrittenForm) -> PlacedFaults:
    """Each fault (JSON pointer and message) at the field it belongs to."""
    fields: dict[str, tuple[str, ...]] = {}
    whole: list[str] = []
    for pointer, message in faults:
        name = _field_of(pointer, written)
        if name is None:
            whole.append(message)
        else:
            fields[name] = (*fields.get(name, ()), message)
    return PlacedFaults(fields, tuple(whole))


def _field_of(pointer: str, written: WrittenForm) -> str | None:
    if pointer in _WHOLE:
        return _WHOLE[pointer]
    _, kind, index, part = [*pointer.split("/"), "", "", "", ""][:4]
    if not (index.isascii() and index.isdigit()):
        return None
    if kind == "explanations" and int(index) < len(written.explained):
        about = written.explained[int(index)]
        filled = any(row.rule.id == about for row in written.rows)
        return field_name("explanation" if filled else "blank", about) if about else "note"
    if kind == "lines" and int(index) < len(written.rows):
        row = written.rows[int(index)]
        return field_name(part if part in (*parts_of(row), "basis") else parts_of(row)[0], row.rule.id)
    return None
