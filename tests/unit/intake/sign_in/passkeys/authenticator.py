"""A device that makes and uses passkeys, as one in a browser does: its own key, flags and counter."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

PRESENT, VERIFIED, MAY_BE_COPIED, IS_COPIED, HAS_KEY = 0x01, 0x04, 0x08, 0x10, 0x40


@dataclass
class Device:
    """One passkey in one device. ``count`` None: it counts nothing, as those do that keep copies."""

    origin: str
    count: int | None = 0
    flags: int = PRESENT | VERIFIED
    credential: bytes = b"credential-of-this-device"
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def make(self, options: str) -> str:
        """The answer of ``navigator.credentials.create`` as JSON."""
        asked = json.loads(options)
        point = self.key.public_key().public_numbers()
        cose = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32, "big"), -3: point.y.to_bytes(32, "big")})
        held = bytes(16) + len(self.credential).to_bytes(2, "big") + self.credential + cose
        data = self._data(asked["rp"]["id"], HAS_KEY) + held
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        return self._answer(
            {
                "clientDataJSON": _text(self._client_data("webauthn.create", asked["challenge"])),
                "attestationObject": _text(attestation),
            }
        )

    def use(self, options: str) -> str:
        """The answer of ``navigator.credentials.get`` as JSON."""
        asked = json.loads(options)
        if self.count is not None:
            self.count += 1
        data = self._data(asked["rpId"], 0)
        client_data = self._client_data("webauthn.get", asked["challenge"])
        signature = self.key.sign(data + hashlib.sha256(client_data).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer(
            {
                "clientDataJSON": _text(client_data),
                "authenticatorData": _text(data),
                "signature": _text(signature),
                "userHandle": None,
            }
        )

    def _data(self, party: str, more: int) -> bytes:
        flags = (self.flags | more).to_bytes(1, "big")
        return hashlib.sha256(party.encode()).digest() + flags + (self.count or 0).to_bytes(4, "big")

    def _client_data(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}).encode()

    def _answer(self, response: dict[str, Any]) -> str:
        shown = _text(self.credential)
        return json.dumps({"id": shown, "rawId": shown, "type": "public-key", "response": response})


def _text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")
