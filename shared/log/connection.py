"""How a Kafka cluster is reached: the options that every client of it takes."""

from __future__ import annotations

import gc
from collections.abc import Callable
from contextlib import ExitStack
from enum import StrEnum
from pathlib import Path
from typing import Any

from kafka.net.compat import KafkaNetClient

from shared.settings import Settings
from shared.store import MOST_EVENT_BYTES

_BOOTSTRAP_MS = 5_000
_YOUNG = 1
"""The generations of the collector that hold what came up since a while: not the whole catalogue."""
_RECONNECT_MS = 1_000
"""A broker that was away is found again this quickly."""


_ENVELOPE_BYTES = 200_000
"""Far more than what a message has beside its event's bytes: names, hashes, headers."""
MOST_REQUEST_BYTES = MOST_EVENT_BYTES + _ENVELOPE_BYTES
"""The largest message: the producer and the topics take the largest event that a store takes."""


class KafkaUser(StrEnum):
    """As which of Kafka's users a client comes. What each of them may do stands in shared.log.grants."""

    READER = "reader"
    RELAY = "relay"
    ADMIN = "admin"


def open_client(kind: Callable[..., Any], settings: Settings, user: KafkaUser, **options: Any) -> Any:
    """A client of one of kafka-python's kinds, which the caller closes. One that cannot connect leaves nothing behind:
    in kafka-python 3.0.12 its thread would go on for as long as the process, with each try another one. The socket of
    each connection that was refused lies in a circle of references there: what earlier tries left is collected first,
    else an outage fills the process's table of files before the collector comes by itself.

    Raises:
        KafkaError: Kafka does not answer, or refuses.
        OSError: the password's file cannot be read.
    """
    gc.collect(_YOUNG)
    with ExitStack() as undone:

        def connections(**configs: Any) -> Any:
            made = KafkaNetClient(**configs)
            undone.callback(made.close)
            return made

        client = kind(**client_options(settings, user), kafka_client=connections, **options)
        undone.pop_all()
        return client


def client_options(settings: Settings, user: KafkaUser) -> dict[str, Any]:
    """Servers and security, as kafka-python names them. A password stands in a file, never in a setting.

    Raises:
        OSError: the password's file cannot be read.
    """
    options: dict[str, Any] = {
        "bootstrap_servers": settings.kafka_servers.split(","),
        "security_protocol": settings.kafka_security,
        "bootstrap_timeout_ms": _BOOTSTRAP_MS,
        "reconnect_backoff_max_ms": _RECONNECT_MS,
    }
    if settings.kafka_ca_file is not None:
        options["ssl_cafile"] = str(settings.kafka_ca_file)
    if settings.kafka_security.startswith("SASL"):
        options["sasl_mechanism"] = settings.kafka_sasl_mechanism
        options["sasl_plain_username"], password = _login(settings, user)
        if password is not None:
            options["sasl_plain_password"] = password.read_text("utf-8").strip()
    return options


def _login(settings: Settings, user: KafkaUser) -> tuple[str, Path | None]:
    """The user and the file with its password; who has no user of its own comes as the reader."""
    logins = {
        KafkaUser.RELAY: (settings.kafka_relay_user, settings.kafka_relay_password_file),
        KafkaUser.ADMIN: (settings.kafka_admin_user, settings.kafka_admin_password_file),
    }
    name, password = logins.get(user, ("", None))
    return (name, password) if name else (settings.kafka_user, settings.kafka_password_file)


def topic_name(settings: Settings, topic: str) -> str:
    """The topic's name in Kafka."""
    return f"{settings.kafka_prefix}.{topic}"
