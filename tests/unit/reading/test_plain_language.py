"""No page in any role and no help text of a command has a word of English that is no name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from services.cli import app
from shared.security.keys import Role
from shared.security.permissions import RULES
from tests.unit.asking import EVERYBODY, PLACES, UNIT, Building, Somebody, building
from tests.unit.reading.plain_words import foreign, shown
from tests.unit.test_cli import paths

PROGRAMS = ("Excel", "Word", "WPS", "LibreOffice", "Kafka", "PostgreSQL", "SQLite", "Prometheus", "Alertmanager")
FORMATS = ("CSV", "JSON", "TOML", "HTTPS", "PDF", "eml", "json")
COMMANDS = ("xushi", "verify", "account", "add")
"""What a page tells to type."""
IN_ADDRESSES = ("YYYY-MM", "nowhere", "notice", "supervision", "interview")
"""How a month is written, the region that this asks for in vain, and the kinds of letters: an address that names
another is answered with those that there are."""
PRINTED = ("AAA",)
"""What the plans themselves print: AAA级和谐劳动关系企业."""
OF_TABLES = ("row", "bound", "value", "unit", "region", "weight", "policy", "cuts")
"""Names of columns and sections that the files have which commands read."""
IN_HELP = ("YYYY-MM", "YYYY-MM-DD", "Brier", "root", "xushi", "shell", "starttls", "none", "tls", "county")
"""How a month and a day are written, the score that bears a name, the program as it is called, and values to type."""
CHOICES = (
    *(str(role) for role in Role),
    *("wecom", "dingtalk", "feishu"),
    *("intake", "aggregator", "alerts", "reports", "figures", "board", "reminders", "intake-alerts"),
    *("queued", "delivered", "failed", "superseded"),
    *("annual", "midterm", "final"),
)
"""What is typed where a command asks for one of several: roles, channels, services, topics and readers, states,
kinds of evaluations."""


@pytest.fixture(scope="module")
def reported(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Building]:
    with building(tmp_path_factory.mktemp("words")) as made:
        line = {"indicator": "unemployment_insurance_insured", "value": 8_812_345, "note": "试报，不是真数"}
        for region in (UNIT, "500106"):
            made.report({"region": region, "period": made.period, "lines": [line]})
        made.accept(UNIT)
        made.settle()
        yield made


def pages(period: str) -> Iterator[str]:
    """Every page's address: of a month with reports, and of what is not there."""
    for route in RULES:
        method, path = route.split(" ")
        if method == "GET" and not path.startswith(("/v1/", "/metrics", "/static")):
            here = path
            for name, value in (PLACES | {"period": period}).items():
                here = here.replace(f"{{{name}}}", value)
            yield from (here, f"{here}?period={period}", f"{here}?period=x&region=nowhere&as_of=y&page=z")


@pytest.mark.parametrize("who", EVERYBODY, ids=lambda who: who.name)
def test_no_page_has_a_word_of_english(reported: Building, who: Somebody) -> None:
    names = {*_checks(reported), *(each.name for each in EVERYBODY)}  # their keys are called so
    seen, found = 0, dict[str, set[str]]()
    for address in pages(reported.period):
        answer = reported.get(address, who, accept="text/html")
        if answer.headers.get("content-type", "").startswith("text/html"):
            seen += 1
            told = foreign(shown(answer.text), *PROGRAMS, *FORMATS, *COMMANDS, *IN_ADDRESSES, *PRINTED, *names)
            found |= {address: told} if told else {}
    assert found == {}
    assert seen > 30


def _checks(made: Building) -> Iterator[str]:
    """The names of checks, readers and topics, which the page 运行 has in its tooltips as metrics call them."""
    health = made.get("/healthz", Somebody(None)).json()
    for check in health["checks"]:
        yield from check["name"].split(":")
    yield from ("reports", "alerts", "figures", "board", "intake", "aggregator")


@pytest.fixture(scope="module")
def tree() -> Any:
    return get_command(app)


def _typed(command: Any, *words: str) -> Iterator[str]:
    """What one types: the words of commands, the names of what follows them, and the values that can be chosen."""
    yield from words
    for each in command.params:
        yield from (each.name, *each.name.split("_"))
    for word, inner in getattr(command, "commands", {}).items():
        yield from _typed(inner, word, *word.split("-"))


def test_no_help_text_has_a_word_of_english(tree: Any) -> None:
    typed = set(_typed(tree))
    found: dict[str, set[str]] = {}
    for words in paths(tree):
        told = CliRunner().invoke(app, [*words, "--help"], env={"COLUMNS": "80"}).output
        rest = foreign(
            re.sub(r"(?<!\w)--?[a-z][a-z-]*", " ", told), *PROGRAMS, *FORMATS, *OF_TABLES, *IN_HELP, *CHOICES, *typed
        )
        found |= {" ".join(words): rest} if rest else {}
    assert found == {}


def test_the_test_would_find_a_word() -> None:
    assert foreign(shown('<p title="open it">很 despite</p><a href="/x">看</a>')) == {"open", "it", "despite"}
    assert foreign("见 https://xushi.example/alerts/CQ-08 与 clerk.500107、a.xlsx") == set()
    assert foreign("auto-generated") == {"auto-generated"}
