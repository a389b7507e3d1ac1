"""The tests stand where what they test stands, so that a module's tests are found without searching."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[2]
HERE = ROOT / "tests" / "unit"

ELSEWHERE: dict[str, str] = {
    "intake/bulk/test_lines.py": "the lines of a bulk file, whichever of its modules reads them",
    "intake/test_as_of.py": "intake's pages and routes of an earlier day",
    "test_permissions.py": "who may ask which route, over the three services together",
}
"""Test modules that are named like a product module, but are about something else: by path, and why."""


def mirrored(folder: Path) -> Path:
    """Where the tests of a folder's modules stand: those of ``services/intake/review`` in ``intake/review``."""
    inside = folder.relative_to(ROOT)
    return inside.relative_to("services") if inside.parts[:1] == ("services",) else inside


def folders_by_name() -> dict[str, set[Path]]:
    """Where the tests of a module of a name may stand: one folder for each module of that name, and each package."""
    found: dict[str, set[Path]] = {}
    for top in ("shared", "services"):
        for module in (ROOT / top).rglob("*.py"):
            package = module.name == "__init__.py"
            name = module.parent.name if package else module.stem
            places = found.setdefault(name, set())
            places.add(mirrored(module.parent))
            if package:
                places.add(mirrored(module.parent.parent))
    return found


def misplaced() -> dict[str, str]:
    """Test modules that do not stand with a module of their name, and where one of that name is."""
    known = folders_by_name()
    found = {}
    for test in sorted(HERE.rglob("test_*.py")):
        places = known.get(test.stem.removeprefix("test_"))
        if places is not None and test.parent.relative_to(HERE) not in places:
            found[str(test.relative_to(HERE))] = ", ".join(sorted(map(str, places)))
    return found


def test_every_test_stands_where_its_module_does() -> None:
    assert {test: places for test, places in misplaced().items() if test not in ELSEWHERE} == {}


def test_no_exception_outlives_its_reason() -> None:
    assert set(ELSEWHERE) <= set(misplaced())
