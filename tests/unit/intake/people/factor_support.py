"""People with second factors before a running intake: their phones, their devices, their forms."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from services.intake.sign_in.factors import Factors
from services.intake.sign_in.passkeys.party import party_of
from services.intake.sign_in.sealing import Seal
from services.intake.sign_in.totp.codes import code_at, step_of
from tests.unit.intake.sign_in.passkeys.authenticator import Device
from tests.unit.intake.support import Service


def factors_of(service: Service) -> Factors:
    """The factors that the service itself works with, over the same database and key."""
    settings = service.intake.runtime.settings
    seal, party = Seal(settings.factor_key_path), party_of(settings.public_url)
    return Factors(service.intake.database, seal, service.clock, party, required=settings.all_have_second_factors)


def phone_for(service: Service, account: str) -> tuple[bytes, list[str]]:
    """An account's phone is set up, some time ago: its secret, and the recovery codes."""
    factors = factors_of(service)
    ticket = factors.propose_secret(account)
    secret = factors.proposed_secret(account, ticket)
    assert secret is not None
    codes = factors.confirm_secret(account, ticket, code_at(secret, step_of(service.clock.now()) - 1))
    assert codes is not None
    return secret, codes


def passkey_for(service: Service, account: str) -> Device:
    """An account's device with a passkey."""
    factors, party = factors_of(service), party_of(service.intake.runtime.settings.public_url)
    assert party is not None
    device = Device(party.origin, credential=f"device of {account}".encode())
    question = factors.ask_to_make(account, "")
    factors.made(account, question.ticket, device.make(question.options), "办公电脑")
    return device


def present_code(service: Service, secret: bytes) -> str:
    """What the phone shows now."""
    return code_at(secret, step_of(service.clock.now()))


def hidden(text: str) -> dict[str, str]:
    """The hidden fields of a page's last form."""
    form = text[text.rindex("<form class=") :]
    return {name: unescape(value) for name, value in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form)}


def options(text: str) -> str:
    """What a page asks the browser for."""
    found = re.search(r'data-options="([^"]*)"', text)
    assert found is not None
    return unescape(found.group(1))


def send(service: Service, address: str, fields: dict[str, str], **more: str) -> Any:
    """A form of a page is sent."""
    return service.client.post(address, data={**fields, **more})
