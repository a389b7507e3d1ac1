"""From flags and questions to answers: what a flag says is not asked, and with ``--yes`` nothing is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from services.commands.site.beginning.answers import (
    Answers,
    BadAnswer,
    Mail,
    OwnRegion,
    addresses_of,
    contact_of,
    department_of,
    first_persons,
    person_of,
    unit_of,
)
from services.commands.site.beginning.questions import Questions
from shared.catalogue.catalogue import Catalogue

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Given:
    """What the flags say; a list is None where its flag was not given."""

    name: str
    region: str
    region_name: str
    region_level: str
    region_parent: str
    owed_from: str
    leader: str
    leader_mail: str
    mail: Mail
    public_url: str
    plans: list[str] | None
    departments: list[str] | None
    contacts: list[str] | None
    persons: list[str] | None
    units: list[str] | None


class Interview:
    """Makes the answers. ``ask`` is None where nothing may be asked."""

    def __init__(self, given: Given, ask: Questions | None, shipped: Catalogue) -> None:
        self._given = given
        self._ask = ask
        self._shipped = shipped

    def answers(self) -> Answers:
        """Everything that is to be written down.

        Raises:
            BadAnswer: a flag cannot be used, or something that cannot be left out was not given.
        """
        given, shipped = self._given, self._shipped
        name = given.name or self._needed("--name", lambda ask: ask.text("本单位的名称"))
        region = given.region or self._needed("--region", lambda ask: ask.region())
        own = self._own_region(region)
        units = self._several(given.units, "辖区内自带没有的填报单位，如街镇（代码=名称）", unit_of)
        plans = given.plans if given.plans is not None else self._plans(region)
        departments = self._several(given.departments, "责任部门（名称=邮箱）", department_of)
        leader_mail = self._leader_mail(bool(departments))
        contacts = self._several(given.contacts, "报送联系人（地区代码=邮箱）", contact_of)
        alone = not units and (region not in shipped.regions or shipped.is_unit(region))
        reporting = [region] if alone else [unit.code for unit in units]
        named = tuple(person_of(each, region) for each in given.persons or ())
        return Answers(
            name=name,
            region=region,
            own_region=own,
            units=units,
            shipped_plans=tuple(each for each in plans if each in shipped.plans),
            plan_folders=tuple(Path(each) for each in plans if each not in shipped.plans),
            owed_from=given.owed_from,
            departments=departments,
            leader=given.leader,
            leader_mail=leader_mail,
            contacts=contacts,
            mail=self._mail(),
            public_url=given.public_url or self._public_url(),
            persons=named or first_persons(region, reporting),
        )

    def _own_region(self, region: str) -> OwnRegion | None:
        """What a region is that the shipped catalogue does not have."""
        given = self._given
        if given.region_name:
            return OwnRegion(given.region_name, given.region_level, given.region_parent)
        if region in self._shipped.regions or self._ask is None:
            return None
        return OwnRegion(*self._ask.own_region(region))

    def _plans(self, region: str) -> list[str]:
        return [] if self._ask is None else self._ask.plans(region)

    def _leader_mail(self, wanted: bool) -> str:
        if self._given.leader_mail:
            return addresses_of(self._given.leader_mail)[0]
        if not wanted or self._ask is None:
            return ""
        found = self._ask.one("分管领导的邮箱（没有的直接回车）", addresses_of, "")
        return found[0] if found else ""

    def _mail(self) -> Mail:
        mail = self._given.mail
        if mail.host or self._ask is None:
            return mail
        host = self._ask.text("邮件服务器（没有的直接回车，消息先只写进文件夹）", "")
        sender = mail.sender or (self._ask.text("发件人（如 序时预警 <alerts@office.cn>）", "") if host else "")
        return Mail(host, mail.port, mail.security, mail.user, sender)

    def _several(self, given: list[str] | None, question: str, read: Callable[[str], T]) -> tuple[T, ...]:
        if given is not None:
            return tuple(map(read, given))
        return () if self._ask is None else self._ask.several(question, read)

    def _needed(self, flag: str, question: Callable[[Questions], str]) -> str:
        if self._ask is None:
            raise BadAnswer(f"须给出 {flag}")
        return question(self._ask)

    def _public_url(self) -> str:
        return "" if self._ask is None else self._ask.text("各单位打开页面的地址", "")
