"""What a round brings, by chance. Pure."""

from __future__ import annotations

import random
from collections.abc import Sequence
from enum import StrEnum


class Fault(StrEnum):
    """What can be done to the distributed form while people work."""

    KILL = "kill"
    """SIGKILL to one part, now and then to two."""
    SESSIONS = "sessions ended"
    """Every session of one database is terminated."""
    FOREIGN = "foreign message"
    """What is no JSON stands in ``reports`` and in ``figures``."""
    REPEATED = "repeated message"
    """A genuine message stands in its partition once more."""
    ALTERED = "altered message"
    """A genuine message stands there once more, with another number and the old hash."""
    KAFKA_AWAY = "Kafka away"
    """For some seconds nothing answers."""
    RELAY_BETWEEN = "relay killed between sending and saving"
    TOPIC_GONE = "topic gone"
    """A topic is deleted, with all that strangers put in; now and then somebody makes it again, empty."""


BESIDES = tuple(fault for fault in Fault if fault is not Fault.KILL)
"""What comes with a kill."""
_MOST_BESIDES = 2


def chosen(chance: random.Random) -> Sequence[Fault]:
    """The faults of a round, in their order: a kill, and one or two others before or after it."""
    found = [Fault.KILL, *chance.sample(BESIDES, chance.randint(1, _MOST_BESIDES))]
    chance.shuffle(found)
    return found
