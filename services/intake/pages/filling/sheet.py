"""A form as a page sends it back: what was typed, and what the page was drawn from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from services.intake.drafts.draft import Drop, Save, typed
from services.intake.pages.form_page import SentForm
from services.intake.pages.site import number
from shared.periods import Month

_MOST_DIGITS = 9


@dataclass(frozen=True, slots=True)
class TypedSheet:
    """What came of a page for a unit's month: all its fields, and who sent it."""

    region: str
    period: Month
    actor: str
    fields: Mapping[str, str]

    @property
    def typed(self) -> dict[str, str]:
        """What was typed of it."""
        return typed(self.fields)

    @property
    def drawn_from(self) -> int | None:
        """The revision that the page was drawn from (0: none); None: it does not say."""
        return number(self.fields.get("drawn_from", ""), _MOST_DIGITS)

    @property
    def seen(self) -> int:
        """The version of the draft that the page was drawn from, or that it saved last."""
        return number(self.fields.get("draft", ""), _MOST_DIGITS) or 0

    def save(self, fields: Mapping[str, str] | None = None, base_revision: int | None = None) -> Save:
        """To be kept: what was typed, or ``fields`` in its place, on the revision that it was drawn from."""
        base = self.drawn_from or 0 if base_revision is None else base_revision
        count = number(self.fields.get("count", ""), _MOST_DIGITS) or 0
        return Save(self.typed if fields is None else fields, self.seen, base, self.actor, self.page, count)

    def having_seen(self, draft: int) -> TypedSheet:
        """The same after a draft was saved."""
        return replace(self, fields={**self.fields, "draft": str(draft)})

    def filled_with(self, fields: Mapping[str, str]) -> TypedSheet:
        """The same with these fields in place of those that it has."""
        return replace(self, fields={**self.fields, **fields})

    def goes_on(self, sent: SentForm) -> SentForm:
        """A form that comes back goes on from what this page was drawn from."""
        return replace(sent, drawn_from=self.drawn_from, draft=self.seen)

    def drop(self) -> Drop:
        """To be let go: reported, or given up."""
        return Drop(self.seen, self.typed, self.page)

    @property
    def page(self) -> str:
        """Which page it is."""
        return self.fields.get("page", "")[:64]
