"""Figures as SDMX-CSV 2.0, for statistical offices' own tools: one observation a row. Pure.

The observation is the provisional figure, in the base unit (a rate: per cent); the accepted one stands
beside it. Regions and indicators are coded as everywhere else.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from decimal import Decimal

from services.aggregator.api.views.figures import FigureView
from shared.catalogue import Catalogue
from shared.catalogue.amendments import NO_AMENDMENTS, Amendments
from shared.catalogue.model import exact
from shared.quantities import Unit, round_half_even

MEDIA_TYPE = "application/vnd.sdmx.data+csv; version=2.0.0; charset=utf-8"
DATAFLOW = "XUSHI:DF_FIGURES(1.0)"

COLUMNS = (
    "STRUCTURE",
    "STRUCTURE_ID",
    "ACTION",
    "REGION",
    "INDICATOR",
    "FREQ",
    "TIME_PERIOD",
    "OBS_VALUE",
    "OBS_STATUS",
    "UNIT_MEASURE",
    "UNIT_MULT",
    "DECIMALS",
    "NUMERATOR",
    "DENOMINATOR",
    "YEAR_TO_DATE",
    "ANNUAL_TARGET",
    "ACCEPTED_VALUE",
    "UNITS_EXPECTED",
    "UNITS_REPORTED",
    "UNITS_ACCEPTED",
    "ALSO_MONTHS",
    "UNITS_WITH_ALSO_MONTHS",
    "DATA_VERSION",
    "SIMULATED",
)
"""The columns: structure, dimensions, the observation, its attributes."""

OTHER_UNIT = "OTHER"
"""The code of a unit for which the table of units has none."""

OBS_STATUSES: Mapping[str, tuple[str, str]] = {
    "A": ("正常（已审核）", "Normal value"),
    "P": ("初步数", "Provisional value"),
    "D": ("含以前未报的月份", "Definition differs: earlier months that were not reported are in it"),
    "I": ("沿用以前月份", "Imputed value: carried forward from an earlier month"),
    "O": ("未报", "Missing value"),
    "Q": ("未审核，暂不公开", "Missing value; suppressed until it is accepted"),
}
"""What an observation may be worth, in Chinese and English. The codes are those of CL_OBS_STATUS 2.2
(https://sdmx.org/?page_id=3215); its M would say that there cannot be a value."""


def sdmx_csv(figures: Iterable[FigureView], catalogue: Catalogue, amendments: Amendments = NO_AMENDMENTS) -> str:
    """The figures, in their order, each beside what a plan of its region asks for in its year (``amendments``)."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for figure in figures:
        annual = _annual_target(figure, catalogue, amendments)
        writer.writerow(_row(figure, catalogue.indicators[figure.indicator].unit, annual))
    return text.getvalue()


def obs_status(figure: FigureView) -> str:
    """SDMX's code for what the observation is worth: one of ``OBS_STATUSES``."""
    if figure.hidden:
        return "Q"
    if figure.value is None and figure.rate is None:
        return "O"
    if figure.carried:
        return "I"
    if figure.also_months:
        return "D"
    return "P" if figure.provisional else "A"


def _annual_target(figure: FigureView, catalogue: Catalogue, amendments: Amendments) -> str | None:
    """What was set for the year, in base units (a rate: per cent); None where nothing was."""
    year = int(figure.period[:4])
    for target in catalogue.targets_for(figure.region, figure.indicator):
        event = amendments.years_of(target.plan, target.row).get(year)
        if event is not None:
            value = Decimal(event.value)
            return f"{value:f}" if target.unit.base == "%" else str(round_half_even(exact(value, target.unit)))
    return None


def _row(figure: FigureView, unit: Unit, annual_target: str | None) -> tuple[object, ...]:
    """None becomes an empty cell: no observation, which is not 0."""
    rated = unit.base == "%"
    value, accepted = (side.rate if rated else side.value for side in (figure, figure.accepted))
    return (
        "dataflow",
        DATAFLOW,
        "I",
        figure.region,
        figure.indicator,
        "M",
        figure.period,
        value,
        obs_status(figure),
        unit.sdmx or OTHER_UNIT,
        -2 if unit.hundredths else 0,
        len(value.partition(".")[2]) if isinstance(value, str) else 0,
        figure.numerator,
        figure.denominator,
        figure.year_to_date,
        annual_target,
        accepted,
        figure.coverage.expected,
        figure.coverage.reported,
        figure.coverage.accepted,
        " ".join(figure.also_months) or None,
        figure.units_with_also_months,
        figure.data_version,
        "true" if figure.simulated else "false",
    )
