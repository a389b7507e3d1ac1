"""``panel.csv``: who is watched from when until when; every fault by its line."""

from __future__ import annotations

from pathlib import Path

from shared.catalogue.files.sampled.members import read_members
from shared.catalogue.files.tables import TableFile
from shared.catalogue.findings import Findings
from shared.catalogue.model import Panel
from shared.events import EnterpriseSize, PanelFrequency
from shared.periods import Month

HEAD = "enterprise,name,region,industry,size,frequency,from,until\n"


def read(folder: Path, *rows: str) -> tuple[Panel, list[str]]:
    path = folder / "panel.csv"
    path.write_text(HEAD + "\n".join(rows), "utf-8")
    findings = Findings()
    found = read_members(TableFile(path, "site/panel.csv"), {"500107", "500106"}, findings)
    return Panel(found), [f"{each.line} {each.code}" for each in findings.items]


def test_without_a_file_nobody_is_watched() -> None:
    assert not Panel(read_members(None, (), Findings()))


def test_a_row_is_a_stretch_of_time(tmp_path: Path) -> None:
    panel, faults = read(
        tmp_path,
        "JLP-001,示例机械厂（虚构）,500107,C,medium,month,2025-01,2025-12",
        "JLP-001,示例机械厂（虚构）,500107,C,large,month,2026-01,",
        "JLP-002,示例商贸（虚构）,500107,F,small,quarter,2026-02,",
    )
    assert faults == []
    sizes = {month: panel.member("JLP-001", month) for month in (Month(2024, 12), Month(2025, 12), Month(2026, 1))}
    assert [each.size if each else None for each in sizes.values()] == [
        None,
        EnterpriseSize.MEDIUM,
        EnterpriseSize.LARGE,
    ]
    assert [each.enterprise for each in panel.sample(["500107"], Month(2026, 3))] == ["JLP-001", "JLP-002"]
    quarterly = panel.member("JLP-002", Month(2026, 3))
    assert quarterly is not None
    assert quarterly.frequency is PanelFrequency.QUARTER
    assert [month for month in range(2, 7) if quarterly.owes(Month(2026, month))] == [3, 6]
    assert quarterly.before(Month(2026, 3)) == Month(2025, 12)


def test_every_fault_is_told_with_its_line(tmp_path: Path) -> None:
    _, faults = read(
        tmp_path,
        "X,,500107,C,large,month,2026-01,",
        "E-1,某厂,500199,Z,huge,year,2026-13,",
        "E-2,某厂,500107,C,large,month,2026-05,2026-01",
        "E-3,某厂,500107,C,large,month,2026-01,2026-06",
        "E-3,某厂,500107,C,large,month,2026-06,",
        "500107199003071234,某店,500107,F,micro,month,2026-01,",
        "E-4,某店13800138000,500107,F,micro,month,2026-01,",
    )
    assert faults == [
        "2 empty_cell",
        "2 bad_enterprise",
        "3 unknown_region",
        "3 unknown_word",
        "3 unknown_word",
        "3 unknown_word",
        "3 bad_month",
        "4 bad_span",
        "7 bad_enterprise",
        "8 bad_name",
        "6 overlap",
    ]
