"""Whatever is done to a form, it is read, faulted or refused; and nothing is stored that the sheet does not show.

The short form runs with every test run; ``make fuzz-forms`` runs the full one (``XUSHI_FUZZ_ROUNDS=10000``), in which
every file goes through the service and no request may cost more than :data:`MOST_SECONDS` or :data:`MOST_MEGABYTES`;
``XUSHI_FUZZ_SEED`` begins elsewhere. What is shown is judged by another reader (calamine) and by simpler rules.
"""

from __future__ import annotations

import io
import os
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest
from python_calamine import CalamineError, CalamineWorkbook

from services.intake.forms.drawing.draw import draw_form
from services.intake.forms.faults import FormRefused
from services.intake.forms.last_report import LastReport
from services.intake.forms.reading.read import Filled, read_form
from services.intake.reports.state import ReportState
from services.intake.submission.parse import Correction, Line
from shared.catalogue import load_catalogue
from shared.events import ReportLine
from tests.unit.intake.forms.costs import Costs
from tests.unit.intake.forms.mutations import mutated
from tests.unit.intake.forms.support import a_form, fill, row_of
from tests.unit.intake.support import Service

ROUNDS = int(os.environ.get("XUSHI_FUZZ_ROUNDS", "150"))
SEED = int(os.environ.get("XUSHI_FUZZ_SEED", "20260"))
FULL = ROUNDS >= 500
POSTED = 10  # in the short form every so many rounds the file goes through the whole service, marked copy included
MOST_SECONDS, MOST_MEGABYTES = 2.0, 300.0
PATH = "/v1/forms/500101/2023-03"
ADDRESSES = (PATH, f"{PATH}?dry_run=true", f"{PATH}/marked")
FORM = a_form(load_catalogue())
NAMES = {row.rule.id: row.rule.name for row in FORM.rows}
Grid = Sequence[Sequence[object]]


def filled() -> bytes:
    """A form with a figure in most rows, a ratio, an explanation and a note."""
    cells: dict[str, object] = {row.cell("E"): 1_000 + row.row for row in FORM.rows[::2] if not row.rule.ratio}
    ratio = row_of(FORM, "mediation_success_rate")
    return fill(FORM, cells | {f"F{ratio}": 97, f"G{ratio}": 120, "J7": "集中招工", FORM.note_cell: "初步数"})


def issued_filled() -> bytes:
    """The form of a month that is in, as it is issued: with what was reported, returned with a reason."""
    lines = {
        row.rule.id: ReportLine(row.rule.id, 900 + row.row, 1_900 if row.rule.ratio else None) for row in FORM.rows[::2]
    }
    said = {"urban_new_employment": "集中招工"}
    last = LastReport(ReportState(2, "returned"), lines, said, "初步数", taken_back="请核对 1,790 人")
    return draw_form(replace(FORM, last=last))


@pytest.mark.filterwarnings("ignore:Workbook contains no stylesheet")  # of the copy that openpyxl marks
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # archives that openpyxl leaves open
@pytest.mark.slow
def test_whatever_is_done_to_a_form_nothing_is_stored_that_it_does_not_show(
    service: Service, capsys: pytest.CaptureFixture[str]
) -> None:
    wholes, outcomes, costs = (filled(), issued_filled()), Counter[str](), Costs()
    for seed in range(SEED, SEED + ROUNDS):
        raw = mutated(wholes[seed % 2], seed)
        try:
            read = read_form(raw, FORM)
        except FormRefused as refused:
            assert refused.title and refused.detail, seed
            outcomes[refused.code] += 1
        else:
            outcomes["faults" if read.faults else "read"] += 1
            if not read.faults:
                assert_shown(raw, read, seed)
        if FULL:
            _post(service, raw, seed, costs, ADDRESSES[seed % len(ADDRESSES) :][:1])
        elif seed % POSTED == 0:
            _post(service, raw, seed, costs, ADDRESSES)
    with capsys.disabled():
        sys.stdout.write(f"\n{ROUNDS} rounds: {dict(outcomes.most_common())}\n{costs}\n")
    assert outcomes["read"] and outcomes["faults"] and outcomes.total() == ROUNDS
    assert not FULL or (costs.seconds <= MOST_SECONDS and costs.megabytes <= MOST_MEGABYTES), str(costs)


def _post(service: Service, raw: bytes, seed: int, costs: Costs, addresses: Sequence[str]) -> None:
    """Through the service: an answer that is no failure, whatever was sent."""
    for address in addresses:
        with costs.of(seed):
            answer = service.post(raw, f"fuzz-{seed}", path=address)
        assert answer.status_code < 500, (seed, address, answer.text)


def assert_shown(raw: bytes, read: Filled, seed: int) -> None:
    """Every figure and every text of a report stands in the sheet, in the row of its indicator."""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(raw))
        grid: Grid = book.get_sheet_by_name("月报表").to_python(skip_empty_area=False)
    except (CalamineError, ValueError, KeyError, IndexError, OSError):
        return  # the other reader opens less, or needs parts that ours does not
    for line in read.submission.lines:
        shown = [cell for cells in _rows_of(grid, line) for cell in cells]
        for number in (line.value, line.numerator, line.denominator):
            assert number is None or float(number) in [_plain(cell) for cell in shown], (seed, line, shown)
        assert not line.note or line.note in [_words(cell) for cell in shown], (seed, line)
    everywhere = {_words(cell) for row in grid for cell in row}
    correction = read.submission.correction or Correction("")
    for text in (read.submission.note, correction.reason, correction.evidence):
        assert not text or text in everywhere, (seed, text)


def _rows_of(grid: Grid, line: Line) -> Iterator[Sequence[object]]:
    name = NAMES[line.indicator]
    for row in grid:
        if any(isinstance(cell, str) and name in "".join(cell.split()) for cell in row):
            yield row


def _words(cell: object) -> str:
    return str(cell).replace("\u3000", " ").strip() if not isinstance(cell, float) else f"{cell:.15g}"


def _plain(cell: object) -> object:
    """A cell as the number that anybody sees in it; None for what is no plain number."""
    if isinstance(cell, float):
        return cell
    if not isinstance(cell, str) or any(unicodedata.category(each) in ("No", "Nl") for each in cell):
        return None
    text = "".join(each for each in unicodedata.normalize("NFKC", cell) if unicodedata.category(each) != "Cf")
    for sign in (" ", ",", "人次", "人", "件", "项"):
        text = text.strip().replace(sign, "")
    try:
        return float(text)
    except ValueError:
        return None
