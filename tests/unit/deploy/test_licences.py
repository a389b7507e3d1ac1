"""The page of licences: true of what is pinned now, and it names what must be known."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from deploy.licences import LOCKS, PAGE, ROOT, UNKNOWN, Licensed, licence, locked_page, of_installed, page
from deploy.locked import Pin, pins

MIT, LESSER = "License :: OSI Approved :: MIT License", "License :: OSI Approved :: GNU LGPL"


def test_the_page_is_what_make_licences_writes() -> None:
    assert PAGE.read_text("utf-8") == locked_page(), "run: make licences"


def test_the_page_names_every_pinned_package_once() -> None:
    rows = [line.split(" | ")[0].removeprefix("| ") for line in PAGE.read_text("utf-8").splitlines() if " | " in line]
    pinned = {pin.name for name, _, _ in LOCKS for pin in pins((ROOT / name).read_text("utf-8"))}
    assert sorted(name for name in rows if name != "package") == sorted(pinned)


def test_no_package_that_runs_has_an_unknown_licence() -> None:
    found = [of_installed(pin) for pin in pins((ROOT / LOCKS[0][0]).read_text("utf-8"))]
    assert [each.pin.name for each in found if each.licence == UNKNOWN] == []


@pytest.mark.parametrize(
    ("expression", "classifiers", "text", "found"),
    [
        ("MIT OR Apache-2.0", [MIT], "MIT", "MIT OR Apache-2.0"),
        ("", ["Topic :: Utilities", "License :: OSI Approved", MIT, LESSER], "", "MIT License / GNU LGPL"),
        ("", [], "BSD-3-Clause", "BSD-3-Clause"),
        ("", [], "Permission is hereby granted,\nfree of charge, …", UNKNOWN),
        ("", [], "UNKNOWN", UNKNOWN),
        ("", [], "", UNKNOWN),
    ],
)
def test_a_licence_is_the_first_thing_that_a_package_says_clearly(
    expression: str, classifiers: Sequence[str], text: str, found: str
) -> None:
    assert licence(expression, classifiers, text) == found


def test_what_is_unknown_and_what_is_copyleft_is_named_above_the_tables() -> None:
    packages = [
        Licensed(Pin("a", "1"), "MIT"),
        Licensed(Pin("b", "1"), "LGPL-3.0-only"),
        Licensed(Pin("c", "1"), "Mozilla Public License 2.0 (MPL 2.0)"),
        Licensed(Pin("d", "1"), UNKNOWN),
    ]
    text = page([("What runs", "These.", packages)])
    assert "* Unknown: d (unknown).\n" in text
    assert "* Copyleft: b (LGPL-3.0-only), c (Mozilla Public License 2.0 (MPL 2.0)).\n" in text
    assert "* Unknown: none.\n* Copyleft: none.\n" in page([("What runs", "These.", packages[:1])])


def test_a_package_that_is_not_there_in_the_pinned_version_is_said_to_be_so() -> None:
    with pytest.raises(ValueError, match="nothing-of-that-name is not installed"):
        of_installed(Pin("nothing-of-that-name", "1"))
    with pytest.raises(ValueError, match=r"fastapi is installed as .*, pinned as 0\.0\.1"):
        of_installed(Pin("fastapi", "0.0.1"))
