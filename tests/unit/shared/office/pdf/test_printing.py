from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from shared.observe.health import CheckFailed
from shared.office.pdf.characters import FontFault
from shared.office.pdf.fonts import SHIPPED
from shared.office.pdf.printing import Printing
from shared.office.pdf.seal import SealRefused
from shared.periods import SettableClock
from shared.settings import Settings
from tests.unit.shared.office.pdf.certificates import SUBJECT, Issued
from tests.unit.shared.office.pdf.test_typesetter import paper

DAY = date(2026, 1, 5)


def signing(issued: Issued) -> Settings:
    return Settings(signing_certificate_file=issued.pkcs12, signing_password_file=issued.password)


def test_without_a_certificate_a_document_is_its_content() -> None:
    document = Printing(Settings()).document(paper("一"), DAY)
    assert (document.size, document.signed) == (len(document.data), False)
    assert document.digest == hashlib.sha256(document.data).hexdigest()


def test_signed_or_not_the_digest_is_that_of_the_content(issued: Issued) -> None:
    plain, signed = Printing(Settings()), Printing(signing(issued))
    document = signed.document(paper("一"), DAY)
    assert document.signed
    assert document.digest == plain.document(paper("一"), DAY).digest
    assert signed.draft(paper("一"), DAY) == plain.draft(paper("一"), DAY) == document.data[: document.size]


def test_a_certificate_that_is_over_stops_the_start_and_fails_the_check(issued: Issued) -> None:
    late = Printing(signing(issued), clock=SettableClock(datetime.now(UTC) + timedelta(days=800)))
    with pytest.raises(SealRefused, match="到期"):
        late.begin()
    with pytest.raises(CheckFailed, match="到期"):
        late.check()
    with pytest.raises(SealRefused, match="到期"):
        late.document(paper("一"), DAY)


def test_the_check_says_which_fonts_and_until_when_the_certificate_holds(issued: Issued) -> None:
    told = Printing(signing(issued)).check()
    assert "仿宋 " in told and f"签名证书“{SUBJECT}”，有效至" in told
    assert "未设签名证书" in Printing(Settings()).check()


def test_a_font_of_the_office_that_is_none_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / "fonts").mkdir()
    (tmp_path / "fonts" / "黑体.ttf").write_bytes(b"none")
    with pytest.raises(FontFault, match="黑体"):
        Printing(Settings(), tmp_path).begin()


def test_a_font_of_the_office_is_what_documents_are_set_in(tmp_path: Path) -> None:
    (tmp_path / "fonts").mkdir()
    shutil.copy(SHIPPED / "sans-regular.otf", tmp_path / "fonts" / "仿宋.otf")
    printing = Printing(Settings(), tmp_path)
    assert b"NotoSansCJKsc" in printing.draft(paper("一"), DAY)
    assert "仿宋 仿宋.otf" in printing.check()


def test_neither_typst_nor_pyhanko_is_imported_before_a_document_is_made() -> None:
    code = (
        "import sys, services.standalone; from shared.office.pdf.printing import Printing;"
        "from shared.settings import Settings; Printing(Settings()).check();"
        "print([each for each in ('typst', 'pyhanko', 'asn1crypto', 'aiohttp') if each in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
