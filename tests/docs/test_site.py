"""docs/site.md: its example, put into a folder file by file, is an office that can begin."""

from __future__ import annotations

import re
from pathlib import Path

from shared.catalogue import Catalogue, load_catalogue
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


def example(folder: Path) -> Catalogue:
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
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
