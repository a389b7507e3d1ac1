"""What a browser is asked for to make or use a passkey, and whether its answer holds. Pure: the challenge, which is
good for one answer, and what is stored are passed in.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from services.intake.sign_in.passkeys.party import Party
from shared.later import Later

if TYPE_CHECKING:
    import webauthn
    from webauthn import helpers
    from webauthn.helpers import exceptions, structs
else:
    webauthn, helpers = Later("webauthn"), Later("webauthn.helpers")
    exceptions, structs = Later("webauthn.helpers.exceptions"), Later("webauthn.helpers.structs")

CHALLENGE_BYTES = 32
_MILLISECONDS = 120_000
_SYSTEM = "序时"
_UNREADABLE = (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, RecursionError, struct.error)
"""What the library's readers raise of bytes that nobody foresaw, beside its own errors."""


COUNTED_BACK = "counted-back"
"""The code of a refusal: the passkey holds, and has counted fewer uses than are known of it."""


class PasskeyRefused(Exception):
    """An answer that does not hold; ``code`` names why, the text says it in Chinese. ``account`` is whose passkey it
    was made with ('': not known, or not shown)."""

    def __init__(self, code: str, words: str, account: str = "") -> None:
        super().__init__(words)
        self.code = code
        self.account = account


class NewPasskey(NamedTuple):
    """What is kept of a passkey that was made. ``synced``: its maker keeps copies of it on other devices."""

    credential: bytes
    public_key: bytes
    sign_count: int
    synced: bool


def making_options(party: Party, account: str, shown: str, held: Sequence[bytes], challenge: bytes) -> str:
    """What ``navigator.credentials.create`` is asked for, as JSON; a device that has one of ``held`` makes no other.

    ``account`` and ``shown`` (a person's name) are what the device lists; the identity it keeps does not tell them.
    """
    options = webauthn.generate_registration_options(
        rp_id=party.id,
        rp_name=_SYSTEM,
        user_id=user_handle(account),
        user_name=account,
        user_display_name=shown or account,
        challenge=challenge,
        timeout=_MILLISECONDS,
        attestation=structs.AttestationConveyancePreference.NONE,
        authenticator_selection=structs.AuthenticatorSelectionCriteria(
            resident_key=structs.ResidentKeyRequirement.REQUIRED,
            require_resident_key=True,
            user_verification=structs.UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=_described(held),
    )
    return webauthn.options_to_json(options)


def made(party: Party, answer: str, challenge: bytes) -> NewPasskey:
    """The passkey that a browser made for ``challenge``.

    Raises:
        PasskeyRefused: ``unreadable`` or ``not-verified``.
    """
    with _refusing("浏览器没有交回可用的通行密钥，请重试"):
        credential = helpers.parse_registration_credential_json(answer)
        found = webauthn.verify_registration_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=party.id,
            expected_origin=party.origin,
            require_user_verification=True,
        )
    synced = found.credential_device_type is structs.CredentialDeviceType.MULTI_DEVICE
    return NewPasskey(found.credential_id, found.credential_public_key, found.sign_count, synced)


def using_options(party: Party, challenge: bytes, held: Sequence[bytes] = ()) -> str:
    """What ``navigator.credentials.get`` is asked for, as JSON: one of ``held``, or (none) whichever is for here."""
    options = webauthn.generate_authentication_options(
        rp_id=party.id,
        challenge=challenge,
        timeout=_MILLISECONDS,
        allow_credentials=_described(held),
        user_verification=structs.UserVerificationRequirement.REQUIRED,
    )
    return webauthn.options_to_json(options)


def named_credential(answer: str) -> bytes:
    """Which passkey an answer says to be of; nothing is checked yet.

    Raises:
        PasskeyRefused: ``unreadable``.
    """
    with _refusing("浏览器没有交回可用的通行密钥，请重试"):
        return helpers.parse_authentication_credential_json(answer).raw_id


def used_count(party: Party, answer: str, challenge: bytes, public_key: bytes, sign_count: int) -> int:
    """The count of uses after an answer that holds, to be kept. A device that counts must have counted on from
    ``sign_count``; one that keeps copies counts nothing (0).

    Raises:
        PasskeyRefused: ``unreadable``, ``not-verified``, or ``counted-back``: a copy of the key was used meanwhile.
    """
    with _refusing("通行密钥核对未通过"):
        credential = helpers.parse_authentication_credential_json(answer)
        found = webauthn.verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=party.id,
            expected_origin=party.origin,
            credential_public_key=public_key,
            credential_current_sign_count=0,  # judged below, where the refusal has a name of its own
            require_user_verification=True,
        )
    if (found.new_sign_count or sign_count) and found.new_sign_count <= sign_count:
        raise PasskeyRefused(COUNTED_BACK, "这把通行密钥的使用次数倒退，可能被复制，请删除后重新设置")
    return found.new_sign_count


def user_handle(account: str) -> bytes:
    """What a device keeps as the user's identity: always the same for an account, and not its name."""
    return hashlib.sha256(f"passkey\n{account}".encode()).digest()


def _described(held: Sequence[bytes]) -> list[structs.PublicKeyCredentialDescriptor]:
    return [structs.PublicKeyCredentialDescriptor(id=credential) for credential in held]


@contextmanager
def _refusing(words: str) -> Iterator[None]:
    try:
        yield
    except exceptions.WebAuthnException as error:
        raise PasskeyRefused("not-verified", words) from error
    except _UNREADABLE as error:
        raise PasskeyRefused("unreadable", words) from error
