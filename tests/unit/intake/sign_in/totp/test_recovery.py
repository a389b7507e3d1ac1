"""Recovery codes: eight, not to be guessed, read as they were meant, bound to their account."""

from __future__ import annotations

import re

import pytest

from services.intake.sign_in.totp.recovery import HOW_MANY, digest, new_codes


def test_there_are_eight_and_no_two_are_the_same() -> None:
    codes = new_codes()
    assert len(set(codes)) == HOW_MANY == 8
    assert all(re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}", code) for code in codes)


def test_what_is_stored_does_not_tell_the_code_and_is_of_its_account() -> None:
    code = new_codes()[0]
    stored = digest(code, "wang")
    assert stored is not None
    assert code.replace("-", "") not in stored.upper()
    assert stored != digest(code, "li")


@pytest.mark.parametrize(
    "typed", ["0A1B-2C3D-4E5F-6G7H", "0a1b2c3d4e5f6g7h", "oalb 2c3d 4e5f 6g7h", " OAIB-2C3D-4E5F-6G7H "]
)
def test_a_code_is_read_as_it_was_meant(typed: str) -> None:
    assert digest(typed, "wang") == digest("0A1B-2C3D-4E5F-6G7H", "wang")


@pytest.mark.parametrize("typed", ["", "123456", "0A1B-2C3D-4E5F-6G7", "0A1B-2C3D-4E5F-6G7HX", "0A1B-2C3D-4E5F-6G7U"])
def test_what_is_no_code_has_no_digest(typed: str) -> None:
    assert digest(typed, "wang") is None
