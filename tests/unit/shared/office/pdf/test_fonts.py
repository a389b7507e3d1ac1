from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from shared.office.pdf.characters import FontFault
from shared.office.pdf.fonts import FANDOL, ROLES, SHIPPED, choose

NOWHERE = Path("/nowhere")


def a_fandol(folder: Path) -> Path:
    """A folder with files of Fandol's names (of another design: what is chosen goes by their names)."""
    folder.mkdir()
    for name in ("Fang-Regular", "Hei-Regular", "Kai-Regular", "Song-Regular", "Song-Bold"):
        shutil.copy(SHIPPED / "sans-regular.otf", folder / f"Fandol{name}.otf")
    return folder


def test_without_any_other_the_shipped_fonts_are_taken() -> None:
    chosen = choose(None, NOWHERE)
    assert set(chosen.faces) == set(ROLES)
    assert chosen.folders == (SHIPPED,)
    assert "仿宋 serif-regular.otf" in chosen.names


def test_fandol_is_taken_where_it_is_installed_but_for_its_bold_face(tmp_path: Path) -> None:
    chosen = choose(None, a_fandol(tmp_path / "fandol"))
    assert [files[0].name for files in chosen.faces.values()] == [
        "FandolFang-Regular.otf",
        "serif-bold.otf",
        "FandolHei-Regular.otf",
        "FandolKai-Regular.otf",
        "FandolSong-Regular.otf",
    ]
    assert all(files[-1].parent == SHIPPED for files in chosen.faces.values())
    assert FANDOL.is_absolute()


def test_the_offices_own_font_goes_before_both(tmp_path: Path) -> None:
    own = tmp_path / "fonts"
    own.mkdir()
    shutil.copy(SHIPPED / "sans-regular.otf", own / "仿宋.otf")
    (own / "说明.txt").write_text("许可")
    chosen = choose(own, a_fandol(tmp_path / "fandol"))
    assert chosen.faces["body"][0] == own / "仿宋.otf"
    assert chosen.faces["head"][0].name == "FandolHei-Regular.otf"


def test_a_folder_that_is_not_there_is_none(tmp_path: Path) -> None:
    assert choose(tmp_path / "fonts", NOWHERE) == choose(None, NOWHERE)


def test_every_font_of_the_office_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    shutil.copy(SHIPPED / "sans-regular.otf", tmp_path / "simfang.ttf")
    (tmp_path / "黑体.ttf").write_bytes(b"nothing")
    with pytest.raises(FontFault, match=r"simfang\.ttf：字体文件按用处命名.*；.*黑体\.ttf 不是可用的字体"):
        choose(tmp_path, NOWHERE)
