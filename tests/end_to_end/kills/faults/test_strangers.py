"""An altered message differs from the genuine one in one number and in nothing else."""

from __future__ import annotations

import json
from pathlib import Path

from shared.log.cloudevents import decode
from tests.end_to_end.kills.faults.strangers import altered

GENUINE = Path(__file__).parents[3] / "golden" / "messages" / "ReportSubmitted-linked.json"


def test_an_altered_message_has_another_number_and_the_old_hash() -> None:
    value = GENUINE.read_bytes()
    changed = altered(value)
    assert changed is not None
    before, after = json.loads(value), json.loads(changed)
    assert before.pop("data") != after.pop("data")
    assert before == after
    assert decode(changed).event.computed_hash() != decode(value).event.hash


def test_a_message_that_tells_no_number_cannot_be_altered() -> None:
    assert altered(b'{"sequence":12,"data":{"region":"500101"}}') is None
    assert altered(b"no JSON: 1") is None
