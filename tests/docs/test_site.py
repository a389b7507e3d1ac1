"""docs/site.md: its example, put into a folder file by file, is an office that can begin."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from shared.catalogue import Catalogue, CatalogueError, load_catalogue
from shared.catalogue.files.layers.layers import SITE_FILES
from shared.catalogue.files.layers.site_file import KEYS
from shared.periods import Month

TEXT = (Path(__file__).parents[2] / "docs/site.md").read_text("utf-8")
FILES = dict(re.findall(r"^### `([^`]+)`\n.*?```\w+\n(.*?)```", TEXT, re.MULTILINE | re.DOTALL))
ROOT = Path(__file__).parents[2]
PAGES = sorted({*ROOT.glob("docs/*.md"), ROOT / "deploy/local/README.md"})
LOOKED_UP = {
    "shared/catalogue/data/indicators.csv",
    "shared/catalogue/data/units.csv",
    "shared/catalogue/data/plans/",
    "shared/security/permissions.py",
}
"""What a procedure tells people to look up inside the package; nothing there is ever edited."""

CHINESE = re.compile(r"[\u4e00-\u9fff]{6}")
ELSEWHERE = {"units.csv", "identities.csv"}
"""Files that few offices need: the page on indicators tells of them."""


def example(folder: Path, **changed: bytes) -> Catalogue:
    """The example; ``changed`` files (by their names) hold something else."""
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(changed.get(name, text.encode()))
    return load_catalogue(site=folder)


def test_the_example_loads_as_it_is_printed(tmp_path: Path) -> None:
    catalogue = example(tmp_path)
    assert list(catalogue.plans) == ["jiulongpo-2026-2030"]
    assert catalogue.plans["jiulongpo-2026-2030"].first_owed == Month(2026, 11)
    assert catalogue.office.name in FILES["letterhead.toml"]
    assert catalogue.department_for("jiulongpo-2026-2030", 2).mail == ("employment@jlp.example",)
    assert catalogue.contacts["500107"].mail == ("reports@jlp.example", "office@jlp.example")
    assert catalogue.groups["500000-zx"] == ("500106", "500107")


def test_the_page_tells_of_every_file_and_every_key_of_an_office() -> None:
    assert set(SITE_FILES) - ELSEWHERE == {name for name in FILES if "/" not in name}
    assert all(re.search(rf"^(# )?(\[+)?{key}\b", FILES["site.toml"], re.MULTILINE) for key in KEYS)


def test_no_procedure_has_a_file_inside_the_package_edited() -> None:
    """Pages in Chinese are those of who runs the system; pages in English those of who changes it."""
    named = {
        (page.name, path)
        for page in PAGES
        if CHINESE.search(page.read_text("utf-8").splitlines()[2])
        for path in re.findall(r"`((?:shared|services)/[^`]*)`", page.read_text("utf-8"))
    }
    assert {path for _, path in named} == LOOKED_UP


TABLES = sorted(name for name in FILES if name.endswith(".csv"))


def test_files_that_a_spreadsheet_or_notepad_saved_are_the_same_office(tmp_path: Path) -> None:
    """A mark of UTF-8, line breaks of Windows, and the empty columns and rows that were once clicked on."""
    saved = {name: "\ufeff" + text.replace("\n", "\r\n") for name, text in FILES.items()}
    for name in TABLES:
        saved[name] = saved[name].replace("\r\n", ",,\r\n") + ",,\r\n"
    found = example(tmp_path / "saved", **{name: text.encode() for name, text in saved.items()})
    printed = example(tmp_path / "printed")
    assert found.plans == printed.plans
    assert (found.departments, found.contacts, found.office) == (printed.departments, printed.contacts, printed.office)
    assert (found.regions, found.groups, found.indicators) == (printed.regions, printed.groups, printed.indicators)
    assert found.calendar.written == printed.calendar.written
    assert found.calendar_of("500107").written == printed.calendar_of("500107").written


@pytest.mark.parametrize("name", sorted(FILES))
def test_a_file_in_the_code_page_of_chinese_windows_is_named(tmp_path: Path, name: str) -> None:
    text = FILES[name].rstrip("\n") + "\n# 虚构" if name.endswith(".toml") else FILES[name].rstrip("\n") + "\n虚构"
    with pytest.raises(CatalogueError) as caught:
        example(tmp_path, **{name: text.encode("gbk")})
    assert [each.file for each in caught.value.findings if each.code == "encoding"] == [f"site/{name}"]


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("sign", ";\t")
def test_a_table_that_a_spreadsheet_parted_otherwise_is_named(tmp_path: Path, name: str, sign: str) -> None:
    with pytest.raises(CatalogueError) as caught:
        example(tmp_path, **{name: FILES[name].replace(",", sign).encode()})
    (told,) = [each for each in caught.value.findings if each.code == "missing_column"]
    assert told.file == f"site/{name}" and "各列之间用的是" in told.message


@pytest.mark.parametrize("value", ["5", '"x"', "[1]"])
@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("site.toml", "plans"),
        ("departments.toml", "mail"),
        ("departments.toml", "leader_mail"),
        ("departments.toml", "im"),
        ("departments.toml", "indicators"),
        ("plans/jiulongpo-2026-2030/plan.toml", "tables"),
        ("plans/jiulongpo-2026-2030/plan.toml", "year_shares"),
    ],
)
def test_a_value_of_another_type_is_told_in_its_file_and_not_a_traceback(
    tmp_path: Path, name: str, key: str, value: str
) -> None:
    text = re.sub(rf"^{key} = .*\n", "", FILES[name], flags=re.MULTILINE)
    if key == "tables":
        text = text[: text.index("[tables]")]
    text = f"{key} = {value}\n{text}" if "plan" in name + key else f"{text}{key} = {value}\n"
    with pytest.raises(CatalogueError) as caught:
        example(tmp_path, **{name: text.encode()})
    assert next(each.code for each in caught.value.findings if each.file == f"site/{name}") == "bad_value"


def test_a_table_s_row_number_that_stands_in_the_wrong_column_is_told(tmp_path: Path) -> None:
    name = "plans/jiulongpo-2026-2030/targets.csv"
    with pytest.raises(CatalogueError) as caught:
        example(tmp_path, **{name: FILES[name].replace("\n2,", "\n500107001002,").encode()})
    assert "第3行（序号500107001002）：序号应在1至9999之间" in str(caught.value)
