"""A spreadsheet of the past as an office keeps one: a row for each district and indicator, a column for each month.

The figures are simulated.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from decimal import Decimal
from pathlib import Path

from openpyxl import Workbook

from services.demo.world.simulation import Simulation
from shared.catalogue import Catalogue
from shared.catalogue.model import Indicator, Kind

TITLE = "历年月度台账（模拟数据）"


def write_history(
    file: Path, catalogue: Catalogue, world: Simulation, regions: Iterable[str], indicators: Collection[str] = ()
) -> Path:
    """Write the regions' months into a new workbook; ``indicators``: only these of what they owe (none: all)."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("台账")
    sheet.append([TITLE])
    sheet.append(["地区", "指标", "分项", "计量单位", *(f"{month.year}年{month.month}月" for month in world.periods)])
    for region in regions:
        for indicator in world.series[region]:
            if not indicators or indicator in indicators:
                for row in _rows(catalogue, catalogue.indicators[indicator], world, region):
                    sheet.append([_called(catalogue, region), *row])
    book.save(file)
    return file


def _called(catalogue: Catalogue, region: str) -> str:
    """The district with the municipality before it: 江北区 is the name of two."""
    found = catalogue.regions[region]
    above = catalogue.regions.get(found.parent)
    return f"{above.name if above else ''}{found.name}"


def _rows(
    catalogue: Catalogue, indicator: Indicator, world: Simulation, region: str
) -> Iterator[list[str | int | float | None]]:
    figures = [
        world.figure(region, indicator.id, month) if indicator.frequency.due_in(month) else None
        for month in world.periods
    ]
    if indicator.kind is Kind.RATIO:
        unit = catalogue.units_of_measure.of(indicator.part_unit).base
        for part, name in enumerate(("分子", "分母")):
            yield [indicator.name, name, unit, *(None if each is None else each[part] for each in figures)]
        return
    scale = 100 if indicator.kind is Kind.DIRECT else indicator.unit.scale
    values = (None if each is None else float(Decimal(each[0]) / scale) for each in figures)
    yield [indicator.name, None, indicator.unit.symbol, *values]
