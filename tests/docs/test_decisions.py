"""Every decision stands in the index, in one form, with a status that is known and paths that exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.unit.test_house import MOST_LINES, MOST_MODULES

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs/decisions"
PAGES = sorted(FOLDER.glob("[0-9]*.md"))
FIRST_LINES = re.compile(
    r"# (?P<number>\d{4}) (?P<title>\S.*)\n\n"
    r"Status: (?P<status>proposed|accepted|superseded by (?P<by>\d{4})|withdrawn), (?P<date>\d{4}-\d\d-\d\d)\n\n"
    r"\*\*Question\.\*\* ",
)
OTHER_WORDS = ("Context.", "Decision.", "Cost.", "Rationale.", "Alternatives.", "Consequences.")
"""What other projects call the parts of a page; here each part has one name."""

MADE_LATER = {"deploy/secrets"}
"""Named, but made on the machine: not part of the repository."""

ROOTS = ("services", "shared", "tests", "deploy", "docs", "benchmarks", "findings")


def named_paths(text: str) -> set[str]:
    """What a page names in backquotes as a file or folder of the repository, from its root."""
    return set(re.findall(rf"`((?:{'|'.join(ROOTS)})/[\w./-]+)`", text))


def named_files(text: str) -> set[str]:
    """What a page names in backquotes as a module, without its folder."""
    return set(re.findall(r"`(\w+\.py)`", text))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_begins_with_its_title_status_and_question(page: Path) -> None:
    text = page.read_text("utf-8")
    first = FIRST_LINES.match(text)
    assert first, f"{page.name} does not begin as the others do"
    assert page.name.startswith(f"{first['number']}-")
    assert text.count("**Question.**") == text.count("**Choice.**") == 1
    assert text.index("**Question.**") < text.index("**Choice.**")
    assert not [word for word in OTHER_WORDS if f"**{word}**" in text]
    assert "\n#" not in text, "a page has one heading"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_what_supersedes_a_page_exists_and_says_so(page: Path) -> None:
    first = FIRST_LINES.match(page.read_text("utf-8"))
    assert first
    if first["by"]:
        (later,) = FOLDER.glob(f"{first['by']}-*.md")
        assert page.name in later.read_text("utf-8"), f"{later.name} does not link to what it supersedes"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_paths_in_a_page_exist(page: Path) -> None:
    text = page.read_text("utf-8")
    assert not [path for path in named_paths(text) if path not in MADE_LATER and not (ROOT / path).exists()]
    modules = {path.name for folder in ("services", "shared", "tests") for path in (ROOT / folder).rglob("*.py")}
    assert named_files(text) <= modules


def test_the_index_lists_every_page_as_it_is_and_no_other() -> None:
    index = (FOLDER / "README.md").read_text("utf-8")
    rows = re.findall(r"^\| \[(\d{4})\]\(([^)]+)\) \| (.+?) \| (.+?) \| (\S+) \|$", index, re.MULTILINE)
    pages = [FIRST_LINES.match(page.read_text("utf-8")) for page in PAGES]
    expected = [
        (first["number"], page.name, first["title"], first["status"], first["date"])
        for page, first in zip(PAGES, pages, strict=True)
        if first
    ]
    assert rows == expected


def test_the_page_on_the_house_names_its_bars() -> None:
    (page,) = FOLDER.glob("0017-*.md")
    text = page.read_text("utf-8")
    assert f"**{MOST_MODULES} modules**" in text
    assert f"**{MOST_LINES} lines**" in text


def test_no_number_is_given_twice() -> None:
    numbers = [page.name[:4] for page in PAGES]
    assert len(numbers) == len(set(numbers))
