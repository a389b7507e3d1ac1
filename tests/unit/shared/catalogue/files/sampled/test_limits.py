"""``panel_limits.csv``: from how large a loss on is told; an office's rows stand in place of the shipped ones."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from shared.catalogue import load_catalogue
from shared.catalogue.files.sampled.limits import read_limits
from shared.catalogue.files.tables import TableFile
from shared.catalogue.findings import Findings
from shared.catalogue.model.panel import LossLimit
from shared.events import EnterpriseSize


def test_an_office_says_otherwise_for_one_size_and_the_others_stay(tmp_path: Path) -> None:
    (tmp_path / "panel_limits.csv").write_text("size,percent,persons\nsmall,12.5,8\n")
    panel = load_catalogue(site=tmp_path).panel
    assert panel.limit(EnterpriseSize.SMALL) == LossLimit(Decimal("12.5"), 8)
    assert panel.limit(EnterpriseSize.LARGE) == LossLimit(Decimal(10), 20)


def test_every_fault_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "panel_limits.csv"
    path.write_text(
        "size,percent,persons\nhuge,10,20\nlarge,0,20\nlarge,101,20\nlarge,10,0\nlarge,10,\nsmall,5,5\nsmall,6,6\n"
    )
    findings = Findings()
    assert read_limits([TableFile(path, "site/panel_limits.csv")], findings)
    assert [f"{each.line} {each.code}" for each in findings.items] == [
        "2 unknown_word",
        "3 bad_number",
        "4 bad_number",
        "5 bad_number",
        "6 empty_cell",
        "8 duplicate_size",
    ]
