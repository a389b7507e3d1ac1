"""People with passwords before a running intake."""

from __future__ import annotations

from typing import Any

import msgspec

from services.intake.accounts import repository
from services.intake.accounts.account import Account, HeldRole
from services.intake.accounts.passwords import Hashing
from shared.security.keys import Role
from tests.builders import NOON
from tests.unit.intake.support import CITY, UNIT, Service

PASSWORD = "correct horse battery"
CLERK, SIGNER = HeldRole(Role.REPORTER, UNIT), HeldRole(Role.SIGNER, CITY)


def open_for(service: Service, **changes: Any) -> Account:
    """An account with a password; by default 陈梅, who reports for a unit."""
    account = Account(
        id="chen.mei", name="陈梅", opened_at=NOON, password=Hashing().hash_now(PASSWORD), grants=(CLERK,)
    )
    account = msgspec.structs.replace(account, **changes)
    with service.intake.database.write() as connection:
        repository.add(connection, account)
    return account


def sign_in(service: Service, account: str = "chen.mei", password: str = PASSWORD, **more: Any) -> Any:
    """The answer to the login page's form."""
    headers = more.pop("headers", {})
    fields = {"account": account, "password": password, **more}
    return service.client.post("/login", data=fields, headers=headers, follow_redirects=False)
