"""Codes are those of RFC 6238, count half a minute early or late, and each once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from services.intake.sign_in.totp.codes import accepted_step, code_at, spelled, step_of

SECRET = b"12345678901234567890"
"""That of RFC 6238, appendix B."""

NOW = datetime(2026, 11, 30, 8, 0, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "eight_digits"),
    [
        (59, "94287082"),
        (1_111_111_109, "07081804"),
        (1_111_111_111, "14050471"),
        (1_234_567_890, "89005924"),
        (2_000_000_000, "69279037"),
        (20_000_000_000, "65353130"),
    ],
)
def test_codes_are_those_of_the_rfc(seconds: int, eight_digits: str) -> None:
    now = datetime.fromtimestamp(seconds, UTC)
    assert code_at(SECRET, step_of(now)) == eight_digits[-6:]
    assert accepted_step(SECRET, eight_digits[-6:], now, 0) == seconds // 30


@pytest.mark.parametrize(("around", "counts"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_phone_may_be_half_a_minute_off(around: int, counts: bool) -> None:
    step = step_of(NOW) + around
    assert accepted_step(SECRET, code_at(SECRET, step), NOW, 0) == (step if counts else None)


def test_a_code_counts_once() -> None:
    code = code_at(SECRET, step_of(NOW))
    used = accepted_step(SECRET, code, NOW, 0)
    assert used is not None
    assert accepted_step(SECRET, code, NOW, used) is None


def test_a_code_before_the_last_one_used_counts_no_more() -> None:
    present = step_of(NOW)
    assert accepted_step(SECRET, code_at(SECRET, present - 1), NOW, present) is None
    assert accepted_step(SECRET, code_at(SECRET, present + 1), NOW, present) == present + 1


def test_a_code_ends_with_its_time() -> None:
    code = code_at(SECRET, step_of(NOW))
    assert accepted_step(SECRET, code, NOW + timedelta(seconds=60), 0) is None


def test_a_code_may_be_typed_in_two_groups() -> None:
    code = code_at(SECRET, step_of(NOW))
    assert accepted_step(SECRET, f" {code[:3]} {code[3:]}\n", NOW, 0) == step_of(NOW)


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "12345a", "１２３４５６", "-12345", "١٢٣٤٥٦"])
def test_what_is_no_code_does_not_count(typed: str) -> None:
    assert accepted_step(SECRET, typed, NOW, 0) is None


def test_a_secret_is_spelled_without_padding() -> None:
    assert spelled(b"12345678901234567890") == "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    assert spelled(b"1234567890123456") == "GEZDGNBVGY3TQOJQGEZDGNBVGY"
