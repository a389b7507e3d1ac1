"""The answers to a filled-in form as the OpenAPI document describes them: a receipt, or what a check found, by cell."""

from __future__ import annotations

import msgspec

from services.intake.faults import ReceiptFinding
from services.intake.forms.faults import CellFault
from services.intake.reports.receipts import Receipt
from shared.events import ReviewFinding


class MissingInCell(ReceiptFinding, frozen=True):
    """What is owed and was not given; ``cell``: where it would stand."""

    cell: str | msgspec.UnsetType = msgspec.UNSET


class FoundInCell(ReviewFinding, frozen=True):
    """What a review rule found: in which ``cell``, and in which it is explained where it wants that."""

    cell: str | msgspec.UnsetType = msgspec.UNSET
    explain_in: str | msgspec.UnsetType = msgspec.UNSET


class FormReceipt(Receipt, frozen=True):
    """A receipt with the cells of its findings."""

    findings: tuple[MissingInCell, ...]
    review: tuple[FoundInCell, ...] = ()


class FormReceiptAnswer(msgspec.Struct, frozen=True):
    """``POST /v1/forms/{region}/{period}``."""

    receipt: FormReceipt


class FormChecked(msgspec.Struct, frozen=True):
    """The same with ``dry_run``: what it would be refused for, and what its receipt would ask."""

    dry_run: bool
    faults: list[CellFault]
    findings: list[CellFault]
