"""Which code this is: the commit, and what was changed in its files since."""

from __future__ import annotations

import hashlib
import secrets
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[3]
_RUN = ("services", "shared", "tests")
"""What a suite runs; a changed document makes no other code."""
_DIGITS = 12


def commit(root: Path = ROOT) -> str:
    """The same text as long as the code under ``root`` is the same, and no longer.

    Where files differ from the commit, or are unknown to it, it ends with a digest of them. Code that is no checkout
    of git gets a text of its own at each call: nothing tells whether it is the same.
    """
    try:
        if Path(_git(root, "rev-parse", "--show-toplevel").decode().rstrip("\n")).samefile(root):
            return _git(root, "rev-parse", "HEAD").decode().strip() + _changes(root)
    except (OSError, subprocess.CalledProcessError):
        pass
    return f"no commit, run {secrets.token_hex(_DIGITS // 2)}"


def _changes(root: Path) -> str:
    digest = hashlib.sha256(_git(root, "diff", "HEAD", "--binary", "--no-ext-diff", "--", *_RUN))
    unknown = _git(root, "ls-files", "--others", "--exclude-standard", "-z", "--", *_RUN)
    for name in filter(None, unknown.split(b"\0")):
        digest.update(b"\0" + name + b"\0" + (root / name.decode()).read_bytes())
    clean = digest.digest() == hashlib.sha256().digest()
    return "" if clean else f", changed {digest.hexdigest()[:_DIGITS]}"


def _git(root: Path, *words: str) -> bytes:
    return subprocess.run(["git", *words], cwd=root, capture_output=True, check=True).stdout
