"""The receipt as a document."""

from __future__ import annotations

import hashlib

from services.intake.pages.clerk_shows import letterhead_of
from shared.catalogue import Catalogue
from shared.catalogue.model import Letterhead
from tests.unit.intake.pages.visitor import signed_in
from tests.unit.intake.support import CITY, UNIT, Service, report
from tests.unit.shared.office.pdf.printed import text_of

ADDRESS = f"/reports/{UNIT}/2023-03/receipt"


def test_a_receipt_is_printed_with_what_was_recorded_and_stays_the_same_when_it_is_accepted(service: Service) -> None:
    service.post(report())
    (recorded,) = service.events()
    with signed_in(service, UNIT) as clerk:
        assert f"{ADDRESS}.pdf?revision=1" in clerk.get(ADDRESS).text
        first = clerk.get(f"{ADDRESS}.pdf")
    service.client.cookies.clear()
    service.accept()
    with signed_in(service, UNIT) as clerk:
        again = clerk.get(f"{ADDRESS}.pdf")
    assert hashlib.sha256(first.content).digest() == hashlib.sha256(again.content).digest()
    assert first.headers["content-disposition"].startswith("attachment")
    printed = text_of(first.content)
    assert "报送回执" in printed and recorded.hash in printed and "万州区" in printed and "城镇新增就业" in printed


def test_of_a_revision_that_is_not_there_no_receipt_is_printed(service: Service) -> None:
    service.post(report())
    with signed_in(service, UNIT) as clerk:
        assert clerk.get(f"{ADDRESS}.pdf?revision=7").status_code == 404


def test_who_takes_a_units_reports_signs_its_receipts(catalogue: Catalogue) -> None:
    assert letterhead_of(catalogue, UNIT) is None
    head = Letterhead(CITY, "某某市人力资源和社会保障局")
    catalogue.office.letterheads[CITY] = head  # type: ignore[index]
    try:
        assert letterhead_of(catalogue, UNIT) == head
        assert letterhead_of(catalogue, "no-region") is None
    finally:
        del catalogue.office.letterheads[CITY]  # type: ignore[attr-defined]
