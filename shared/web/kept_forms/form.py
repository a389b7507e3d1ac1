"""A form as it was sent, and what of it is kept. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import msgspec

KEPT_FOR = timedelta(hours=24)
"""So long a form is kept."""

MOST_KEPT = 4
"""Of one account: the newest."""

PARAMETER = "kept"
"""Of a page's address: the id of the form that is to stand in it."""

PAGE_FIELD = "filled_in_at"
"""Of a form whose page may have come as an answer to another form: where the page is to be had."""

SECRET_FIELDS = frozenset({"password", "again", "present", "code", "ticket"})
"""What signs somebody in: a form that holds it is written down nowhere, and stands in no page."""

_UNKEPT = frozenset({"form_token", "key", PAGE_FIELD})


class KeptForm(msgspec.Struct, frozen=True):
    """Where a form was sent to, and what was in it, in its order."""

    path: str
    fields: tuple[tuple[str, str], ...]

    def of(self, name: str) -> list[str]:
        """The values of a field."""
        return [text for each, text in self.fields if each == name]

    def has(self, name: str) -> bool:
        """Whether the form had the field at all."""
        return any(each == name for each, _ in self.fields)


class KeptId(msgspec.Struct, frozen=True):
    """By what a kept form is found ('': it was not kept)."""

    id: str


def kept_form(path: str, fields: Mapping[str, list[str]]) -> KeptForm | None:
    """What is to be kept of a form; None for one that signs in or holds a secret, or in which nothing stands."""
    if SECRET_FIELDS & fields.keys() or path.startswith(("/login", "/logout")):
        return None
    found = tuple((name, text) for name, texts in fields.items() if name not in _UNKEPT for text in texts)
    return KeptForm(path, found) if any(text for _, text in found) else None
