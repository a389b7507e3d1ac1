"""axe-core, which looks over a page for what shuts people out: pinned, and fetched by npm into the tester's cache."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tarfile
from pathlib import Path

import pytest
from playwright.sync_api import Page

_VERSION = "4.10.3"
_DIGEST = "880970c081707360e64f34cea25ff91892f5bc95675b0776925b9709dd8a68bb"
_WEIGHTY = ("serious", "critical")


def axe_source() -> str:
    """The script. Skips the test where it cannot be had."""
    cache = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "xushi-tests"
    kept = cache / f"axe-{_VERSION}.min.js"
    if not kept.exists():
        _fetch(cache, kept)
    source = kept.read_bytes()
    assert hashlib.sha256(source).hexdigest() == _DIGEST, f"{kept} is not the axe-core that is pinned"
    return source.decode()


def _fetch(cache: Path, kept: Path) -> None:
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("NO NPM: the pages were NOT looked over by axe; install the package npm")
    cache.mkdir(parents=True, exist_ok=True)
    asked = [npm, "pack", f"axe-core@{_VERSION}", "--silent", "--pack-destination", str(cache)]
    if subprocess.run(asked, capture_output=True, timeout=120, check=False).returncode:
        pytest.skip("NO REGISTRY: the pages were NOT looked over by axe; npm could not fetch axe-core")
    with tarfile.open(cache / f"axe-core-{_VERSION}.tgz") as packed:
        script = packed.extractfile("package/axe.min.js")
        assert script is not None
        kept.write_bytes(script.read())


def weighty_findings(page: Page, source: str) -> list[str]:
    """What is serious or critical on the page: rule, and where it stands first."""
    page.evaluate(f"{source};0")
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    return [f"{each['id']}: {each['nodes'][0]['target']}" for each in found if each["impact"] in _WEIGHTY]
