"""Every route of the doors for people."""

from __future__ import annotations

from fastapi import APIRouter

from services.intake.accounts.passwords import Hashing
from services.intake.people.entrance import Entrance
from services.intake.people.login import LoginDoor
from services.intake.people.roles import RoleDoor
from services.intake.people.writing import PeopleRenderer


def router(entrance: Entrance, renderer: PeopleRenderer) -> APIRouter:
    """The routes, over one hashing of passwords."""
    hashing = Hashing()
    routes = APIRouter(include_in_schema=False)
    routes.include_router(LoginDoor(entrance, hashing, renderer).router())
    routes.include_router(RoleDoor(entrance, renderer).router())
    return routes
