"""Printed documents judged by veraPDF as PDF/A-2b: a bulletin, a letter and a receipt, signed and unsigned.

Runs where Java is and ``make verapdf`` has fetched veraPDF into its cache (``VERAPDF`` names another); else it is
skipped, and says so.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import typst

from services.aggregator.bulletin.layout import lay_out
from services.alerts.handling.letters import letter
from services.intake.pages.views.receipt import PrintedReceipt, receipt_layout
from shared.catalogue import Catalogue
from shared.office.blocks import Layout
from shared.office.pdf.fonts import FANDOL, choose
from shared.office.pdf.seal import read_seal
from shared.office.pdf.typesetter import Typesetter
from tests.bulletin_sample import a_bulletin
from tests.unit.alerts.handling.test_letters import a_case
from tests.unit.shared.office.pdf.certificates import Issued

JARS = Path(os.environ.get("VERAPDF") or Path.home() / ".cache" / "xushi" / "verapdf")
DAY = date(2026, 1, 5)

pytestmark = pytest.mark.skipif(
    shutil.which("java") is None or not any(JARS.glob("greenfield-apps-*.jar")),
    reason="veraPDF is not there: make verapdf fetches it, where Java and Maven are installed",
)


def judged(folder: Path, documents: Mapping[str, bytes]) -> dict[str, str]:
    """What veraPDF says of each: PASS or FAIL."""
    for name, data in documents.items():
        (folder / f"{name}.pdf").write_bytes(data)
    files = [str(folder / f"{name}.pdf") for name in documents]
    command = ["java", "-cp", f"{JARS}/*", "org.verapdf.apps.GreenfieldCliWrapper", "--flavour", "2b", *files]
    told = subprocess.run([*command, "--format", "text"], capture_output=True, text=True, check=False).stdout
    lines = [line.split() for line in told.splitlines() if line.startswith(("PASS", "FAIL"))]
    return {Path(line[1]).stem: line[0] for line in lines}


def layouts(catalogue: Catalogue) -> dict[str, Layout]:
    marks = ("0" * 64, "1" * 64)
    receipt = PrintedReceipt(
        "某某区", "500101", "2026年1月", 1, "09:00:00", "张某", "", "", 7, *marks, (), DAY, "某局", True
    )
    return {
        "bulletin": lay_out(a_bulletin(form=1, issuer="某某市人力资源和社会保障局")),
        "letter": letter("supervision", a_case(catalogue)),
        "receipt": receipt_layout(receipt),
    }


@pytest.mark.parametrize("folder", [Path("/nowhere"), FANDOL], ids=["shipped", "fandol"])
def test_every_document_is_pdf_a_signed_and_unsigned(
    tmp_path: Path, catalogue: Catalogue, issued: Issued, folder: Path
) -> None:
    if folder == FANDOL and not folder.is_dir():
        pytest.skip("Fandol is not installed (texlive-lang-chinese)")
    setter, seal = Typesetter(choose(None, folder)), read_seal(issued.pkcs12, None, issued.password)
    plain = {name: setter.pdf(layout, DAY) for name, layout in layouts(catalogue).items()}
    signed = {f"{name}-signed": seal.sign(data, datetime.now(UTC)) for name, data in plain.items()}
    found = judged(tmp_path, plain | signed)
    assert found == dict.fromkeys(plain | signed, "PASS")


def test_the_judge_finds_what_is_none(tmp_path: Path, issued: Issued) -> None:
    plain, _ = typst.compile_with_warnings(b"text", format="pdf")
    document = Typesetter(choose(None, Path("/nowhere"))).pdf(Layout("\u9898", "", "", (), ()), DAY)
    without_line_end = read_seal(issued.pkcs12, None, issued.password).sign(document.rstrip(b"\n"), datetime.now(UTC))
    assert judged(tmp_path, {"plain": plain, "joined": without_line_end}) == {"plain": "FAIL", "joined": "FAIL"}
