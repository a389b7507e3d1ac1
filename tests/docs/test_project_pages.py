"""What the project says of itself: changelog, contributing, security, findings. Paths exist, versions agree."""

from __future__ import annotations

import ast
import re
import tomllib
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = (
    *("CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "findings/README.md", "README.md", "README.zh.md"),
    *(str(path.relative_to(ROOT)) for path in sorted(ROOT.glob("docs/*.md"))),
)
DECISIONS = tuple(str(path.relative_to(ROOT)) for path in sorted(ROOT.glob("docs/decisions/*.md")))
FOREIGN = {"OperationalError", "Authorization", "Secure"}
"""Capitalised words in backquotes that are no class of ours."""

FOLDERS = ("services", "shared", "tests", "deploy", "docs", "benchmarks", "findings")
MADE_LATER = ("deploy/secrets", "deploy/local/", "findings/NAME.sh")
"""Made on the machine, or a name that stands for others."""

KINDS_OF_CHANGE = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}


def text_of(page: str) -> str:
    return (ROOT / page).read_text("utf-8")


@pytest.mark.parametrize("page", PAGES)
def test_the_paths_that_a_page_names_exist(page: str) -> None:
    named = re.findall(rf"(?<![\w/.])((?:{'|'.join(FOLDERS)})/[\w./-]*\w/?)(?=[`\s),;:：，。]|$)", text_of(page))
    paths = {path.rstrip(".") for path in named if not path.startswith(MADE_LATER)}
    assert not sorted(path for path in paths if not (ROOT / path).exists())


@cache
def classes() -> frozenset[str]:
    """Every class of the project and of its tests."""
    files = [file for folder in FOLDERS for file in (ROOT / folder).rglob("*.py")]
    trees = [ast.parse(file.read_text("utf-8")) for file in files]
    return frozenset(node.name for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ClassDef))


@pytest.mark.parametrize("page", [*PAGES, *DECISIONS])
def test_the_classes_that_a_page_names_exist(page: str) -> None:
    named = re.findall(r"`([A-Z][a-z]+[A-Za-z]*)(?:\.\w+)?(?:\(\))?`", text_of(page))
    assert set(named) - FOREIGN <= classes()


@pytest.mark.parametrize("page", ["CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", "findings/README.md"])
def test_the_links_of_a_page_lead_to_files(page: str) -> None:
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", text_of(page)) if "://" not in link]
    assert not [link for link in links if not ((ROOT / page).parent / link).exists()]


def slugs(page: Path) -> set[str]:
    """What its headings are linked by: lower case, spaces as hyphens, punctuation left out."""
    headings = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES)
def test_a_link_into_a_page_leads_to_a_heading(page: str) -> None:
    for target, anchor in re.findall(r"\]\(([^)#:]*)#([^)]+)\)", text_of(page)):
        whole = (ROOT / page).parent / target if target else ROOT / page
        assert anchor in slugs(whole), f"{page}: {target}#{anchor}"


@pytest.mark.parametrize("page", ["CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", "findings/README.md"])
def test_the_targets_of_make_that_a_page_names_exist(page: str) -> None:
    targets = set(re.findall(r"^([a-z-]+):", text_of("Makefile"), re.MULTILINE))
    named = re.findall(r"(?:`|^)make ([a-z -]+?)(?:`|  )", text_of(page), re.MULTILINE)
    assert {target for each in named for target in each.split()} <= targets


@pytest.mark.parametrize("page", ["CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", "findings/README.md"])
def test_the_readme_leads_to_it(page: str) -> None:
    assert f"]({page})" in text_of("README.md")


@pytest.mark.parametrize(
    "folder", ["services/intake", "services/aggregator", "services/alerts", "services/demo", "shared"]
)
def test_the_map_of_the_readme_names_every_room_and_no_other(folder: str) -> None:
    (row,) = re.findall(rf"^\| `{folder}/` \| (.+) \|$", text_of("README.md"), re.MULTILINE)
    rooms = {path.parent.name for path in (ROOT / folder).glob("*/__init__.py")} - {"migrations"}
    assert set(re.findall(r"`(\w+)`", row)) == rooms


def test_contributing_tells_how_to_add_each_kind_of_thing() -> None:
    told = set(re.findall(r"^### … an? (.+)$", text_of("CONTRIBUTING.md"), re.MULTILINE))
    assert told == {"event", "indicator", "review rule", "channel", "page"}


def test_the_changelog_is_kept() -> None:
    """The newest version first, each with its day, and only known kinds of change."""
    text = text_of("CHANGELOG.md")
    versions = re.findall(r"^## (\d+)\.(\d+)\.(\d+) - (\d{4}-\d\d-\d\d)$", text, re.MULTILINE)
    numbers = [tuple(map(int, version[:3])) for version in versions]
    assert numbers == sorted(numbers, reverse=True)
    assert len(versions) == len(re.findall(r"^## (?!Unreleased)", text, re.MULTILINE))
    assert set(re.findall(r"^### (.+)$", text, re.MULTILINE)) <= KINDS_OF_CHANGE
    project = tomllib.loads(text_of("pyproject.toml"))["project"]
    assert project["version"] == ".".join(versions[0][:3])


def test_every_finding_is_a_script_that_pins_what_it_fetches() -> None:
    scripts = sorted((ROOT / "findings").glob("*.sh"))
    assert {path.name for path in (ROOT / "findings").iterdir()} == {"README.md", *(path.name for path in scripts)}
    for script in scripts:
        text = script.read_text("utf-8")
        assert text.startswith("#!"), f"{script.name} is no script"
        for installed in re.findall(r"pip\S* install ([^\n]+)", text):
            packages = [word for word in installed.split() if not word.startswith("-")]
            assert all("==" in package for package in packages), f"{script.name} pins not everything"
