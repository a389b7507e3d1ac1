"""One word for one thing: every term of the glossary lives where it says, and no word stands twice."""

from __future__ import annotations

import ast
import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from shared.events import EVENT_TYPES

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs/glossary.md").read_text("utf-8")

KEY_CLASSES = {
    *("Catalogue", "Plan", "Target", "Indicator", "Region", "Department", "Kind", "Frequency", "Attribute"),
    *("Month", "Unit", "Point", "Event", "EventStore", "Recorded", "Consumer", "Relay", "Key"),
    *("Receipt", "Form", "ReviewRule", "Figures", "Coverage", "Measure", "Side", "Trajectory", "Assessment"),
    *("Board", "Ranking", "Bulletins", "Alerts", "Episode", "Policy", "Channel", "Reminder"),
}
"""What a newcomer meets first; each has a line."""

ELSEWHERE = {
    *("FigureChanged", "ProgressAssessed", "BulletinPublished", "ReportSubmitted"),
    *("AlertRaised", "AlertLevelChanged", "AlertAnswerAccepted", "AlertAnswerReturned", "ReminderIssued"),
    *("CommitmentStatementAccepted", "CommitmentStatementReturned", "StatementReminderIssued"),
    *("NotificationQueued", "NotificationDelivered", "NotificationFailed", "NotificationRetried"),
}
"""Events that tell of a term which has its line by another name."""


class Term(NamedTuple):
    """A line of the glossary."""

    chinese: str
    english: str
    place: str
    name: str
    sentence: str


def terms() -> list[Term]:
    """Every line of every table."""
    rows = re.findall(r"^\| (\S+) \| ([a-z][a-z -]*) \| `([\w.]+)`(?: `(\w+)`)? \| (.+) \|$", TEXT, flags=re.MULTILINE)
    return [Term(*row) for row in rows]


@cache
def defined_in(place: str) -> frozenset[str]:
    """The public names that a module, or all modules of a package, define at their top."""
    path = ROOT / place.replace(".", "/")
    files = path.rglob("*.py") if path.is_dir() else [path.with_suffix(".py")]
    names: set[str] = set()
    for file in files:
        for node in ast.parse(file.read_text("utf-8")).body:
            if isinstance(node, ast.ClassDef | ast.FunctionDef):
                names.add(node.name)
    return frozenset(names)


def test_every_line_is_read() -> None:
    lines = [line for line in TEXT.splitlines() if line.startswith("| ") and "`" in line]
    assert len(lines) == len(terms()) > 0


@pytest.mark.parametrize("term", terms(), ids=lambda term: term.english)
def test_a_term_lives_where_it_says(term: Term) -> None:
    path = ROOT / term.place.replace(".", "/")
    assert (path / "__init__.py").exists() or path.with_suffix(".py").exists(), f"{term.place} does not exist"
    if term.name:
        assert term.name in defined_in(term.place), f"{term.place} defines no {term.name}"
    assert term.sentence.endswith(".")


def test_no_term_has_two_words_and_no_word_two_terms() -> None:
    for words in ([term.chinese for term in terms()], [term.english for term in terms()]):
        assert not [word for word, count in Counter(words).items() if count > 1]


@pytest.mark.parametrize("name", sorted(KEY_CLASSES))
def test_a_key_class_has_a_line(name: str) -> None:
    assert name in {term.name for term in terms()}


@pytest.mark.parametrize("event", EVENT_TYPES, ids=lambda event: event.__name__)
def test_every_event_tells_of_a_term(event: type) -> None:
    assert event.__name__ in {term.name for term in terms()} | ELSEWHERE
