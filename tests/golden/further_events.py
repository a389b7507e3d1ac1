"""The examples of concepts that have a module of their own beside the builders, in the order of the topics."""

from __future__ import annotations

from shared.events import Event
from tests.golden.commitment_samples import plan_examples
from tests.golden.evaluation_sample import evaluation_examples
from tests.golden.panel_sample import panel_examples


def further_examples() -> tuple[Event, ...]:
    """One event of each of these kinds."""
    return (*plan_examples(), *panel_examples(), *evaluation_examples())
