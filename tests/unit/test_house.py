"""The bar that the house holds itself to: rooms of a size to be seen at a glance, pure where it says so, one word
for one thing."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).parents[2]
PRODUCT = ("services", "shared")
ROOMS = (*PRODUCT, "benchmarks", "deploy")
MOST_MODULES = 15
MOST_LINES = 350
REACHING_OUT = frozenset({"sqlalchemy", "fastapi", "starlette", "httpx", "threading"})
"""What a pure module reaches neither itself nor through what it imports: storage, the network, other threads."""


def modules(*folders: str) -> Iterator[Path]:
    """Every module in these folders; migrations, which are never edited again, are left out."""
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def name_of(path: Path) -> str:
    """``services/intake/main.py`` as ``services.intake.main``."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


@pytest.fixture(scope="module")
def imports() -> grimp.ImportGraph:
    """Who imports what in the product, packages from elsewhere included."""
    return grimp.build_graph(*PRODUCT, include_external_packages=True)


def test_no_folder_holds_more_modules_than_can_be_seen_at_a_glance() -> None:
    folders: dict[str, int] = defaultdict(int)
    for path in modules(*ROOMS, "tests"):
        if path.name != "__init__.py":
            folders[str(path.parent.relative_to(ROOT))] += 1
    assert not {folder: count for folder, count in folders.items() if count > MOST_MODULES}


def test_no_module_is_longer_than_can_be_read_in_one_sitting() -> None:
    lengths = {name_of(path): len(path.read_text("utf-8").splitlines()) for path in modules(*ROOMS, "tests")}
    assert not {name: length for name, length in lengths.items() if length > MOST_LINES}


def test_a_module_that_says_it_is_pure_reaches_no_storage_no_network_and_no_thread(imports: grimp.ImportGraph) -> None:
    pure = [name_of(path) for path in modules(*PRODUCT) if says_pure(path)]
    assert len(pure) > 100
    reached = {name: sorted(_reached_out(imports, name)) for name in pure}
    assert not {name: found for name, found in reached.items() if found}


def says_pure(path: Path) -> bool:
    return re.search(r"\b[Pp]ure\b", ast.get_docstring(tree_of(path)) or "") is not None


def _reached_out(imports: grimp.ImportGraph, name: str) -> frozenset[str]:
    return REACHING_OUT & (imports.find_upstream_modules(name) | imports.find_modules_directly_imported_by(name))


def test_the_graph_of_imports_sees_what_a_pure_module_must_not_reach(imports: grimp.ImportGraph) -> None:
    assert _reached_out(imports, "services.standalone") == REACHING_OUT


def test_no_module_asks_for_an_installed_package_which_the_image_does_not_have() -> None:
    """deploy/Dockerfile lays the source beside the packages: what asks for the program's own finds it on a
    developer's machine only."""
    asking = re.compile(r"importlib[. ](?:import )?metadata|pkg_resources")
    assert asking.search("from importlib.metadata import version")
    assert asking.search("from importlib import metadata")
    assert not [name_of(path) for path in modules(*PRODUCT) if asking.search(path.read_text("utf-8"))]


def class_names() -> Mapping[str, list[str]]:
    """The modules that define a class of a name."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in modules(*PRODUCT):
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.ClassDef):
                found[node.name].append(name_of(path))
    return found


def test_a_class_name_means_one_thing() -> None:
    assert not {name: where for name, where in class_names().items() if len(where) > 1}
