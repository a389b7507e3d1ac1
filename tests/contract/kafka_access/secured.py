"""A Kafka as an office's own: encrypted, with users and their passwords, and rights that are written down.

Beside the secured listener there is an open one for its administrator, whom nobody keeps from anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import trustme
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from kafka.admin import (
    ACL,
    ACLOperation,
    ACLPermissionType,
    ACLResourcePatternType,
    KafkaAdminClient,
    ResourcePattern,
    ResourceType,
    UserScramCredentialUpsertion,
)

from shared.log.connection import KafkaUser
from shared.log.grants import grants
from shared.settings import Settings
from tests import kafka as kafkas
from tests import processes
from tests.kafka_places import InJava, NoKafka, no_java

USERS = {user: f"xushi-{user}" for user in KafkaUser}
_LOGIN = "org.apache.kafka.common.security.scram.ScramLoginModule required;"


class Secured(NamedTuple):
    """``open`` is the administrator's address, ``address`` everybody's; ``folder`` holds the certificate of who vouches
    for it (``ca.pem``) and each user's password."""

    open: str
    address: str
    folder: Path

    def settings(self, prefix: str, **changes: object) -> Settings:
        """How Xushi is told of it, with a user for each of the three that it comes as."""
        fields: dict[str, object] = {
            "kafka_servers": self.address,
            "kafka_prefix": prefix,
            "kafka_partitions": 2,
            "kafka_security": "SASL_SSL",
            "kafka_ca_file": self.folder / "ca.pem",
            "kafka_user": USERS[KafkaUser.READER],
            "kafka_password_file": self.folder / KafkaUser.READER,
            "kafka_relay_user": USERS[KafkaUser.RELAY],
            "kafka_relay_password_file": self.folder / KafkaUser.RELAY,
            "kafka_admin_user": USERS[KafkaUser.ADMIN],
            "kafka_admin_password_file": self.folder / KafkaUser.ADMIN,
        }
        return Settings(**(fields | changes))  # type: ignore[arg-type]  # by the names of its fields

    def grant(self, prefix: str) -> None:
        """Give everybody the rights that ``shared.log.grants`` lists, and no others."""
        listed = [
            ACL(
                principal=f"User:{USERS[grant.user]}",
                host="*",
                operation=ACLOperation[_constant(operation)],
                permission_type=ACLPermissionType.ALLOW,
                resource_pattern=ResourcePattern(
                    ResourceType[grant.resource.upper()], grant.prefix, ACLResourcePatternType.PREFIXED
                ),
            )
            for grant in grants(prefix)
            for operation in grant.operations
        ]
        with KafkaAdminClient(bootstrap_servers=self.open) as admin:
            assert admin.create_acls(listed)["failed"] == []


@contextmanager
def secured(folder: Path) -> Iterator[Secured]:
    """Such a Kafka, with a user for each :class:`KafkaUser`, for as long as the block lasts.

    Raises:
        NoKafka: none can be had.
    """
    if reason := no_java():
        raise NoKafka(reason)
    authority = trustme.CA()
    authority.cert_pem.write_to_path(folder / "ca.pem")
    keys = _key_store(authority, folder)
    (port,) = processes.free_ports(1)
    with kafkas.running_in(lambda place: InJava(place, _secure(port, keys))) as node:
        made = Secured(node.address, f"127.0.0.1:{port}", folder)
        _add_users(made)
        yield made


def _secure(port: int, keys: Path) -> Callable[[int, int], Mapping[str, str]]:
    def changed(opened: int, controller: int) -> Mapping[str, str]:
        return {
            "listeners": f"PLAINTEXT://127.0.0.1:{opened},SASL_SSL://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller}",
            "advertised.listeners": f"PLAINTEXT://127.0.0.1:{opened},SASL_SSL://127.0.0.1:{port}",
            "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,SASL_SSL:SASL_SSL,CONTROLLER:PLAINTEXT",
            "sasl.enabled.mechanisms": "SCRAM-SHA-512",
            "listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config": _LOGIN,
            "ssl.keystore.type": "PEM",
            "ssl.keystore.location": str(keys),
            "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
            "super.users": "User:ANONYMOUS",
        }

    return changed


def _key_store(authority: trustme.CA, folder: Path) -> Path:
    """The broker's key and certificates, as Kafka reads them: PKCS 8 first."""
    issued = authority.issue_cert("127.0.0.1")
    key = load_pem_private_key(issued.private_key_pem.bytes(), None)
    path = folder / "broker.pem"
    chain = b"".join(blob.bytes() for blob in issued.cert_chain_pems)
    path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) + chain)
    return path


def _add_users(made: Secured) -> None:
    with KafkaAdminClient(bootstrap_servers=made.open) as admin:
        for user, name in USERS.items():
            password = f"the password of {user}"
            (made.folder / user).write_text(f"{password}\n", "utf-8")
            added = admin.alter_user_scram_credentials(
                [UserScramCredentialUpsertion(name, "SCRAM-SHA-512", password=password)]
            )
            assert added == {name: None}


def _constant(operation: str) -> str:
    """``DescribeConfigs``, as Kafka's tool says it, is DESCRIBE_CONFIGS in the client."""
    return "".join(f"_{letter}" if letter.isupper() and at else letter for at, letter in enumerate(operation)).upper()
