"""What a request of the reviewer asks for: ticked reports, a number, an area."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from services.intake.pages.render import Viewer
from services.intake.pages.site import Site, number
from services.intake.pages.views.reviewer.queue import LEVELS, STATUSES, Narrowing


def chosen_of(values: Sequence[str]) -> list[tuple[str, int | None]]:
    """The ticked reports: unit, and the revision that was looked at."""
    found = []
    for value in values:
        region, _, revision = value.partition(":")
        found.append((region, number(revision)))
    return found


def narrowing_of(wanted: Mapping[str, str]) -> Narrowing:
    """What the queue is to be narrowed to, in the words of an address or a form; what is not known narrows nothing."""
    status, level, within = (wanted.get(name, "") for name in ("status", "level", "within"))
    return Narrowing(
        status if status in dict(STATUSES) else STATUSES[0][0],
        level if level in dict(LEVELS) else "",
        within if within.isascii() and within.isalnum() else "",
    )


def areas_of(site: Site, viewer: Viewer) -> list[tuple[str, str]]:
    """The areas that somebody may choose between: none for a key that has its own."""
    if viewer.principal.region:
        return []
    return [(code, site.owing.name(code)) for code in site.catalogue.regions if site.catalogue.plans_of(code)]


def area_of(site: Site, viewer: Viewer, asked: str) -> str:
    """The area that is looked at: the key's own, or the chosen one, or the first."""
    areas = [code for code, _ in areas_of(site, viewer)]
    return viewer.principal.region or (asked if asked in areas else areas[0])
