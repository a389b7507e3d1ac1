"""With a map of claims to roles, who signs in at the provider may do what follows from it, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from services.intake.accounts import repository
from services.intake.accounts.account import AccountRefused, HeldRole
from services.intake.accounts.managing import Managing
from services.intake.accounts.passwords import Hashing
from services.intake.people import ways
from shared.catalogue import Catalogue
from shared.security.keys import Role
from shared.security.sessions import COOKIE
from tests.narrowing import there
from tests.unit.intake.people.factor_support import hidden, options, passkey_for, send
from tests.unit.intake.people.support import CLERK, open_for, sign_in
from tests.unit.intake.people.test_provider_door import LOCAL, THERE, PlayedProvider, come_back, leave
from tests.unit.intake.support import CITY, UNIT, Service, running

MAP = f"""
claim = "groups"
[[grant]]
value = "clerks"
role = "reporter"
region = "{UNIT}"
[[grant]]
value = "reviewers"
role = "reviewer"
region = "{CITY}"
"""
REVIEWER = HeldRole(Role.REVIEWER, CITY)


@pytest.fixture
def played(monkeypatch: pytest.MonkeyPatch) -> PlayedProvider:
    provider = PlayedProvider()
    monkeypatch.setattr(ways, "_provider", lambda *_: provider)
    return provider


@pytest.fixture
def service(tmp_path: Path, catalogue: Catalogue, played: PlayedProvider) -> Iterator[Service]:
    file = tmp_path / "directory.toml"
    file.write_text(MAP, "utf-8")
    settings = {"oidc_issuer": THERE, "oidc_claim": "employee_number", "public_url": LOCAL, "oidc_grants_file": file}
    with running(tmp_path, catalogue, **settings) as made:
        made.client.follow_redirects = False
        yield made


def by_provider(service: Service, played: PlayedProvider, *groups: str) -> Any:
    played.claims = {"employee_number": "chen.mei", "groups": list(groups)}
    return come_back(service, leave(service))


def held(service: Service) -> tuple[HeldRole, ...]:
    with service.intake.database.read() as connection:
        return there(repository.find(connection, "chen.mei")).grants


def told(service: Service) -> list[tuple[str, str, str]]:
    with service.intake.database.read() as connection:
        found = service.intake.security_log.read(
            connection, before=None, month="", account="chen.mei", kind="", limit=99
        )
    return [
        (record.type, getattr(event, "role", ""), record.actor)
        for record, event in reversed(found)
        if record.type in ("RoleGiven", "RoleTaken")
    ]


def test_each_sign_in_gives_what_the_claims_say_and_takes_what_they_do_not(
    service: Service, played: PlayedProvider
) -> None:
    open_for(service, grants=(HeldRole(Role.OPS, ""),))
    assert by_provider(service, played, "clerks").status_code == 303
    assert held(service) == (CLERK,), "what was given by hand is no more than the map says"
    assert by_provider(service, played, "clerks", "reviewers").headers["location"].startswith("/login/role")
    assert held(service) == (CLERK, REVIEWER)
    assert by_provider(service, played, "reviewers", "choir").status_code == 303
    assert held(service) == (REVIEWER,)
    by = "system:directory"
    assert told(service) == [
        ("RoleTaken", "ops", by),
        ("RoleGiven", "reporter", by),
        ("RoleGiven", "reviewer", by),
        ("RoleTaken", "reporter", by),
    ]


def test_a_claim_that_grants_nothing_any_more_ends_what_it_opened(service: Service, played: PlayedProvider) -> None:
    open_for(service)
    by_provider(service, played, "clerks")
    before = service.client.cookies[COOKIE]
    service.client.cookies.clear()
    answer = by_provider(service, played)
    assert answer.status_code == 403 and "还没有角色" in answer.text
    assert held(service) == ()
    service.client.cookies.clear()
    service.client.cookies.set(COOKIE, before)
    assert service.client.get("/account").headers["location"].startswith("/login"), "the session before is over too"


def test_who_is_linked_comes_by_the_provider_only(service: Service, played: PlayedProvider) -> None:
    open_for(service)
    device = passkey_for(service, "chen.mei")
    by_provider(service, played, "clerks")
    service.client.cookies.clear()
    answer = sign_in(service)
    assert answer.status_code == 403 and "由统一身份认证决定" in answer.text
    asked = service.client.post("/login/passkey", data={"next": "/"}).text
    answered = send(service, "/login/passkey", hidden(asked), answer=device.use(options(asked)))
    assert answered.status_code == 403 and "由统一身份认证决定" in answered.text
    assert COOKIE not in service.client.cookies
    assert sign_in(service, password="wrong and wrong again").status_code == 401, "and that is told to nobody else"


def test_who_is_not_linked_signs_in_as_before(service: Service) -> None:
    open_for(service)
    assert sign_in(service).status_code == 303


def test_nobody_gives_a_role_by_hand_where_the_directory_decides(service: Service, played: PlayedProvider) -> None:
    open_for(service)
    open_for(service, id="ops", name="钱", grants=(HeldRole(Role.OPS, ""),))
    by_provider(service, played, "clerks")
    service.client.cookies.clear()
    sign_in(service, "ops")
    assert "由统一身份认证决定" in service.client.get("/accounts/chen.mei").text
    grants = {"action": "grant", "account": "chen.mei", "role": "ops"}
    page = service.client.get("/accounts").text
    answer = service.client.post("/accounts", data=hidden(page) | grants)
    assert answer.status_code == 422 and "由统一身份认证决定" in answer.text
    assert held(service) == (CLERK,)


def test_without_a_map_roles_are_given_here(service: Service) -> None:
    open_for(service)
    open_here = Managing(service.intake.database, set, service.clock, Hashing(), "ops")
    assert open_here.grant("chen.mei", Role.REVIEWER, CITY).grants == (CLERK, REVIEWER)
    elsewhere = ways.decided_elsewhere(
        there(ways.directory_of(service.intake.runtime.settings, service.intake.runtime.catalogue))
    )
    with service.intake.database.read() as connection:
        assert not elsewhere(connection, "chen.mei"), "not linked"
    decided = Managing(
        service.intake.database,
        set,
        service.clock,
        Hashing(),
        "ops",
        decided_elsewhere=lambda connection, account: True,
    )
    with pytest.raises(AccountRefused):
        decided.grant("chen.mei", Role.OPS, "")
