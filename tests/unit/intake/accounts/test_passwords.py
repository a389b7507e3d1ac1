from __future__ import annotations

import asyncio
import threading
import time

import pytest
from argon2 import PasswordHasher, Type, extract_parameters

from services.intake.accounts.passwords import (
    LONGEST,
    SHORTEST,
    Hashing,
    PasswordRefused,
    password_to_begin_with,
    require_password,
)

QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@pytest.mark.parametrize(
    "wrong",
    ["", "a1b2c3d4e", "x" * (LONGEST + 1), "1234567890", "QWERTYUIOP", "abababababab", "my-chen.mei-9", "CHEN.MEI1234"],
)
def test_what_is_guessed_first_is_no_password(wrong: str) -> None:
    with pytest.raises(PasswordRefused):
        require_password(wrong, "chen.mei")


@pytest.mark.parametrize("right", ["correct horse", "雾都山城两江四岸桥", "x7!" * 4 + "ab"])
def test_a_sentence_of_ones_own_is_one(right: str) -> None:
    if len(right) >= SHORTEST:
        require_password(right, "chen.mei")
    else:
        with pytest.raises(PasswordRefused):
            require_password(right, "chen.mei")


def test_a_password_to_begin_with_is_random_can_be_read_out_and_would_be_taken() -> None:
    made = {password_to_begin_with() for _ in range(200)}
    assert len(made) == 200
    for each in made:
        assert not set(each) & set("0o1li")
        require_password(each, "chen.mei")


@pytest.mark.usefixtures("hashed_in_full")
def test_it_is_kept_as_argon2id_with_the_memory_that_owasp_asks_for() -> None:
    hashed = Hashing().hash_now("correct horse")
    parameters = extract_parameters(hashed)
    assert parameters.type is Type.ID
    assert (parameters.memory_cost >= 19 * 1024, parameters.time_cost >= 2) == (True, True)
    assert "correct" not in hashed


def test_the_right_password_fits_and_no_other_and_nobody_has_none() -> None:
    async def asked() -> list[bool]:
        hashing = Hashing(QUICK)
        kept = await hashing.hash("correct horse")
        tried = (("correct horse", kept), ("correct horsE", kept), ("", ""), ("correct horse", ""), ("x", "no hash"))
        return [await hashing.fits(*each) for each in tried]

    assert asyncio.run(asked()) == [True, False, False, False, False]


def test_no_more_than_two_are_hashed_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    running, most, lock = 0, 0, threading.Lock()

    def verified(*_: object) -> bool:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        time.sleep(0.02)
        with lock:
            running -= 1
        return False

    async def asked() -> None:
        hashing = Hashing(QUICK)
        monkeypatch.setattr(hashing, "_verified", verified)
        await asyncio.gather(*(hashing.fits("x", "y") for _ in range(8)))

    asyncio.run(asked())
    assert most == 2
