"""What an office answers when it begins, from flags or from questions. A bad answer is refused in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from shared.catalogue.files.contacts import is_address
from shared.security.keys import Role


class BadAnswer(ValueError):
    """An answer cannot be used; the message says why, in Chinese."""


@dataclass(frozen=True, slots=True)
class OwnRegion:
    """A region that the shipped catalogue does not have."""

    name: str
    level: str
    parent: str = ""


@dataclass(frozen=True, slots=True)
class OwnUnit:
    """A reporting unit of the office's area that the shipped catalogue does not have."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class DepartmentAnswer:
    """A department; without ``indicators`` it answers for all that no other does."""

    name: str
    mail: tuple[str, ...]
    indicators: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who gets a key."""

    id: str
    role: Role
    region: str


@dataclass(frozen=True, slots=True)
class Mail:
    """The mail server; without ``host`` messages are only written to a folder."""

    host: str = ""
    port: int = 587
    security: str = "starttls"
    user: str = ""
    sender: str = ""


@dataclass(frozen=True, slots=True)
class Answers:
    """Everything that is written down at the beginning."""

    name: str
    region: str
    own_region: OwnRegion | None = None
    units: tuple[OwnUnit, ...] = ()
    shipped_plans: tuple[str, ...] = ()
    plan_folders: tuple[Path, ...] = ()
    owed_from: str = ""
    departments: tuple[DepartmentAnswer, ...] = ()
    leader: str = ""
    leader_mail: str = ""
    contacts: tuple[tuple[str, tuple[str, ...]], ...] = ()
    mail: Mail = field(default_factory=Mail)
    public_url: str = ""
    persons: tuple[Person, ...] = ()


def department_of(text: str) -> DepartmentAnswer:
    """``就业科=jobs@office.cn`` or ``就业科=a@office.cn|b@office.cn=indicator|indicator``.

    Raises:
        BadAnswer: it is written otherwise, or an address is none.
    """
    name, *rest = (part.strip() for part in text.split("="))
    if not name or len(rest) not in (1, 2) or not rest[0]:
        raise BadAnswer(f"部门“{text}”应写作 名称=邮箱，或 名称=邮箱=指标编号|指标编号")
    return DepartmentAnswer(name, addresses_of(rest[0]), _parts(rest[1]) if len(rest) == 2 else ())


def unit_of(text: str) -> OwnUnit:
    """``500107001=杨家坪街道``: a unit's code and name.

    Raises:
        BadAnswer: it is written otherwise.
    """
    code, _, name = (part.strip() for part in text.partition("="))
    if not (code and name):
        raise BadAnswer(f"填报单位“{text}”应写作 代码=名称")
    return OwnUnit(code, name)


def contact_of(text: str) -> tuple[str, tuple[str, ...]]:
    """``500107=report@office.cn``: a region's contacts.

    Raises:
        BadAnswer: it is written otherwise, or an address is none.
    """
    region, given, mail = (part.strip() for part in text.partition("="))
    if not (region and given and mail):
        raise BadAnswer(f"联系人“{text}”应写作 地区代码=邮箱")
    return region, addresses_of(mail)


def person_of(text: str, region: str) -> Person:
    """``张三:reviewer`` or ``张三:reporter:500107``: who, as what, for which region (default: the office's).

    Raises:
        BadAnswer: it is written otherwise, or there is no such role.
    """
    name, *rest = (part.strip() for part in text.split(":"))
    if not name or len(rest) not in (1, 2) or rest[0] not in set(Role):
        raise BadAnswer(f"“{text}”应写作 名称:角色 或 名称:角色:地区代码；角色：{'、'.join(Role)}")
    role = Role(rest[0])
    place = rest[1] if len(rest) == 2 else "" if role is Role.OPS else region
    return Person(name, role, place)


def addresses_of(text: str) -> tuple[str, ...]:
    """Mail addresses, several parted by ``|``.

    Raises:
        BadAnswer: one of them is none.
    """
    found = _parts(text)
    for address in found:
        if not is_address(address):
            raise BadAnswer(f"“{address}”不是邮箱地址")
    return found


def first_persons(region: str, reporting: Iterable[str]) -> tuple[Person, ...]:
    """Who gets a key where nobody is named: who runs the system, who reviews, who signs beside them, and who reports
    for each of the ``reporting`` regions."""
    found = [
        Person("ops", Role.OPS, ""),
        Person(f"reviewer-{region}", Role.REVIEWER, region),
        Person(f"signer-{region}", Role.SIGNER, region),
    ]
    return (*found, *(Person(f"reporter-{code}", Role.REPORTER, code) for code in reporting))


def _parts(text: str) -> tuple[str, ...]:
    return _filled(part.strip() for part in text.split("|"))


def _filled(parts: Iterable[str]) -> tuple[str, ...]:
    return tuple(part for part in parts if part)
