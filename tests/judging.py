"""What intake makes of reports as the demonstration writes them, without a service: read, checked, questioned."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec

from services.demo.script.reports import report_body
from services.demo.script.writing import NO_OVERRIDES, Overrides
from services.demo.world.simulation import Simulation
from services.intake.submission.parse import parse_submission
from services.intake.submission.validate import Validated, validate
from services.intake.units.history import UnitHistory
from services.intake.units.rulebook import Rulebook
from shared.periods import Month

NOW = datetime(2026, 2, 1, tzinfo=UTC)
"""After every simulated month: none of them lies in the future."""


def validated(
    rulebook: Rulebook,
    simulation: Simulation,
    region: str,
    period: Month,
    history: UnitHistory,
    overrides: Overrides = NO_OVERRIDES,
) -> Validated:
    """A unit's simulated month, with ``overrides`` in place of its figures, after what it reported before."""
    body = report_body(rulebook.catalogue, simulation, region, period, overrides=overrides)
    submission = parse_submission(msgspec.json.encode(body)).submission
    assert submission is not None
    return validate(submission, rulebook, history, NOW)
