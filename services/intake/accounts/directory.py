"""What an office's directory decides: which roles follow from what the identity provider says of a person.

The office writes a map down, a TOML file: a claim, and for values of it a role and its region. Somebody who signs in
by the provider has the roles of their values, no more and no fewer. Pure, but for reading the file.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from services.intake.accounts.account import MOST_GRANTS, Account, HeldRole, wrong_role
from services.intake.security_log.events import RoleGiven, RoleTaken
from shared.security.keys import Role

_Noted = TypeVar("_Noted", RoleGiven, RoleTaken)

DIRECTORY = "system:directory"
"""The actor of what the directory has decided. No account can have this name."""


class DirectoryRefused(Exception):
    """A map that cannot be used, or what it would give is too much; says in Chinese what is wrong and where."""


class _GrantLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    value: str
    role: Role
    region: str = ""
    subject: str = ""

    @property
    def held(self) -> HeldRole:
        """What the line gives."""
        return HeldRole(self.role, self.region, self.subject)


class _MapFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    claim: str
    grant: list[_GrantLine] = []


class DirectoryMap(msgspec.Struct, frozen=True):
    """``claim`` is the name of a claim, or its path with dots between; ``roles`` are those of each of its values."""

    claim: str
    roles: Mapping[str, tuple[HeldRole, ...]]

    def roles_of(self, claims: Mapping[str, Any]) -> tuple[HeldRole, ...]:
        """What somebody with these claims has. A claim that is not there, or is no text or list of texts, gives
        nothing.

        Raises:
            DirectoryRefused: more roles than an account can have.
        """
        found = {role for value in _values(claims, self.claim) for role in self.roles.get(value, ())}
        if len(found) > MOST_GRANTS:
            raise DirectoryRefused(f"{len(found)} 个角色，一个账号至多 {MOST_GRANTS} 个")
        return tuple(sorted(found))


def read_map(path: Path, knows: Callable[[str], bool]) -> DirectoryMap:
    """The map in a file; ``knows`` says whether there is a region of that code.

    Raises:
        DirectoryRefused: it cannot be read, or is none; every line that is wrong is named.
    """
    try:
        file = msgspec.convert(tomllib.loads(path.read_text("utf-8")), _MapFile)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise DirectoryRefused(f"{path}：{error}") from error
    faults = ["没有写 claim"] if not file.claim.strip() else []
    for number, line in enumerate(file.grant, 1):
        faults += [f"第 {number} 个 grant：{fault}" for fault in _faults(line, knows)]
    if faults:
        raise DirectoryRefused(f"{path}：{'；'.join(faults)}")
    roles: dict[str, list[HeldRole]] = {}
    for line in file.grant:
        roles.setdefault(line.value, []).append(line.held)
    return DirectoryMap(file.claim, {value: tuple(held) for value, held in roles.items()})


def as_decided(
    account: Account, roles: tuple[HeldRole, ...], network: str
) -> tuple[Account, tuple[RoleGiven | RoleTaken, ...]]:
    """The account with these roles and no others, and what is to be written down of it."""
    whose = account.id
    taken = [_noted(RoleTaken, whose, each, network) for each in account.grants if each not in roles]
    given = [_noted(RoleGiven, whose, each, network) for each in roles if each not in account.grants]
    return msgspec.structs.replace(account, grants=roles), (*taken, *given)


def _noted(kind: type[_Noted], account: str, held: HeldRole, network: str) -> _Noted:
    return kind(account=account, role=held.role, region=held.region, subject=held.subject, network=network)


def _faults(line: _GrantLine, knows: Callable[[str], bool]) -> list[str]:
    faults = ["value 是空的"] if not line.value.strip() else []
    if line.region and not knows(line.region):
        faults.append(f"没有代码为“{line.region[:20]}”的地区")
    if (wrong := wrong_role(line.held)) is not None:
        faults.append(f"{wrong.field}：{wrong.words}")
    return faults


def _values(claims: Mapping[str, Any], claim: str) -> list[str]:
    """The values of a claim: that of this very name, else what stands under the path."""
    found: Any = claims.get(claim)
    if claim not in claims:
        found = claims
        for key in claim.split("."):
            found = found.get(key) if isinstance(found, Mapping) else None
    several = found if isinstance(found, list | tuple) else [found]
    return [str(each) for each in several if isinstance(each, str | int) and not isinstance(each, bool)]
