"""How a phone comes to know the secret: an address, and its picture. Pure but for the randomness of a new secret."""

from __future__ import annotations

import io
import secrets
from typing import TYPE_CHECKING

from services.intake.sign_in.totp.codes import DIGITS, PERIOD_SECONDS, spelled
from shared.later import Later

if TYPE_CHECKING:
    import pyotp
    import segno
else:
    segno = Later("segno")
    pyotp = Later("pyotp")

SECRET_BYTES = 20
"""As long as the hash that codes are made with (RFC 4226, 4)."""

_GROUP = 4


def new_secret() -> bytes:
    """A secret for one account."""
    return secrets.token_bytes(SECRET_BYTES)


def otpauth(secret: bytes, account: str, issuer: str) -> str:
    """The address that an authenticator reads from the picture; ``issuer`` and ``account`` are what it lists."""
    totp = pyotp.TOTP(spelled(secret), digits=DIGITS, interval=PERIOD_SECONDS)
    return totp.provisioning_uri(name=account, issuer_name=issuer)


def in_groups(secret: bytes) -> str:
    """The secret to be typed in where no camera can be used, in groups of four letters."""
    text = spelled(secret)
    return " ".join(text[start : start + _GROUP] for start in range(0, len(text), _GROUP))


def picture(text: str) -> str:
    """A QR code as an ``<svg>`` element to stand in a page: no script, no style, nothing loaded from anywhere.

    Dark on white whatever the page's colours are: many cameras read no inverted ones.
    """
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        out, kind="svg", scale=4, border=4, dark="#000", light="#fff", xmldecl=False, svgns=False, nl=False,
        svgclass="qr", lineclass=None, title="二维码", omitsize=False,
    )  # fmt: skip
    return out.getvalue().decode()
