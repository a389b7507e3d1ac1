"""What only intake needs for signing people in, the other services never load, and intake when somebody signs in:
it costs time and memory."""

from __future__ import annotations

import subprocess
import sys

import pytest

FOR_SIGNING_IN = ("argon2", "authlib", "joserfc", "webauthn", "pyotp", "segno", "cryptography")

USED = """
from pathlib import Path
from services.intake.accounts.passwords import Hashing
from services.intake.sign_in.oidc import id_tokens, openid_provider
from services.intake.sign_in.passkeys import ceremony
from services.intake.sign_in.sealing import Seal
from services.intake.sign_in.totp import codes, enrolment
Hashing().hash_now("a long password")
id_tokens.jwt.decode, openid_provider.urls.add_params_to_uri, ceremony.webauthn.options_to_json
enrolment.picture(enrolment.otpauth(bytes(20), "a", "b"))
Seal(Path("key")).close(b"", "")
"""


def loaded_by(program: str, folder: object = ".") -> set[str]:
    code = f"import sys\n{program}\nprint(*sys.modules)"
    command = [sys.executable, "-c", code]
    environment = {"PYTHONPATH": ":".join(sys.path)}
    said = subprocess.run(command, capture_output=True, text=True, check=True, cwd=str(folder), env=environment).stdout
    return {name.partition(".")[0] for name in said.split()}


@pytest.mark.parametrize("service", ["aggregator", "alerts", "intake"])
def test_no_service_loads_anything_for_it_before_somebody_signs_in(service: str) -> None:
    assert loaded_by(f"import services.{service}.main").isdisjoint(FOR_SIGNING_IN)


def test_whoever_signs_in_finds_all_of_it(tmp_path: object) -> None:
    assert loaded_by(USED, tmp_path).issuperset(FOR_SIGNING_IN)
