"""The parts of an .xlsx archive, found as spreadsheet programs find them. Pure.

Names are compared without regard to case, and a backslash is a slash: some programs on Windows write them so. Of the
XML only local names are looked at, so that Strict Open XML, which has other namespaces, reads like any other.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import unquote
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from services.intake.forms.faults import FormRefused
from services.intake.forms.workbook.refusals import damaged, unreadable, unsafe
from shared.steps import step

CONTENT_TYPES = "[content_types].xml"

_PIECE = 65_536
_BEGINNING = 1_000  # bytes of a part that show whether it is XML
_BEFORE = b"\xef\xbb\xbf\xfe\xff\0 \t\r\n"  # byte order marks and white space


class Relation(NamedTuple):
    """What one part says of another: the last word of its type (``worksheet``), and the part's name."""

    kind: str
    part: str


class Package:
    """An archive that :func:`~services.intake.forms.workbook.file_check.inspect` has let through."""

    def __init__(self, raw: bytes) -> None:
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(raw))
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise damaged() from error
        self._parts: dict[str, zipfile.ZipInfo] = {}
        for part in self._archive.infolist():
            name = part_name(part.filename)
            if name in self._parts:
                raise unreadable(name, "在压缩包里有两份")
            self._parts[name] = part

    def __contains__(self, name: str) -> bool:
        return name in self._parts

    def __iter__(self) -> Iterator[str]:
        return iter(self._parts)

    def xml_parts(self) -> Iterator[str]:
        """The parts that hold XML, whatever they are called.

        Raises:
            FormRefused: one does not unpack.
        """
        return (name for name in self if holds_xml(name, self.bytes_of(name)[:_BEGINNING]))

    def bytes_of(self, name: str) -> bytes:
        """The content of a part.

        Raises:
            FormRefused: there is none of that name, or it does not unpack.
        """
        step()
        if name not in self._parts:
            raise unreadable(name, "不在文件里")
        try:
            return self._archive.read(self._parts[name])
        except Exception as error:  # zlib, lzma and zipfile have errors of their own, and no common ancestor
            raise damaged() from error

    def tree(self, name: str) -> Element:
        """The content of a part as XML.

        Raises:
            FormRefused: as :meth:`bytes_of`; it is no XML, or declares entities.
        """
        content = self.bytes_of(name)
        try:
            root = _parsed(content)
        except DefusedXmlException as error:
            raise unsafe() from error
        except (ParseError, ValueError, LookupError) as error:
            raise unreadable(name, "不是合法的 XML") from error
        return root

    def relations(self, name: str) -> dict[str, Relation]:
        """What a part ('' the package itself) refers to inside the file, by the reference's id.

        Raises:
            FormRefused: as :meth:`tree`.
        """
        folder, file = posixpath.split(name)
        listed = posixpath.join(folder, "_rels", f"{file}.rels").lower()
        if listed not in self:
            return {}
        return {
            each.get("Id", ""): Relation(each.get("Type", "").rpartition("/")[2], _target(folder, each))
            for each in self.tree(listed)
            if each.get("TargetMode") != "External"
        }


def _parsed(content: bytes) -> Element:
    """The root of an XML text, parsed piece by piece: a large one takes a second."""
    parser = DefusedXMLParser(forbid_dtd=True)
    for start in range(0, len(content), _PIECE):
        step()
        parser.feed(content[start : start + _PIECE])
    root: Element = parser.close()
    return root


def holds_xml(name: str, content: bytes) -> bool:
    """Whether a part is XML by its name, or by how it begins: a relation may lead to a part of any name."""
    return name.lower().endswith((".xml", ".rels", ".vml")) or content[:_BEGINNING].lstrip(_BEFORE).startswith(b"<")


def part_name(name: str) -> str:
    """A part's name as it is compared: lower case, slashes, none at the beginning."""
    return name.replace("\\", "/").lower().lstrip("/")


def local(tag: object) -> str:
    """An element's or attribute's name without its namespace; '' for a comment."""
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def children(element: Element, name: str) -> list[Element]:
    """The child elements of one local name."""
    return [each for each in element if local(each.tag) == name]


def child(element: Element, name: str) -> Element | None:
    """The first child element of one local name."""
    return next((each for each in element if local(each.tag) == name), None)


def attribute(element: Element, name: str) -> str:
    """An attribute by its local name; '' where there is none."""
    value = element.get(name)
    if value is not None:
        return value
    return next((held for key, held in element.attrib.items() if local(key) == name), "")


def is_on(value: str) -> bool:
    """An attribute of type boolean."""
    return value.strip().lower() in ("1", "true", "on")


def _target(folder: str, relation: Element) -> str:
    target = unquote(relation.get("Target", "")).replace("\\", "/")
    path = target if target.startswith("/") else posixpath.join("/", folder, target)
    return part_name(posixpath.normpath(path))


def open_package(raw: bytes) -> Package:
    """The archive's parts.

    Raises:
        FormRefused: it cannot be opened.
    """
    try:
        return Package(raw)
    except FormRefused:
        raise
    except Exception as error:  # zipfile fails in many ways on a directory that lies
        raise damaged() from error
