"""What each of Kafka's users may do, so that nobody but the relay can put a message into a topic.

A message that did not come from a store is refused by readers one by one; rights keep it from coming at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal, NamedTuple

from shared.log.connection import KafkaUser

Resource = Literal["topic", "group"]


class Grant(NamedTuple):
    """A user may do ``operations``, in Kafka's words, to every ``resource`` whose name begins with ``prefix``."""

    user: KafkaUser
    resource: Resource
    prefix: str
    operations: tuple[str, ...]


def grants(prefix: str) -> tuple[Grant, ...]:
    """All rights that Xushi needs in a Kafka where its topics begin with ``prefix``; none of them reaches further.

    The relay reads too: it holds the end of a topic against its store before it sends. Topics are made, mended
    and made anew by the administrator alone.
    """
    topics = f"{prefix}."
    made = ("Create", "Delete", "Describe", "DescribeConfigs", "Alter", "AlterConfigs", "Read")
    return (
        Grant(KafkaUser.ADMIN, "topic", topics, made),
        Grant(KafkaUser.RELAY, "topic", topics, ("Write", "Read", "Describe", "DescribeConfigs")),
        Grant(KafkaUser.READER, "topic", topics, ("Read", "Describe")),
        Grant(KafkaUser.READER, "group", topics, ("Read", "Describe")),
    )


def acl_commands(prefix: str, users: Mapping[KafkaUser, str], server: str) -> Iterator[str]:
    """The lines that give these rights with Kafka's own tool, one for each grant, ``users`` by what they come as."""
    for grant in grants(prefix):
        operations = " ".join(f"--operation {operation}" for operation in grant.operations)
        yield (
            f"kafka-acls.sh --bootstrap-server {server} --command-config admin.properties --add"
            f" --allow-principal User:{users[grant.user]} {operations}"
            f" --{grant.resource} {grant.prefix} --resource-pattern-type prefixed"
        )
