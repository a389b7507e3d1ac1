"""What becomes of a draft when somebody saves one: nothing that was saved is replaced by who has not seen it. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

_TYPED = re.compile(r"(value|numerator|denominator|basis|explanation|blank)-\w+|note|reason|evidence", re.ASCII)
"""The fields that are typed."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What is kept of a unit's form for a month. ``fields`` are the texts as they were typed, by the field's name; None
    where it was dropped: reported, or given up. ``version`` counts what has become of it, so that no two drafts of a
    month are ever taken for each other. ``base_revision`` is the revision that the form was drawn from (0: none);
    ``saved_at`` in microseconds, UTC. ``page`` is the page that it was saved from, and ``count`` which of its saves
    this is (0: a page without script does not count)."""

    fields: Mapping[str, str] | None = None
    version: int = 0
    base_revision: int = 0
    saved_by: str = ""
    saved_at: int = 0
    page: str = ""
    count: int = 0

    @property
    def stands(self) -> bool:
        """Whether there is anything in it."""
        return self.fields is not None


NO_DRAFT = Draft()
"""Of a month for which nothing was ever saved."""


@dataclass(frozen=True, slots=True)
class Save:
    """Somebody saves what they have typed; ``seen`` is the version of the draft that their page was drawn from, or
    that it saved last; ``page`` and ``count`` as in :class:`Draft`."""

    fields: Mapping[str, str]
    seen: int
    base_revision: int
    actor: str
    page: str = ""
    count: int = 0


@dataclass(frozen=True, slots=True)
class Drop:
    """Somebody has reported what they typed (``fields``), or gives it up; ``seen`` and ``page`` as in :class:`Save`."""

    seen: int
    fields: Mapping[str, str] = field(default_factory=dict)
    page: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """What stands afterwards, where that is what was asked for; ``changed``: it is another than before."""

    draft: Draft
    changed: bool = True


@dataclass(frozen=True, slots=True)
class DraftMoved:
    """Somebody else has saved since: ``draft`` is what stands, unchanged."""

    draft: Draft


def save(draft: Draft, command: Save, now: int) -> Kept | DraftMoved:
    """The draft after somebody saved, at ``now``.

    The same once more is the same. A page that counts its saves goes on from its own, and one of them that comes late
    is passed over. Everybody else must have seen what stands; where nothing stands, there is nothing to be seen.
    """
    if draft.fields == command.fields and draft.base_revision == command.base_revision:
        return Kept(draft, changed=False)
    own = draft.stands and command.count > 0 and command.page == draft.page
    if own and command.count <= draft.count:
        return Kept(draft, changed=False)
    if draft.stands and not own and command.seen != draft.version:
        return DraftMoved(draft)
    return Kept(
        Draft(
            dict(command.fields),
            draft.version + 1,
            command.base_revision,
            command.actor,
            now,
            command.page,
            command.count,
        )
    )


def drop(draft: Draft, command: Drop) -> Kept | DraftMoved:
    """The draft after it was reported or given up: only by who has seen what stands in it."""
    if not draft.stands:
        return Kept(draft, changed=False)
    own = bool(command.page) and command.page == draft.page
    if not own and command.seen != draft.version and command.fields != draft.fields:
        return DraftMoved(draft)
    return Kept(Draft(None, draft.version + 1, draft.base_revision, draft.saved_by, draft.saved_at))


def typed(fields: Mapping[str, str]) -> dict[str, str]:
    """Of all that a page's form holds, what was typed: without what is empty, and without what is not of the form."""
    return {name: text for name, text in fields.items() if text and _TYPED.fullmatch(name)}
