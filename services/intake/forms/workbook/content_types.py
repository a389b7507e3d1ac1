"""What the parts of a file are by its own declaration. Pure.

A declaration by ending says something only of the parts that are there: some libraries declare macros and binary
sheets in every file that they write, and write none.
"""

from __future__ import annotations

from collections.abc import Mapping

from services.intake.forms.workbook.package import CONTENT_TYPES, Package, local, part_name


def declared_types(package: Package) -> Mapping[str, str]:
    """The content type of every part that is there, in lower case ('' undeclared).

    Raises:
        FormRefused: the declarations cannot be read.
    """
    by_ending: dict[str, str] = {}
    by_name: dict[str, str] = {}
    for each in package.tree(CONTENT_TYPES):
        kind = each.get("ContentType", "").lower()
        if local(each.tag) == "Default":
            by_ending[each.get("Extension", "").lower().lstrip(".")] = kind
        elif local(each.tag) == "Override":
            by_name[part_name(each.get("PartName", ""))] = kind
    return {
        name: by_name.get(name, by_ending.get(name.rpartition(".")[2], ""))
        for name in package
        if name != CONTENT_TYPES and not name.endswith("/")
    }


def has_macros(types: Mapping[str, str]) -> bool:
    """Whether any part that is there holds or may start macros."""
    in_types, in_names = ("macroenabled", "vbaproject", "macrosheet"), ("vbaproject", "macrosheets/")
    return any(
        any(word in kind for word in in_types) or any(word in name for word in in_names) for name, kind in types.items()
    )


def is_workbook(types: Mapping[str, str]) -> bool:
    """Whether a workbook of XML is among the parts."""
    return any("spreadsheetml" in kind and kind.endswith(".main+xml") for kind in types.values())
