from __future__ import annotations

from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from shared.catalogue import Catalogue
from shared.office.pdf.characters import FontFault, characters_of
from shared.office.pdf.fonts import SHIPPED

FONTS = sorted(SHIPPED.glob("*.otf"))


@pytest.mark.parametrize("path", FONTS, ids=lambda path: path.name)
def test_the_characters_of_a_font_are_those_that_another_reader_finds(path: Path) -> None:
    assert characters_of(path) == frozenset(TTFont(path).getBestCmap())


@pytest.mark.parametrize("path", FONTS, ids=lambda path: path.name)
def test_a_shipped_font_writes_gb_2312_and_every_name_of_the_catalogue(path: Path, catalogue: Catalogue) -> None:
    known = characters_of(path)
    characters = {bytes((row, cell)) for row in range(0xB0, 0xF8) for cell in range(0xA1, 0xFF)}
    wanted = "".join(each.decode("gb2312", errors="ignore") for each in characters)
    wanted += "".join(region.name for region in catalogue.regions.values())
    wanted += "".join(indicator.name + indicator.unit.symbol for indicator in catalogue.indicators.values())
    for plan in catalogue.plans.values():
        wanted += plan.name + plan.document + plan.number
        wanted += "".join(row.name + row.printed_target + row.printed_baseline for row in plan.targets)
    assert {each for each in wanted if ord(each) not in known} == set()
    assert path.stat().st_size < 5_000_000


@pytest.mark.parametrize("data", [b"", b"no font", b"OTTO", b"OTTO\0\xff" + b"\0" * 40, b"ttcf"])
def test_what_is_no_font_is_named(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "仿宋.ttf"
    path.write_bytes(data)
    with pytest.raises(FontFault, match="不是可用的字体文件"):
        characters_of(path)


def test_a_font_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(FontFault, match="无法读取字体"):
        characters_of(tmp_path / "仿宋.ttf")
