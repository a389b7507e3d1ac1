"""Addresses at which nobody can be reached: the shipped examples, where they are in use."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from shared.catalogue.catalogue import Catalogue
from shared.catalogue.files.checking.alerting import departments_in_use
from shared.catalogue.files.contacts import FILE as CONTACTS
from shared.catalogue.files.contacts import owing
from shared.catalogue.files.departments import FILE as DEPARTMENTS
from shared.catalogue.findings import Findings

_NAMED = 5


def undeliverable(address: str) -> bool:
    """Whether an address is an example (RFC 2606): no mail to it ever arrives."""
    return address.rpartition("@")[2].lower().endswith(".example")


def check_addresses(catalogue: Catalogue, findings: Findings) -> None:
    """A warning for the departments, and one for the contacts, that are in use and have an address of an example."""
    departments = [
        each.name for each in departments_in_use(catalogue) if any(map(undeliverable, (*each.mail, *each.leader_mail)))
    ]
    _tell(departments, "个在用的责任部门", DEPARTMENTS, findings)
    contacts = [
        catalogue.regions[code].name
        for code in owing(catalogue, catalogue.office.region)
        if _unreachable(catalogue, code)
    ]
    _tell(contacts, "个应报送地区的联系人", CONTACTS, findings)


def _unreachable(catalogue: Catalogue, code: str) -> bool:
    contact = catalogue.contacts.get(code)
    return contact is not None and any(map(undeliverable, (*contact.mail, *contact.leader_mail)))


def _tell(names: Sequence[str], what: str, file: str, findings: Findings) -> None:
    if names:
        message = f"{len(names)} {what}用的是不可投递的示例地址（.example）：{_some(names)}"
        findings.warning("example_address", file, 0, message)


def _some(names: Iterable[str]) -> str:
    listed = list(names)
    return "、".join(listed[:_NAMED]) + ("等" if len(listed) > _NAMED else "")
