"""How good forecasts were: what was forecast held against what came, and against two simple rules. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from services.aggregator.forecast.foresee import Spread
from shared.periods import Month
from shared.quantities import BASIS_POINTS

NOMINAL = 0.8
"""What a band from P10 to P90 should hold."""


class Band(NamedTuple):
    """A forecast made in ``origin`` of the figure at ``month``, and the figure that came."""

    series: str
    origin: Month
    month: Month
    spread: Spread
    came: int

    @property
    def held(self) -> bool:
        """Whether the figure came to lie in the band."""
        return self.spread.p10 <= self.came <= self.spread.p90


class Bet(NamedTuple):
    """What was held likely in ``origin`` of a target, as parts of one, and whether it was reached.

    ``straight`` is the straight-line rule's: 1 where the share of the time gone is done, else 0;
    ``base`` how often earlier targets of its kind were reached.
    """

    series: str
    goal: str
    origin: Month
    forecast: float
    straight: float
    base: float
    reached: bool


@dataclass(frozen=True, slots=True)
class Score:
    """Of some bands and bets: how many, the share of bands held, and the mean squared errors (Brier scores)."""

    bands: int
    held: int
    bets: int
    reached: int
    forecast: float | None
    straight: float | None
    base: float | None

    @property
    def coverage(self) -> float | None:
        """The share of bands that held."""
        return self.held / self.bands if self.bands else None


def score(bands: Iterable[Band], bets: Iterable[Bet]) -> Score:
    """The score of these bands and bets; without a bet there is no Brier score."""
    bands, bets = list(bands), list(bets)
    return Score(
        bands=len(bands),
        held=sum(band.held for band in bands),
        bets=len(bets),
        reached=sum(bet.reached for bet in bets),
        forecast=brier(bets, lambda bet: bet.forecast),
        straight=brier(bets, lambda bet: bet.straight),
        base=brier(bets, lambda bet: bet.base),
    )


def brier(bets: Sequence[Bet], held_likely: Callable[[Bet], float]) -> float | None:
    """The mean squared distance between what was held likely and what came: 0 is perfect, 0.25 a coin's."""
    if not bets:
        return None
    return sum((held_likely(bet) - bet.reached) ** 2 for bet in bets) / len(bets)


def base_rate(reached: int, of: int) -> float:
    """How likely a target is by what came of earlier ones; without any, a half."""
    return (reached + 1) / (of + 2)


def of_one(probability: int) -> float:
    """Basis points as parts of one."""
    return probability / BASIS_POINTS
