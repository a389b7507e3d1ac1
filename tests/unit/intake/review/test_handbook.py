"""The handbook's table of rules says what the code has."""

from __future__ import annotations

import re
from pathlib import Path

import services.intake
from services.intake.review.rules import RULES

HANDBOOK = (Path(services.intake.__file__).parents[2] / "docs" / "handbook.md").read_text("utf-8")
ACTIONS = {"block": "须改正", "query": "须说明", "screen": "抽查"}


def test_every_rule_stands_in_the_handbook_as_it_is_and_no_other() -> None:
    section = HANDBOOK.split("## 审核规则\n")[1].split("\n## ")[0]
    rows = [
        tuple(cell.strip() for cell in row.strip("|").split("|")) for row in re.findall(r"^\| `.*\|$", section, re.M)
    ]
    told = [(f"`{rule.name}`", rule.family, ACTIONS[rule.action], rule.title, rule.threshold) for rule in RULES]
    assert rows == told
