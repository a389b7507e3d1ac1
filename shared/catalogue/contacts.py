"""Who is reminded of a region's reports (催报)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Contact:
    """Where a message about a region's reports goes: to those who write them, and to the ``leader`` in charge."""

    region: str
    mail: tuple[str, ...]
    leader: str = ""
    leader_mail: tuple[str, ...] = ()
