"""Reading a topic: each event counts exactly once, and one that cannot be handled holds back its stream only."""

from shared.consume.aside import AsideMessage
from shared.consume.consumer import Consumer, Forget, Handle, NotByThisInstance
from shared.consume.marks import (
    ConsumerTables,
    Fenced,
    consumer_tables,
    last_position,
    put_back_marks,
    put_marks_in_new_topics,
    read_marks,
)
from shared.consume.parking import Parked, parked_hashes
from shared.consume.steps import Steps, TakeStep

__all__ = [
    "AsideMessage",
    "Consumer",
    "ConsumerTables",
    "Fenced",
    "Forget",
    "Handle",
    "NotByThisInstance",
    "Parked",
    "Steps",
    "TakeStep",
    "consumer_tables",
    "last_position",
    "parked_hashes",
    "put_back_marks",
    "put_marks_in_new_topics",
    "read_marks",
]
