"""The published row that an amendment is of, and the faults of any amendment. Pure."""

from __future__ import annotations

from services.intake.faults import ReportFault, fault
from services.intake.submission.parse import text_faults
from shared.catalogue import Catalogue
from shared.catalogue.model import Plan, Target

LONGEST_TITLE = 200
"""Characters of a document's title, and of its number."""


class WrongAmendment(Exception):
    """A body that will not do: every fault of it."""

    def __init__(self, faults: list[ReportFault]) -> None:
        super().__init__("; ".join(each.code for each in faults))
        self.faults = faults


def row_of(catalogue: Catalogue, plan: str, row: int) -> tuple[Plan, Target]:
    """The plan and its published row.

    Raises:
        WrongAmendment: there is none such.
    """
    found = catalogue.plans.get(plan)
    if found is None:
        raise WrongAmendment([fault("unknown-plan", "/plan", f"没有规划“{plan[:40]}”")])
    try:
        return found, found.target(row)
    except KeyError:
        raise WrongAmendment([fault("unknown-row", "/row", f"{found.short_name or found.name}没有序号{row}")]) from None


def paper_faults(document: str, number: str) -> list[ReportFault]:
    """Faults of the document that an amendment rests on: its title, and its number (may be empty)."""
    found = text_faults("/document", document, "文件名称", LONGEST_TITLE)
    if len(number) > LONGEST_TITLE:
        found.append(fault("too-long", "/number", f"发文字号不得超过{LONGEST_TITLE}字"))
    return found
