"""Whose account an identity is: one at most, until it is taken off."""

from __future__ import annotations

from services.intake.sign_in.oidc.flow import VouchedFor
from services.intake.sign_in.oidc.links import is_linked, link, linked_account, unlink
from shared.database.engine import Database
from tests.builders import NOON

WANG = VouchedFor("https://id.example", "u-1")


def test_an_identity_is_of_its_issuer_and_of_one_account(database: Database) -> None:
    with database.write() as connection:
        link(connection, WANG, "wang", NOON)
        assert linked_account(connection, WANG) == "wang"
        assert linked_account(connection, VouchedFor("https://other.example", "u-1")) is None
        link(connection, WANG, "li", NOON)
        assert linked_account(connection, WANG) == "li"
        assert not is_linked(connection, "wang")


def test_an_account_is_taken_off_all_its_identities(database: Database) -> None:
    with database.write() as connection:
        link(connection, WANG, "wang", NOON)
        link(connection, VouchedFor("https://other.example", "u-9"), "wang", NOON)
        assert is_linked(connection, "wang")
        assert unlink(connection, "wang") == 2
        assert linked_account(connection, WANG) is None
