from __future__ import annotations

from shared.log.connection import KafkaUser
from shared.log.grants import acl_commands, grants

USERS = {KafkaUser.ADMIN: "maker", KafkaUser.RELAY: "copier", KafkaUser.READER: "services"}


def test_of_all_users_the_relay_alone_may_write() -> None:
    assert {grant.user for grant in grants("xushi") if "Write" in grant.operations} == {KafkaUser.RELAY}


def test_no_right_reaches_beyond_the_prefix() -> None:
    assert {grant.prefix for grant in grants("xushi")} == {"xushi."}


def test_each_grant_is_one_line_for_kafkas_own_tool() -> None:
    lines = list(acl_commands("xushi", USERS, "kafka:9092"))
    assert len(lines) == len(grants("xushi"))
    assert lines[-1] == (
        "kafka-acls.sh --bootstrap-server kafka:9092 --command-config admin.properties --add"
        " --allow-principal User:services --operation Read --operation Describe"
        " --group xushi. --resource-pattern-type prefixed"
    )
