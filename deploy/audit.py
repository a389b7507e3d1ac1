"""``make audit``: whether an advisory is out against a pinned package. Green only where the database really answered.

pip-audit asks the database. What it leaves out, a database that does not answer, and one that knows of nothing (not
even of a package that is known to be vulnerable) are told, and end with a code of their own.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from deploy.locked import Pin, pins

ROOT = Path(__file__).parents[1]
LOCK = ROOT / "requirements-dev.lock"
"""Everything that is pinned: what runs is part of it."""
OSV = "https://api.osv.dev/v1/query"
CANARY = Pin("jinja2", "2.4.1")
"""Has had advisories for years: a database that knows of none has not been asked, whatever it answers."""

GREEN, ADVISORIES, NOT_CHECKED = 0, 1, 2
_SECONDS = 900


class Report(NamedTuple):
    """What came of asking: advisories by package, packages that were asked for, and what stood in the way."""

    advisories: dict[str, tuple[str, ...]]
    checked: frozenset[Pin]
    trouble: str = ""


class Verdict(NamedTuple):
    """The code to end with, and what there is to say."""

    code: int
    lines: tuple[str, ...]


def read(code: int, output: str, errors: str) -> Report:
    """What pip-audit has said: JSON where it came to an end, else only why not."""
    try:
        told: list[dict[str, Any]] = json.loads(output)["dependencies"]
    except (ValueError, KeyError, TypeError):
        last = (errors.strip().splitlines() or [f"it ended with {code} and said nothing"])[-1]
        return Report({}, frozenset(), last)
    asked = [each for each in told if "skip_reason" not in each]
    advisories = {each["name"]: tuple(found["id"] for found in each["vulns"]) for each in asked if each["vulns"]}
    return Report(advisories, frozenset(Pin(each["name"], each["version"]) for each in asked))


def verdict(wanted: Sequence[Pin], report: Report, canary: Report) -> Verdict:
    """What an audit of ``wanted`` comes to; ``canary``: what was said of a package known to be vulnerable."""
    if trouble := report.trouble or canary.trouble:
        return Verdict(NOT_CHECKED, (f"nothing was checked, the advisory database does not answer: {trouble}",))
    if not canary.advisories:
        name = f"{CANARY.name} {CANARY.version}"
        return Verdict(NOT_CHECKED, (f"nothing was checked: the database knows of no advisory against {name}",))
    found = [f"{name}: {', '.join(ids)}" for name, ids in sorted(report.advisories.items())]
    missing = [f"not checked: {pin.name} {pin.version}" for pin in wanted if pin not in report.checked]
    if found:
        return Verdict(ADVISORIES, (*found, *missing))
    if missing:
        return Verdict(NOT_CHECKED, tuple(missing))
    return Verdict(GREEN, (f"no advisory against any of {len(wanted)} packages",))


def ask(wanted: Sequence[Pin], address: str, seconds: float = _SECONDS) -> Report:
    """Have pip-audit ask the database about these packages."""
    try:
        return _asked(wanted, address, seconds)
    except subprocess.TimeoutExpired:
        return Report({}, frozenset(), f"no answer within {seconds:g} s")


def _asked(wanted: Sequence[Pin], address: str, seconds: float) -> Report:
    with tempfile.TemporaryDirectory(prefix="xushi-audit-") as folder:
        file = Path(folder) / "pinned.txt"
        file.write_text("".join(f"{pin.name}=={pin.version}\n" for pin in wanted), "utf-8")
        done = subprocess.run(
            [
                *(sys.executable, "-m", "pip_audit", "--requirement", str(file), "--no-deps", "--disable-pip"),
                *("--vulnerability-service", "osv", "--osv-url", address),
                *("--format", "json", "--progress-spinner", "off", "--cache-dir", folder),
            ],
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )
    return read(done.returncode, done.stdout, done.stderr)


def main(words: Sequence[str] | None = None) -> int:
    """Audit the lock file; see the codes above."""
    parser = argparse.ArgumentParser(prog="python -m deploy.audit", description=__doc__)
    parser.add_argument("--lock", type=Path, default=LOCK, help="the lock file")
    parser.add_argument("--osv-url", default=OSV, help="address of the advisory database (OSV)")
    asked = parser.parse_args(words)
    wanted, canary = pins(asked.lock.read_text("utf-8")), ask([CANARY], asked.osv_url)
    report = canary if canary.trouble else ask(wanted, asked.osv_url)
    code, lines = verdict(wanted, report, canary)
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    return code


if __name__ == "__main__":
    sys.exit(main())
