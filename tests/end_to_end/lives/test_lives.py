"""Random lives of alerts, and what must hold of every one of them at every step (see witness.py).

``XUSHI_LONG_TESTS=1`` plays 10,000 to the decisions alone and 1,000 to the service over its database, and 500 and 100
of a city whose units are merged, through an aggregator; the lives are drawn from the seeds 1, 2, 3 and so on
(``XUSHI_LIVES=first-last`` plays those of others).
"""

from __future__ import annotations

import os
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from tests.end_to_end.histories import LONG
from tests.end_to_end.lives.in_memory import InMemory
from tests.end_to_end.lives.in_service import InService
from tests.end_to_end.lives.living import Living
from tests.end_to_end.lives.merging import MergingCity, city
from tests.end_to_end.lives.scenes import Life, a_life

DECIDED = 10_000 if LONG else 300
PLAYED = 1_000 if LONG else 10
MERGED_DECIDED, MERGED_PLAYED = (500, 100) if LONG else (8, 2)
KINDS = (
    "AlertRaised",
    "AlertAdvised",
    "AlertLevelChanged",
    "AlertGapGrew",
    "AlertFrozen",
    "AlertFreezeLasted",
    "AlertResolved",
    "AlertClosedByCorrection",
    "AlertReopened close_undone",
    "AlertReopened close_withdrawn",
    "AlertExpired completed",
    "AlertExpired not_completed",
    "AlertExpired completed_unreviewed",
    "AlertExpired not_completed_unreviewed",
    "AlertExpired unreported",
    "AlertOutcomeChanged",
    "AlertAcknowledged",
    "AlertAnswered",
    "AlertAnswerAccepted",
    "AlertAnswerReturned",
    "AlertSilenced",
    "AlertSignedOff",
    "AlertPromiseKept",
    "AlertPromiseBroken",
    "AlertEscalated",
    "AlertEscalated supervision",
)
"""What happens in enough lives."""


def seeds(count: int) -> range:
    """The seeds that are asked for: so many from 1 on, or those that the environment names."""
    first, _, last = os.environ.get("XUSHI_LIVES", f"1-{count}").partition("-")
    return range(int(first), int(last) + 1)


def decided(life: Life) -> Counter[str]:
    return Living(life, InMemory()).live().seen


def played(life: Life) -> Counter[str]:
    with tempfile.TemporaryDirectory() as folder:
        service = InService(Path(folder))
        try:
            seen = Living(life, service).live().seen
            service.delivered()
        finally:
            service.close()
        return seen


def merged(seed: int, *, in_service: bool) -> Counter[str]:
    """A life of the merging city."""
    with tempfile.TemporaryDirectory() as folder:
        service = InService(Path(folder), lambda _: city()) if in_service else InMemory(lambda _: city())
        try:
            found = MergingCity(seed, Path(folder), service)
            try:
                seen = found.live()
            finally:
                found.close()
            if isinstance(service, InService):
                service.delivered()
        except AssertionError as error:
            raise AssertionError(f"seed {seed}: {error}") from error
        finally:
            if isinstance(service, InService):
                service.close()
        return seen


def every(lives: range, play: Callable[[Life], Counter[str]]) -> Counter[str]:
    """Play them all; one that fails is told by its seed, and as short as leaving out single steps makes it."""
    seen: Counter[str] = Counter()
    for seed in lives:
        life = a_life(seed)
        try:
            seen += play(life)
        except AssertionError as error:
            raise AssertionError(f"seed {seed}: {error}\n{shortest(life, play)}") from error
    print(f"seeds {lives.start} to {lives.stop - 1}: {dict(sorted(seen.items()))}")
    return seen


def shortest(life: Life, play: Callable[[Life], Counter[str]]) -> Life:
    """A life that fails as well, and of which no step can be left out."""
    for index in reversed(range(len(life.steps))):
        fewer = life._replace(steps=life.steps[:index] + life.steps[index + 1 :])
        try:
            play(fewer)
        except AssertionError:
            life = fewer
    return life


def test_whatever_comes_and_whoever_acts_the_decisions_keep_what_an_alert_promises() -> None:
    seen = every(seeds(DECIDED), decided)
    assert not [kind for kind in KINDS if not seen[kind]], "the lives hold too little"


def test_whatever_comes_and_whoever_acts_the_service_keeps_what_an_alert_promises() -> None:
    seen = every(seeds(PLAYED), played)
    assert seen["AlertRaised"] and seen["sent"]


def test_where_units_are_merged_the_decisions_on_what_an_aggregator_says_keep_what_an_alert_promises() -> None:
    seen = sum((merged(seed, in_service=False) for seed in seeds(MERGED_DECIDED)), Counter())
    print(dict(sorted(seen.items())))
    assert seen["AlertRaised"] and seen["AlertResolved"] and seen["AlertReopened close_undone"]


def test_where_units_are_merged_the_service_keeps_what_an_alert_promises() -> None:
    seen = sum((merged(seed, in_service=True) for seed in seeds(MERGED_PLAYED)), Counter())
    print(dict(sorted(seen.items())))
    assert seen["AlertRaised"] and seen["sent"]
