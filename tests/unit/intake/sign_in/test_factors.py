"""An account's second factors: set up by showing them, each code once, and never the last one lost by a slip."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from services.intake.sign_in.factors import Factors, LastFactor, ShownFactor
from services.intake.sign_in.oidc.flow import VouchedFor
from services.intake.sign_in.oidc.links import link, linked_account
from services.intake.sign_in.passkeys.ceremony import PasskeyRefused
from services.intake.sign_in.passkeys.party import Party
from services.intake.sign_in.sealing import Seal
from services.intake.sign_in.tickets import GOOD_FOR
from services.intake.sign_in.totp.codes import code_at, step_of
from services.intake.tables import TOTP_FACTORS
from shared.database.engine import Database
from shared.periods import SettableClock
from tests.unit.intake.sign_in.passkeys.authenticator import Device

PARTY = Party("xushi.example", "https://xushi.example")


@pytest.fixture
def factors(database: Database, seal: Seal, clock: SettableClock) -> Factors:
    return Factors(database, seal, clock, PARTY, required=False)


def later(clock: SettableClock, by: timedelta = timedelta(seconds=60)) -> None:
    clock.set(clock.now() + by)


def with_phone(factors: Factors, clock: SettableClock, account: str = "wang") -> tuple[bytes, list[str]]:
    """The phone's secret and the recovery codes of an account that has just set up a phone, a minute later."""
    ticket = factors.propose_secret(account)
    secret = factors.proposed_secret(account, ticket)
    assert secret is not None
    recovery = factors.confirm_secret(account, ticket, code_at(secret, step_of(clock.now())))
    assert recovery is not None
    later(clock)
    return secret, recovery


def with_passkey(factors: Factors, device: Device, account: str = "wang") -> list[str]:
    question = factors.ask_to_make(account, "王敏")
    return factors.made(account, question.ticket, device.make(question.options), "办公电脑")


def test_a_phone_is_set_up_by_a_code_that_it_makes(factors: Factors, clock: SettableClock) -> None:
    assert not factors.held("wang").any
    _, recovery = with_phone(factors, clock)
    held = factors.held("wang")
    assert held.any and held.codes_since is not None
    assert len(recovery) == held.recovery_left == 8


def test_a_code_that_is_mistyped_sets_up_nothing_and_may_be_typed_again(factors: Factors, clock: SettableClock) -> None:
    ticket = factors.propose_secret("wang")
    assert factors.confirm_secret("wang", ticket, "000000") is None
    assert not factors.held("wang").any
    secret = factors.proposed_secret("wang", ticket)
    assert secret is not None
    assert factors.confirm_secret("wang", ticket, code_at(secret, step_of(clock.now())))


def test_a_proposal_is_of_its_account_and_its_time(factors: Factors, clock: SettableClock) -> None:
    ticket = factors.propose_secret("wang")
    assert factors.proposed_secret("li", ticket) is None
    later(clock, GOOD_FOR)
    assert factors.proposed_secret("wang", ticket) is None


def test_the_code_that_set_the_phone_up_does_not_sign_in(factors: Factors, clock: SettableClock) -> None:
    ticket = factors.propose_secret("wang")
    secret = factors.proposed_secret("wang", ticket)
    assert secret is not None
    code = code_at(secret, step_of(clock.now()))
    factors.confirm_secret("wang", ticket, code)
    assert factors.show("wang", code) is None


def test_a_code_is_shown_once_and_is_of_its_account(factors: Factors, clock: SettableClock) -> None:
    secret, _ = with_phone(factors, clock)
    code = code_at(secret, step_of(clock.now()))
    assert factors.show("li", code) is None
    assert factors.show("wang", code) is ShownFactor.CODE
    assert factors.show("wang", code) is None


def test_a_recovery_code_is_shown_once(factors: Factors, clock: SettableClock) -> None:
    _, recovery = with_phone(factors, clock)
    assert factors.show("li", recovery[0]) is None
    assert factors.show("wang", recovery[0].lower()) is ShownFactor.RECOVERY
    assert factors.show("wang", recovery[0]) is None
    assert factors.held("wang").recovery_left == 7


def test_new_recovery_codes_end_those_before(factors: Factors, clock: SettableClock) -> None:
    _, before = with_phone(factors, clock)
    after = factors.new_codes("wang")
    assert factors.show("wang", before[0]) is None
    assert factors.show("wang", after[0]) is ShownFactor.RECOVERY


def test_the_database_alone_makes_no_codes(factors: Factors, clock: SettableClock, database: Database) -> None:
    secret, _ = with_phone(factors, clock)
    with database.read() as connection:
        assert secret not in connection.execute(sa.select(TOTP_FACTORS.c.secret)).scalar_one()


