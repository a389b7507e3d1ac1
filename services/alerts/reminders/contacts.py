"""Whose contacts are reminded of a region's months: its own, or those of who has taken over from it. Pure."""

from __future__ import annotations

from shared.catalogue.catalogue import Catalogue
from shared.catalogue.contacts import Contact
from shared.periods import Month


def contacts_of(catalogue: Catalogue, region: str, now: Month) -> tuple[Contact, ...]:
    """Who is reminded, in the month ``now``, of what a region owes; nobody where there is no contact.

    Of a region that is gone by then it is who has taken over: its own people may sit nowhere any more. Its own contact
    stands in while no successor has one.
    """
    contacts = catalogue.contacts
    codes = (region,) if catalogue.valid_in(region, now) else catalogue.changes.successors(region, now)
    found = tuple(contacts[code] for code in codes if code in contacts)
    return found or tuple(contacts[code] for code in (region,) if code in contacts)
