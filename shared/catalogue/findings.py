"""What is wrong, or odd, in a file of the catalogue, and where."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class FileFinding:
    """One finding. ``code`` names the rule, ``file`` and ``line`` the place, ``row`` the plan's row.

    ``line`` counts from 1 in the file (0: the file as a whole); ``row`` is the printed row number.
    """

    severity: Severity
    code: str
    file: str
    line: int
    message: str
    row: int | None = None

    @property
    def where(self) -> str:
        """The place as a person writes it: ``targets.csv 第9行（序号8）``."""
        line = f" 第{self.line}行" if self.line else ""
        row = f"（序号{self.row}）" if self.row is not None else ""
        return f"{self.file}{line}{row}"

    def __str__(self) -> str:
        return f"{self.where}：{self.message}"


class CatalogueError(ValueError):
    """The catalogue cannot be loaded; ``findings`` lists every fault with its file and line."""

    def __init__(self, findings: Sequence[FileFinding]) -> None:
        self.findings = tuple(findings)
        super().__init__("目录数据有误：\n" + "\n".join(str(finding) for finding in findings))


class Findings:
    """Collects findings while files are read, so that every fault is told at once."""

    def __init__(self) -> None:
        self.items: list[FileFinding] = []

    def error(self, code: str, file: str, line: int, message: str, row: int | None = None) -> None:
        self.items.append(FileFinding(Severity.ERROR, code, file, line, message, row))

    def warning(self, code: str, file: str, line: int, message: str, row: int | None = None) -> None:
        self.items.append(FileFinding(Severity.WARNING, code, file, line, message, row))

    @property
    def errors(self) -> list[FileFinding]:
        return [finding for finding in self.items if finding.severity is Severity.ERROR]

    def raise_errors(self) -> None:
        """Raise what has been found so far.

        Raises:
            CatalogueError: at least one finding is an error.
        """
        if self.errors:
            raise CatalogueError(self.errors)


_LISTED = 20
"""So many known words are still listed."""


def nearest(word: str, known: Collection[str]) -> str:
    """What is put behind a word that is none of ``known``: the nearest of them, or all of them where none is near."""
    near = get_close_matches(word, known, 1)
    if near:
        return f"；是不是“{near[0]}”？"
    return f"；可写：{'、'.join(known)}" if known and len(known) <= _LISTED else ""


def refuse_unknown(
    given: Iterable[str], known: Collection[str], file: str, findings: Findings, where: str = "", line: int = 0
) -> None:
    """A misspelt key would else be something that nobody follows: an error for each that is none of ``known``."""
    for key in given:
        if key not in known:
            findings.error("unknown_key", file, line, f"{where}没有“{key}”这一项{nearest(key, known)}")
