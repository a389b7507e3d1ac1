"""Who of a district is told of its sample enterprises, over what and when. Pure.

Nobody above: an enterprise's own figures are its district's business (docs/decisions/0416).
"""

from __future__ import annotations

from datetime import datetime

from services.alerts.messages.routing import Addressed, ChannelWay, Means, Routing, ways
from shared.catalogue import Catalogue
from shared.catalogue.model import Department
from shared.working_time import WorkingTime

EMPLOYMENT = ("urban_new_employment", "registered_unemployment_rate", "surveyed_unemployment_rate")
"""Who answers for one of these is asked about employment; the first one that somebody answers for counts."""


def told_department(catalogue: Catalogue, region: str) -> Department | None:
    """The district's department for employment; where it has none, its contacts for reports; None: nobody."""
    own = [each for each in catalogue.departments if each.region == region]
    for indicator in EMPLOYMENT:
        for each in own:
            if indicator in each.indicators:
                return each
    if own:
        return own[0]
    contact = catalogue.contacts.get(region)
    return None if contact is None else Department(f"contact-{region}", "", region, contact.mail, ())


def loss_ways(catalogue: Catalogue, region: str, means: Means, now: datetime) -> list[ChannelWay]:
    """Every way that a loss is told: by mail, and over the department's robot; in working time."""
    department = told_department(catalogue, region)
    if department is None:
        return []
    routing = Routing(hours=WorkingTime(calendar=catalogue.calendar_of(region)))
    return ways(routing, Addressed("raised", "orange"), department, means, now)