def test_a_passkey_is_made_and_tells_whose_it_is(factors: Factors) -> None:
    device = Device(PARTY.origin)
    assert len(with_passkey(factors, device)) == 8
    question = factors.ask_to_use()
    assert factors.used(question.ticket, device.use(question.options)) == "wang"
    (passkey,) = factors.held("wang").passkeys
    assert (passkey.name, passkey.sign_count) == ("办公电脑", 1)
    assert passkey.used_at is not None


def test_an_answer_is_taken_once(factors: Factors) -> None:
    device = Device(PARTY.origin, count=None)
    with_passkey(factors, device)
    question = factors.ask_to_use()
    answer = device.use(question.options)
    factors.used(question.ticket, answer)
    with pytest.raises(PasskeyRefused) as refused:
        factors.used(question.ticket, answer)
    assert refused.value.code == "too-late"


def test_a_second_step_takes_the_account_s_own_passkey_only(factors: Factors) -> None:
    mine, another = Device(PARTY.origin), Device(PARTY.origin, credential=b"another device")
    with_passkey(factors, mine)
    with_passkey(factors, another, "li")
    question = factors.ask_to_use("wang")
    with pytest.raises(PasskeyRefused) as refused:
        factors.used(question.ticket, another.use(question.options), "wang")
    assert refused.value.code == "unknown"
    question = factors.ask_to_use("wang")
    assert factors.used(question.ticket, mine.use(question.options), "wang") == "wang"


def test_the_question_to_one_account_is_not_answered_for_another(factors: Factors) -> None:
    device = Device(PARTY.origin)
    with_passkey(factors, device)
    question = factors.ask_to_use("li")
    with pytest.raises(PasskeyRefused) as refused:
        factors.used(question.ticket, device.use(question.options))
    assert refused.value.code == "too-late"


def test_one_passkey_is_not_made_for_two_accounts(factors: Factors) -> None:
    device = Device(PARTY.origin)
    with_passkey(factors, device)
    with pytest.raises(PasskeyRefused) as refused:
        with_passkey(factors, device, "li")
    assert refused.value.code == "known"
    assert not factors.held("li").any


def test_a_passkey_that_is_not_known_signs_nobody_in(factors: Factors) -> None:
    question = factors.ask_to_use()
    with pytest.raises(PasskeyRefused) as refused:
        factors.used(question.ticket, Device(PARTY.origin).use(question.options))
    assert refused.value.code == "unknown"


def test_recovery_codes_come_with_the_first_factor_and_go_with_the_last(factors: Factors, clock: SettableClock) -> None:
    with_phone(factors, clock)
    assert with_passkey(factors, Device(PARTY.origin)) == []
    assert factors.remove_authenticator("wang")
    assert factors.held("wang").recovery_left == 8
    (passkey,) = factors.held("wang").passkeys
    assert factors.remove_passkey("li", passkey.id) is None
    assert factors.remove_passkey("wang", passkey.id) == "办公电脑"
    assert factors.held("wang").recovery_left == 0


def test_where_everybody_has_to_have_one_the_last_is_not_taken_away(
    database: Database, seal: Seal, clock: SettableClock
) -> None:
    factors = Factors(database, seal, clock, PARTY, required=True)
    with_phone(factors, clock)
    with pytest.raises(LastFactor):
        factors.remove_authenticator("wang")
    assert factors.held("wang").codes_since is not None
    with_passkey(factors, Device(PARTY.origin))
    assert factors.remove_authenticator("wang")
    with pytest.raises(LastFactor):
        factors.remove_passkey("wang", factors.held("wang").passkeys[0].id)
    assert factors.held("wang").any


def test_a_reset_takes_all_away(factors: Factors, clock: SettableClock, database: Database) -> None:
    with_phone(factors, clock)
    with_passkey(factors, Device(PARTY.origin))
    identity = VouchedFor("https://id.example", "u-1")
    with database.write() as connection:
        link(connection, identity, "wang", clock.now())
    with database.write() as connection:
        assert factors.reset(connection, "wang")
        assert not factors.reset(connection, "wang")
    with database.read() as connection:
        assert linked_account(connection, identity) is None
    held = factors.held("wang")
    assert (held.codes_since, held.recovery_left, held.passkeys) == (None, 0, [])
    with database.read() as connection:
        assert not factors.has(connection, "wang")


def test_where_the_address_takes_no_passkeys_that_is_said(database: Database, seal: Seal, clock: SettableClock) -> None:
    factors = Factors(database, seal, clock, None, required=False)
    assert not factors.makes_passkeys
    with pytest.raises(PasskeyRefused) as refused:
        factors.ask_to_make("wang", "")
    assert refused.value.code == "no-party"
    with pytest.raises(PasskeyRefused):
        factors.ask_to_use()
