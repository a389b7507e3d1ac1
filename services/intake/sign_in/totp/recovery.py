"""Codes on paper for when the phone is lost: eight, each good once. Pure but for the randomness of new ones."""

from __future__ import annotations

import hashlib
import secrets

HOW_MANY = 8
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's: no I, L, O, U, which are read for other characters, or make words."""
_LENGTH = 16
_GROUP = 4
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})


def new_codes() -> list[str]:
    """Eight codes, each of 80 random bits, as they are printed: four groups of four."""
    return [_grouped("".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))) for _ in range(HOW_MANY)]


def digest(typed: str, account: str) -> str | None:
    """What is stored of a code of ``account``; None of what cannot be one.

    A plain hash is enough: there is nothing to guess in 80 random bits. Small letters, spaces, dashes and letters
    that look like digits are read as they were meant.
    """
    code = "".join(typed.upper().replace("-", " ").split()).translate(_READ_AS)
    if len(code) != _LENGTH or not set(code) <= set(_ALPHABET):
        return None
    return hashlib.sha256(f"recovery\n{account}\n{code}".encode()).hexdigest()


def _grouped(code: str) -> str:
    return "-".join(code[start : start + _GROUP] for start in range(0, _LENGTH, _GROUP))
