"""Whose contacts are reminded of a region's months: its own, or those of who has taken over from it. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from shared.catalogue.catalogue import Catalogue
from shared.catalogue.contacts import Contact
from shared.periods import Month


def contacts_of(catalogue: Catalogue, region: str, this_month: Month) -> tuple[Contact, ...]:
    """Who is reminded in ``this_month`` of what a region owes; nobody where there is no contact.

    Of a region that is there no more, those who have taken over from it: its own people may sit nowhere any more.
    While none of those has a contact, the region's own stands in.
    """
    gone = not catalogue.valid_in(region, this_month)
    heirs = catalogue.changes.successors(region, this_month) if gone else ()
    return _contacts(catalogue, heirs) or _contacts(catalogue, (region,))


def _contacts(catalogue: Catalogue, codes: Iterable[str]) -> tuple[Contact, ...]:
    return tuple(catalogue.contacts[code] for code in codes if code in catalogue.contacts)
