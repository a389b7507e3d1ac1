"""用工监测的样本: which enterprises are watched from when until when, and what counts as a loss that is told. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from shared.events import EnterpriseSize, PanelFrequency
from shared.periods import Month

INDUSTRIES: Mapping[str, str] = MappingProxyType(
    {
        "A": "农、林、牧、渔业",
        "B": "采矿业",
        "C": "制造业",
        "D": "电力、热力、燃气及水生产和供应业",
        "E": "建筑业",
        "F": "批发和零售业",
        "G": "交通运输、仓储和邮政业",
        "H": "住宿和餐饮业",
        "I": "信息传输、软件和信息技术服务业",
        "J": "金融业",
        "K": "房地产业",
        "L": "租赁和商务服务业",
        "M": "科学研究和技术服务业",
        "N": "水利、环境和公共设施管理业",
        "O": "居民服务、修理和其他服务业",
        "P": "教育",
        "Q": "卫生和社会工作",
        "R": "文化、体育和娱乐业",
        "S": "公共管理、社会保障和社会组织",
        "T": "国际组织",
    }
)
"""The sections (门类) of GB/T 4754—2017."""


SIZES: Mapping[str, str] = MappingProxyType({"large": "大型", "medium": "中型", "small": "小型", "micro": "微型"})
"""What people call the sizes."""


@dataclass(frozen=True, slots=True)
class PanelMember:
    """An enterprise of the sample from a month until another (None: without end)."""

    enterprise: str
    name: str
    region: str
    industry: str
    size: EnterpriseSize
    frequency: PanelFrequency
    first: Month
    last: Month | None = None

    def holds(self, period: Month) -> bool:
        """Whether it belongs to the sample in that month."""
        return self.first <= period and (self.last is None or period <= self.last)

    def owes(self, period: Month) -> bool:
        """Whether it reports at the end of that month: a quarterly one at the end of a quarter."""
        return self.holds(period) and (self.frequency is PanelFrequency.MONTH or ends_quarter(period))

    def before(self, period: Month) -> Month:
        """The period before one of its own."""
        return period.shift(-1 if self.frequency is PanelFrequency.MONTH else -3)


@dataclass(frozen=True, slots=True)
class LossLimit:
    """A loss of at least ``percent`` of the headcount, and of at least ``persons``, is told."""

    percent: Decimal
    persons: int

    def reached(self, lost: int, start: int) -> bool:
        """Whether a loss is as large as that."""
        return lost >= self.persons and start > 0 and lost * 100 >= self.percent * start


DEFAULT_LIMIT = LossLimit(Decimal(10), 20)


class Panel:
    """The sample, and the limits by size. Nothing changes after construction."""

    def __init__(
        self, members: Iterable[PanelMember] = (), limits: Mapping[EnterpriseSize, LossLimit] | None = None
    ) -> None:
        self.members: tuple[PanelMember, ...] = tuple(members)
        self._limits = dict(limits or {})
        spans: dict[str, list[PanelMember]] = {}
        regions: dict[str, list[PanelMember]] = {}
        for each in self.members:
            spans.setdefault(each.enterprise, []).append(each)
            regions.setdefault(each.region, []).append(each)
        self._spans, self._regions = spans, regions

    def __bool__(self) -> bool:
        return bool(self.members)

    @property
    def regions(self) -> tuple[str, ...]:
        """The regions that have a sample, in the order of the file."""
        return tuple(self._regions)

    def spans(self, enterprise: str) -> tuple[PanelMember, ...]:
        """Every stretch of an enterprise in the sample; none where it never was in it."""
        return tuple(self._spans.get(enterprise, ()))

    def member(self, enterprise: str, period: Month) -> PanelMember | None:
        """The enterprise as the sample has it in a month; None where it is not in it."""
        return next((each for each in self.spans(enterprise) if each.holds(period)), None)

    def sample(self, regions: Collection[str], period: Month) -> list[PanelMember]:
        """Who is in the sample of these regions in a month."""
        found = (each for region in regions for each in self._regions.get(region, ()))
        return [each for each in found if each.holds(period)]

    def limit(self, size: EnterpriseSize) -> LossLimit:
        """What is told of an enterprise of that size."""
        return self._limits.get(size, DEFAULT_LIMIT)


def ends_quarter(period: Month) -> bool:
    """Whether a quarter ends with the month."""
    return period.month % 3 == 0


def quarter_end(period: Month) -> Month:
    """The last month of the quarter that a month is in."""
    return period.shift(-period.month % 3)
