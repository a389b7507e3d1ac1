"""The event store: append, read, verify. What a service decided, in order, never changed."""

from shared.store.commit import GroupCommit, Overloaded
from shared.store.model import (
    MOST_EVENT_BYTES,
    EventTooLarge,
    Head,
    IdempotencyKeyUsed,
    NewEvent,
    Recorded,
    VersionConflict,
)
from shared.store.store import EventStore, LookedUp
from shared.store.tables import create_store_tables, relay_table, store_tables
from shared.store.verify import ChainVerdict, verify

__all__ = [
    "MOST_EVENT_BYTES",
    "ChainVerdict",
    "EventStore",
    "EventTooLarge",
    "GroupCommit",
    "Head",
    "IdempotencyKeyUsed",
    "LookedUp",
    "NewEvent",
    "Overloaded",
    "Recorded",
    "VersionConflict",
    "create_store_tables",
    "relay_table",
    "store_tables",
    "verify",
]
