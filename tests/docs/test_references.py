"""What docstrings and comments send the reader to is there: files, modules with their names, decisions."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
MODULES = [path for top in ("services", "shared", "tests", "benchmarks") for path in sorted((ROOT / top).rglob("*.py"))]

_FILE = re.compile(r"(?<![\w./-])[\w/-]+\.py\b")
_SEEN = re.compile(r"\b[Ss]ee ((?:[a-z_]\w*\.)+\w+)")
_MODULE = re.compile(r"\b(?:services|shared|tests)(?:\.\w+)+")
_DECISION = re.compile(r"\bdocs/decisions/(\d{4})")


def words(path: Path) -> str:
    """A module's docstrings and comments."""
    text = path.read_text("utf-8")
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    found = [ast.get_docstring(node) or "" for node in ast.walk(ast.parse(text)) if isinstance(node, documented)]
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return "\n".join(found + [token.string for token in tokens if token.type == tokenize.COMMENT])


@cache
def names_in(path: Path) -> set[str]:
    """What a module defines or imports at its top."""
    found: set[str] = set()
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            found.add(node.name)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            found |= {alias.asname or alias.name for alias in node.names}
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found |= {target.id for target in targets if isinstance(target, ast.Name)}
    return found


def is_there(name: str) -> bool:
    """Whether a dotted name, or its end, is a module or a package, or what one of them defines, or a method of that."""
    *module, last = name.split(".")
    if module and module[-1][:1].isupper():
        *module, last = module
    for place in MODULES:
        parts = place.relative_to(ROOT).with_suffix("").parts
        parts = parts[:-1] if parts[-1] == "__init__" else parts
        if parts[-len(module) - 1 :] == (*module, last):
            return True
        if module and parts[-len(module) :] == tuple(module) and last in names_in(place):
            return True
    return False


def file_is_there(name: str, seen_from: Path) -> bool:
    """Whether a file is there at its path or its path's end, or for a bare name somewhere in the reader's service."""
    if "/" in name:
        return any(path.as_posix().endswith(f"/{name}") for path in MODULES)
    service = ROOT.joinpath(*seen_from.relative_to(ROOT).parts[:2])
    return any(service.rglob(name))


def gone(path: Path) -> Iterator[str]:
    """What a module names and nobody finds."""
    text = words(path)
    yield from (name for name in _FILE.findall(text) if not file_is_there(name, path))
    dotted = {*_SEEN.findall(text), *_MODULE.findall(text)}
    yield from (name for name in sorted(dotted) if not name.endswith(".py") and not is_there(name))
    for number in _DECISION.findall(text):
        if not any((ROOT / "docs" / "decisions").glob(f"{number}-*.md")):
            yield f"decision {number}"


def test_what_the_code_names_is_there() -> None:
    found = {str(path.relative_to(ROOT)): names for path in MODULES if (names := list(gone(path)))}
    assert found == {}


def test_a_reference_to_nothing_is_found() -> None:
    assert is_there("shared.consume.Handle") and is_there("stage.Stage") and is_there("shared.quantities")
    assert not is_there("shared.consume.Handled") and not is_there("shared.quantity") and not is_there("stage.Curtain")
    here = ROOT / "services" / "alerts" / "episodes" / "lifecycle.py"
    assert file_is_there("episode.py", here) and file_is_there("tests/kafka.py", here)
    assert not file_is_there("standing.py", here)
