"""A passkey that was made for here signs in, once a challenge; nothing else does."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.sign_in.passkeys.ceremony import (
    NewPasskey,
    PasskeyRefused,
    made,
    making_options,
    named_credential,
    used_count,
    user_handle,
    using_options,
)
from services.intake.sign_in.passkeys.party import Party
from tests.unit.intake.sign_in.passkeys.authenticator import IS_COPIED, MAY_BE_COPIED, PRESENT, VERIFIED, Device

PARTY = Party("xushi.example", "https://xushi.example")
CHALLENGE, OTHER = b"c" * 32, b"o" * 32


def registered(device: Device) -> NewPasskey:
    return made(PARTY, device.make(making_options(PARTY, "wang", "王敏", [], CHALLENGE)), CHALLENGE)


def refusal(device: Device, passkey: NewPasskey, challenge: bytes = CHALLENGE, party: Party = PARTY) -> str:
    """With which code the use of a passkey is refused; empty: it holds."""
    answer = device.use(using_options(party, challenge))
    try:
        used_count(PARTY, answer, CHALLENGE, passkey.public_key, passkey.sign_count)
    except PasskeyRefused as refused:
        return refused.code
    return ""


def test_a_passkey_is_made_and_used_and_its_uses_are_counted() -> None:
    device = Device(PARTY.origin)
    passkey = registered(device)
    answer = device.use(using_options(PARTY, CHALLENGE))
    assert named_credential(answer) == passkey.credential == device.credential
    assert used_count(PARTY, answer, CHALLENGE, passkey.public_key, passkey.sign_count) == passkey.sign_count + 1


def test_a_browser_is_asked_for_a_key_that_signs_in_alone() -> None:
    asked = json.loads(making_options(PARTY, "wang", "王敏", [b"held"], CHALLENGE))
    chosen = asked["authenticatorSelection"]
    assert (chosen["residentKey"], chosen["requireResidentKey"], chosen["userVerification"]) == (
        "required",
        True,
        "required",
    )
    assert [each["id"] for each in asked["excludeCredentials"]] == ["aGVsZA"]
    assert (asked["user"]["name"], asked["user"]["displayName"]) == ("wang", "王敏")
    assert json.loads(using_options(PARTY, CHALLENGE))["userVerification"] == "required"


def test_what_a_device_keeps_of_the_user_is_the_account_s_and_tells_no_name() -> None:
    assert user_handle("wang") == user_handle("wang") != user_handle("li")
    assert b"wang" not in user_handle("wang")


def test_a_device_that_keeps_copies_counts_nothing() -> None:
    device = Device(PARTY.origin, count=None, flags=PRESENT | VERIFIED | MAY_BE_COPIED | IS_COPIED)
    passkey = registered(device)
    assert passkey.synced
    assert refusal(device, passkey) == refusal(device, passkey) == ""


def test_an_answer_to_another_challenge_is_refused() -> None:
    device = Device(PARTY.origin)
    assert refusal(device, registered(device), challenge=OTHER) == "not-verified"
    with pytest.raises(PasskeyRefused) as refused:
        made(PARTY, device.make(making_options(PARTY, "wang", "", [], OTHER)), CHALLENGE)
    assert refused.value.code == "not-verified"


def test_an_answer_given_to_another_site_is_refused() -> None:
    device = Device(PARTY.origin)
    passkey = registered(device)
    assert refusal(replace(device, origin="https://xushi.example.evil"), passkey) == "not-verified"
    assert refusal(device, passkey, party=Party("evil.example", PARTY.origin)) == "not-verified"


def test_a_device_that_did_not_ask_its_owner_is_refused() -> None:
    device = Device(PARTY.origin)
    passkey = registered(device)
    device.flags = PRESENT
    assert refusal(device, passkey) == "not-verified"
    with pytest.raises(PasskeyRefused, match="没有交回"):
        registered(device)


def test_another_key_s_signature_is_refused() -> None:
    passkey = registered(Device(PARTY.origin))
    assert refusal(Device(PARTY.origin), passkey) == "not-verified"


def test_a_count_that_went_back_tells_of_a_copy() -> None:
    device = Device(PARTY.origin, count=7)
    passkey = registered(device)
    device.count = 3
    assert refusal(device, passkey) == "counted-back"
    device.count = 6
    assert refusal(device, passkey) == "counted-back"  # the same count again


@given(
    st.one_of(st.text(), st.recursive(st.none() | st.text() | st.integers(), st.lists, max_leaves=5).map(json.dumps))
)
def test_what_is_no_answer_is_refused_by_name(answer: str) -> None:
    for refused in (lambda: made(PARTY, answer, CHALLENGE), lambda: named_credential(answer)):
        with pytest.raises(PasskeyRefused):
            refused()


@given(field=st.sampled_from(["clientDataJSON", "authenticatorData", "signature"]), content=st.text(max_size=40))
def test_an_answer_with_a_part_that_is_none_is_refused_by_name(field: str, content: str) -> None:
    device = Device(PARTY.origin)
    answer = json.loads(device.use(using_options(PARTY, CHALLENGE)))
    answer["response"][field] = content
    with pytest.raises(PasskeyRefused):
        used_count(PARTY, json.dumps(answer), CHALLENGE, b"\xa0", 0)


@given(data=st.binary(max_size=200))
def test_an_attestation_that_is_none_is_refused_by_name(data: bytes) -> None:
    device = Device(PARTY.origin)
    answer = json.loads(device.make(making_options(PARTY, "wang", "", [], CHALLENGE)))
    answer["response"]["attestationObject"] = data.hex()
    with pytest.raises(PasskeyRefused):
        made(PARTY, json.dumps(answer), CHALLENGE)
