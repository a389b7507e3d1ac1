"""用工监测: what sample enterprises report (topic ``reports``, stream ``panel-<enterprise>``), and the losses that were
found in it (topic ``figures``, the same stream). No person is named anywhere in them."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

import msgspec

from shared.events.event import Event


class EnterpriseSize(StrEnum):
    """大型, 中型, 小型, 微型, as the statistical classification of enterprises has it."""

    LARGE = "large"
    MEDIUM = "medium"
    SMALL = "small"
    MICRO = "micro"


class PanelFrequency(StrEnum):
    """How often a sample enterprise reports."""

    MONTH = "month"
    QUARTER = "quarter"


LossGround = Literal["net", "layoff"]
"""The headcount fell beyond the limit of the enterprise's size; or so many were laid off that article 41 of the Labour
Contract Law asks for a report."""


class Leavers(msgspec.Struct, frozen=True, omit_defaults=True):
    """How many left, by the reason that ended the labour contract: retired (退休), resigned (辞职), contract expired
    (合同期满), dismissed or ended by agreement (解除), laid off for economic reasons (裁员), any other (其他)."""

    retired: int = 0
    resigned: int = 0
    expired: int = 0
    dismissed: int = 0
    laid_off: int = 0
    other: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.retired + self.resigned + self.expired + self.dismissed + self.laid_off + self.other


class PanelReported(Event, frozen=True, kw_only=True):
    """A sample enterprise reported a month, or a quarter under its last month; a later ``revision`` replaces it whole.

    ``region``, ``industry`` (a section of GB/T 4754) and ``size`` are those that the sample had for the period.
    ``start`` and ``end`` count heads, ``vacancies`` are open at the end, ``expected`` is the headcount that the
    enterprise expects for the end of its next period. ``note`` explains a start that is not the last end, ``reason``
    says why an earlier revision was corrected; ``late``: it came after the day it was due.
    """

    enterprise: str
    region: str
    industry: str
    size: EnterpriseSize
    frequency: PanelFrequency
    period: str
    start: int
    end: int
    hired: int
    left: Leavers
    vacancies: int
    expected: int
    revision: int = 1
    note: str = ""
    reason: str = ""
    late: bool = False
    simulated: bool = False


class PanelLossFound(Event, frozen=True, kw_only=True):
    """An enterprise lost so many of its people in a period that its district's department is told: once, and again
    where a later revision says more. ``percent`` and ``persons`` are the limit of its size that was held against it,
    ``lost`` is start less end."""

    enterprise: str
    name: str
    region: str
    industry: str
    size: EnterpriseSize
    frequency: PanelFrequency
    period: str
    revision: int
    start: int
    end: int
    lost: int
    laid_off: int
    grounds: tuple[LossGround, ...]
    percent: str
    persons: int
    again: bool = False
    late: bool = False
    simulated: bool = False


class PanelLossTakenBack(Event, frozen=True, kw_only=True):
    """A correction says that the loss which was told was none: ``lost`` and ``laid_off`` are what it says now, ``told``
    and ``told_laid_off`` what was told."""

    enterprise: str
    name: str
    region: str
    period: str
    revision: int
    lost: int
    laid_off: int
    told: int
    told_laid_off: int
    reason: str = ""
    simulated: bool = False
