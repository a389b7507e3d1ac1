"""Forms of targets that plans print, and how each is read in a plan of 2026–2030.

``printed_forms.csv`` holds what is printed, the row that it is printed in, where it was found, and the reading.
``python -m tests.golden.printed_forms`` writes the readings anew; a line that changes is a plan judged otherwise.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path

from shared.catalogue.model import (
    Attribute,
    Indicator,
    Kind,
    Plan,
    Source,
    Target,
)
from shared.catalogue.printed import read_printed
from shared.catalogue.printed.rows import RowCells, read_row
from shared.catalogue.printed.wording import in_words
from shared.periods import Month
from tests.unit.units_of_measure import UNITS_OF_MEASURE, unit_of

FILE = Path(__file__).parent / "printed_forms.csv"
GIVEN = ("printed", "printed_baseline", "kind", "direction", "unit", "source")
READ = ("form", "horizon", "bound", "value", "baseline", "unjudged", "in_words", "note")
PLAN = Plan("plan", "某规划（虚构，示例）", "500000", Month(2026, 1), Month(2030, 12), "某规划（虚构，示例）", "", ())


def lines() -> Iterator[dict[str, str]]:
    """The lines of the file."""
    with FILE.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def reading_of(line: Mapping[str, str]) -> dict[str, str]:
    """How the program reads a line's print today."""
    unit = unit_of(line["unit"])
    indicator = Indicator("figure", "某指标", Kind(line["kind"]), unit, line["direction"] == "up")
    cells = RowCells(line["printed"], line["printed_baseline"])
    read = read_row(cells, indicator, unit, UNITS_OF_MEASURE, PLAN.years)
    target = Target(
        plan=PLAN.id,
        row=1,
        name=indicator.name,
        indicator=indicator.id,
        printed_name=indicator.name,
        printed_baseline=cells.printed_baseline,
        printed_target=cells.printed_target,
        attribute=Attribute.EXPECTED,
        horizon=read.horizon,
        bound=read.bound,
        baseline=read.baseline,
        baseline_bound=read.baseline_bound,
        value=read.value,
        unit=unit,
        part_of=None,
        source=Source(PLAN.document, "", "", 1),
        note=read.note,
    )
    judged = read.value is not None
    return {
        "form": read_printed(cells.printed_target).form,
        "horizon": read.horizon.value if judged else "",
        "bound": read.bound.value if judged else "",
        "value": f"{read.value:f}" if read.value is not None else "",
        "baseline": f"{read.baseline:f}" if read.baseline is not None else "",
        "unjudged": "" if judged else read.unjudged.value,
        "in_words": in_words(target, indicator, PLAN),
        "note": read.note,
    }


def main() -> None:
    written = [{name: line[name] for name in GIVEN} | reading_of(line) for line in lines()]
    with FILE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, (*GIVEN, *READ), lineterminator="\n")
        writer.writeheader()
        writer.writerows(written)


if __name__ == "__main__":
    main()
