"""Catalogues with plans that were taken up after they had begun."""

from __future__ import annotations

from dataclasses import replace

from shared.catalogue import Catalogue
from shared.periods import Month


def taken_up(catalogue: Catalogue, owed_from: Month) -> Catalogue:
    """The catalogue with every plan owed from a month on."""
    plans = [replace(plan, owed_from=owed_from) for plan in catalogue.plans.values()]
    return Catalogue(
        catalogue.regions.values(),
        catalogue.groups,
        catalogue.indicators.values(),
        plans,
        catalogue.departments,
        {},
        contacts=catalogue.contacts,
    )
