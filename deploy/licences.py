"""``make licences``: under which licence each pinned package stands, by what the installed package says of itself.

Written to docs/licences.md; a test holds the page against the lock files. What is unknown, or asks that changes are
given on (copyleft), is named with it.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

from deploy.locked import Pin, pins

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "licences.md"
LOCKS = (
    ("requirements.lock", "What runs", "Packages of the running system, as `make sbom` lists them too."),
    (
        "requirements-dev.lock",
        "What is used in development",
        "Packages of tests and tools: no part of what runs.",
    ),
)
UNKNOWN = "unknown"
COPYLEFT = ("GPL", "MPL", "EPL", "CDDL", "EUPL", "GENERAL PUBLIC", "MOZILLA PUBLIC")
_LONGEST = 80
_HEAD = """# Licences

Xushi itself is under the MIT licence ([LICENSE](../LICENSE)). This page is written by `make licences` from the lock
files and what each installed package says of itself; a test holds it against the lock files. ECharts and the font of
a mail's chart, which are part of the repository, are named in [decision 0010](decisions/0010-dependencies.md).
"""


class Licensed(NamedTuple):
    """A pinned package, and its licence in words or as an SPDX expression."""

    pin: Pin
    licence: str

    @property
    def copyleft(self) -> bool:
        """Whether one of its licences asks that changes to the package are given on under it."""
        return any(word in self.licence.upper() for word in COPYLEFT)


def licence(expression: str, classifiers: Sequence[str], text: str) -> str:
    """The licence by a package's metadata: its SPDX expression, its classifiers, or its own words, the first there is.

    ``text`` may be a whole licence: only a single short line of it tells anything.
    """
    classified = [each.rpartition(" :: ")[2] for each in classifiers if each.startswith("License ::")]
    named = [each for each in classified if each not in ("OSI Approved", "DFSG approved")]
    words = text.strip()
    if words.upper() == "UNKNOWN" or "\n" in words or len(words) > _LONGEST:
        words = ""
    return expression or " / ".join(named) or words or UNKNOWN


def of_installed(pin: Pin) -> Licensed:
    """A pinned package's licence.

    Raises:
        ValueError: it is not installed, or in another version.
    """
    try:
        told = metadata.distribution(pin.name).metadata.json
    except metadata.PackageNotFoundError:
        raise ValueError(f"{pin.name} is not installed") from None
    if told["version"] != pin.version:
        raise ValueError(f"{pin.name} is installed as {told['version']}, pinned as {pin.version}")
    expression, text = (str(told.get(name, "")) for name in ("license_expression", "license"))
    return Licensed(pin, licence(expression, told.get("classifier", []), text))


def page(groups: Sequence[tuple[str, str, Sequence[Licensed]]]) -> str:
    """The page: what there is to know first, then a table for each group (its title, what it holds)."""
    found = [each for _, _, packages in groups for each in packages]
    told = [_named("Unknown", [each for each in found if each.licence == UNKNOWN])]
    told.append(_named("Copyleft", [each for each in found if each.copyleft]))
    parts = [_HEAD, "\n".join(told) + "\n"]
    for title, text, packages in groups:
        rows = [f"| {each.pin.name} | {each.pin.version} | {each.licence} |" for each in packages]
        table = "\n".join(["| package | version | licence |", "|---|---|---|", *rows])
        parts.append(f"## {title}\n\n{text}\n\n{table}\n")
    return "\n".join(parts)


def _named(what: str, packages: Sequence[Licensed]) -> str:
    names = ", ".join(f"{each.pin.name} ({each.licence})" for each in packages)
    return f"* {what}: {names or 'none'}."


def locked_page() -> str:
    """The page of what is pinned now; the second group leaves out what the first one has."""
    groups, seen = [], set[Pin]()
    for name, title, text in LOCKS:
        found = [pin for pin in pins((ROOT / name).read_text("utf-8")) if pin not in seen]
        seen.update(found)
        groups.append((title, text, [of_installed(pin) for pin in found]))
    return page(groups)


def main() -> int:
    """Write the page."""
    PAGE.write_text(locked_page(), "utf-8")
    sys.stdout.write(f"{PAGE.relative_to(ROOT)} is written\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
