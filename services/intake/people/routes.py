"""Every route of the doors for people."""

from __future__ import annotations

from fastapi import APIRouter

from services.intake.accounts.managing import Managing
from services.intake.accounts.passwords import Hashing
from services.intake.people.entrance import Entrance
from services.intake.people.login import LoginDoor
from services.intake.people.overseeing.account_pages import AccountPages
from services.intake.people.overseeing.person_page import PersonPage
from services.intake.people.overseeing.security_pages import SecurityPages
from services.intake.people.own_factors import OwnFactors
from services.intake.people.own_pages import OwnPages
from services.intake.people.passkey_door import PasskeyDoor
from services.intake.people.provider_door import ProviderDoor
from services.intake.people.roles import RoleDoor
from services.intake.people.second_step import SecondStep
from services.intake.people.ways import WaysIn
from services.intake.people.writing import PeopleRenderer
from shared.web.routing.routers import take_over


def router(entrance: Entrance, ways: WaysIn, renderer: PeopleRenderer, managing: Managing) -> APIRouter:
    """The routes, over one hashing of passwords."""
    hashing = Hashing()
    routes = APIRouter(include_in_schema=False)
    take_over(
        routes,
        LoginDoor(entrance, hashing, renderer).router(),
        RoleDoor(entrance, renderer).router(),
        SecurityPages(entrance, renderer).router(),
        AccountPages(entrance, renderer, managing).router(),
        PersonPage(entrance, renderer, managing, ways.factors).router(),
        OwnPages(entrance, renderer, hashing).router(),
        SecondStep(entrance, ways.factors, renderer).router(),
        PasskeyDoor(entrance, ways.factors, renderer).router(),
        OwnFactors(entrance, ways.factors, renderer).router(),
        ProviderDoor(entrance, ways.office, ways.seal, renderer).router(),
    )
    return routes
