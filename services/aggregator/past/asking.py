"""A question about a point, read by the catalogue that was in force there: the same words mean then's things."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from shared.catalogue import Catalogue
from shared.points import Point

Question = TypeVar("Question")

ReadQuestion = Callable[[dict[str, str], Catalogue], Question]
"""Reads the parameters of a request by a catalogue; raises Problem for what is wrong, or not in it."""


@dataclass(frozen=True, slots=True)
class Asked(Generic[Question]):
    """What is asked, about which point (None: the present), and the catalogue that is in force there."""

    point: Point | None
    known: Catalogue
    question: Question
