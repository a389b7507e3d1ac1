"""The numbers that messages about sample enterprises go under. Pure.

A number names the district and the period, and of the enterprise only a digest: numbers, subjects and titles stand in
lists that others than the district read.
"""

from __future__ import annotations

import hashlib

PREFIX = "YG"
"""Begins these numbers: 用工."""

_DIGEST = 8


def loss_number(enterprise: str, region: str, period: str) -> str:
    """The number of what is told of an enterprise's period: safe in an address or a file name."""
    digest = hashlib.sha256(enterprise.encode()).hexdigest()[:_DIGEST]
    return f"{PREFIX}-{region}-{digest}-{period}"


def district_of(number: str) -> str | None:
    """The district whose own business a message of this number is; None for messages about anything else."""
    parts = number.split("-")
    return parts[1] if parts[0] == PREFIX and len(parts) > 2 else None
