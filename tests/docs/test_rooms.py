"""No room is crowded and no module long: what grows beyond is two concepts (decision 0017)."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDERS = ("services", "shared", "benchmarks", "deploy")
MOST_MODULES = 15
MOST_LINES = 350


def modules() -> list[Path]:
    """Every Python file but databases' migrations, which are a list in time."""
    return [
        path
        for folder in FOLDERS
        for path in sorted((ROOT / folder).rglob("*.py"))
        if "migrations" not in path.relative_to(ROOT).parts[:-1] or folder == "tests"
    ]


def test_no_folder_holds_more_modules_than_one_sees_at_a_glance() -> None:
    rooms: dict[Path, int] = {}
    for path in modules():
        if path.name != "__init__.py":
            rooms[path.parent] = rooms.get(path.parent, 0) + 1
    assert not {str(room.relative_to(ROOT)): count for room, count in rooms.items() if count > MOST_MODULES}


def test_no_module_is_longer_than_one_reads_at_a_sitting() -> None:
    lines = {str(path.relative_to(ROOT)): len(path.read_text("utf-8").splitlines()) for path in modules()}
    assert not {path: count for path, count in lines.items() if count > MOST_LINES}


def test_decision_0017_names_the_bars() -> None:
    (page,) = (ROOT / "docs/decisions").glob("0017-*.md")
    text = page.read_text("utf-8")
    assert f"**{MOST_MODULES} modules**" in text
    assert f"**{MOST_LINES} lines**" in text
