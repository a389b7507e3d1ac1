"""docs/api-reports.md against what the service does."""

from __future__ import annotations

import json
import re
from pathlib import Path

import services.intake
from tests.unit.intake.support import Service

ROOT = Path(services.intake.__file__).parents[2]
PAGE = (ROOT / "docs" / "api-reports.md").read_text(encoding="utf-8")


def test_the_pages_example_is_accepted(service: Service) -> None:
    found = re.search(r"--data-binary '(.*?)'\n", PAGE, re.DOTALL)
    assert found is not None
    assert service.post(json.loads(found[1])).status_code == 201


def test_the_page_names_every_fault_of_a_report() -> None:
    deciding = [f"submission/{name}.py" for name in ("lines", "parse", "period", "read_line", "validate")]
    deciding += ["reports/decide.py", "reports/decide_review.py"]
    sources = [(ROOT / "services" / "intake" / name).read_text() for name in deciding]
    codes = set(re.findall(r'(?:fault|Refusal)\(\s*"([a-z-]+)"', "".join(sources)))
    of_reviewers = {"already-closed", "reason-missing", "revision-moved", "accepted-above"}
    of_reviewers |= {"findings-open", "findings-block"}
    of_withdrawals = {"nothing-reported", "not-submitted"}
    assert len(codes) > 25
    assert {code for code in codes - of_reviewers - of_withdrawals if f"`{code}`" not in PAGE} == set()
