"""Reading ``contacts.csv``, and whether it names everybody whom it should."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from shared.catalogue.catalogue import Catalogue
from shared.catalogue.contacts import Contact
from shared.catalogue.files.tables import FileRow, TableFile, read_table
from shared.catalogue.findings import FileFinding, Findings
from shared.catalogue.model import Region

FILE = "contacts.csv"
COLUMNS = ("region", "mail", "leader", "leader_mail")
_ADDRESS = re.compile(r"[^@\s<>,;:\"|]+@[^@\s<>,;:\"|]+\.[^@\s<>,;:\"|.]+")


def read_contacts(files: Iterable[TableFile], regions: Mapping[str, Region], findings: Findings) -> dict[str, Contact]:
    """The contacts by region; a later file's stand in place of those before it. No file: nobody is reminded.

    Every fault goes to ``findings``.
    """
    found: dict[str, Contact] = {}
    for file in files:
        found |= _of_file(file, regions, findings)
    return found


def _of_file(file: TableFile, regions: Mapping[str, Region], findings: Findings) -> dict[str, Contact]:
    found: dict[str, Contact] = {}
    for row in read_table(file.path, file.label, COLUMNS, findings):
        contact = _contact(row)
        if contact.region not in regions:
            if not file.lenient:
                row.error("unknown_region", f"没有代码为“{contact.region}”的地区")
        elif contact.region in found:
            row.error("duplicate_contact", f"“{contact.region}”重复")
        else:
            found[contact.region] = contact
    return found


def owing(catalogue: Catalogue, area: str = "") -> list[str]:
    """The regions that owe reports for good; with an ``area``, it and those inside it."""
    return [
        code
        for code, region in catalogue.regions.items()
        if region.valid_to is None and catalogue.owed(code) and (not area or area in (code, *catalogue.ancestors(code)))
    ]


def check_contacts(catalogue: Catalogue, area: str = "") -> list[FileFinding]:
    """A warning for every region (in an ``area``) that owes reports and has no contact: nobody can remind it."""
    findings = Findings()
    for code in owing(catalogue, area):
        if code not in catalogue.contacts:
            message = f"“{catalogue.regions[code].name}”（{code}）应报送而没有联系人，不会收到催报"
            findings.warning("contact_missing", FILE, 0, message)
    return findings.items


def is_address(text: str) -> bool:
    """Whether a text can be a mail address."""
    return text.isascii() and text.isprintable() and _ADDRESS.fullmatch(text) is not None


def _contact(row: FileRow) -> Contact:
    return Contact(
        region=row.text("region", required=True),
        mail=_addresses(row, "mail", required=True),
        leader=row.text("leader"),
        leader_mail=_addresses(row, "leader_mail"),
    )


def _addresses(row: FileRow, column: str, required: bool = False) -> tuple[str, ...]:
    """Mail addresses, several parted by ``|``."""
    found = tuple(text.strip() for text in row.text(column, required).split("|") if text.strip())
    for address in found:
        if not is_address(address):
            row.error("bad_address", f"“{column}”中的“{address}”不是邮箱地址")
    return found
