"""What the guide says of a plan's own rules: its example is the rules that hold for every plan."""

from __future__ import annotations

import tomllib

from shared.catalogue.files.rules import read_rules
from shared.catalogue.findings import Findings
from shared.catalogue.rules import PlanRules, Thresholds
from tests.docs.walk import ROOT


def test_the_rules_of_the_guide_are_read_as_they_stand_and_are_those_of_every_plan() -> None:
    guide = (ROOT / "docs/how-to-add-a-plan.md").read_text(encoding="utf-8")
    (example,) = [block for block in guide.split("```toml\n")[1:] if block.startswith("[cuts]")]
    findings = Findings()
    rules = read_rules(tomllib.loads(example.split("```")[0]), "plan.toml", findings)
    assert findings.items == []
    assert rules == PlanRules(thresholds=Thresholds(version=2))
