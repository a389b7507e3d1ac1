"""How a bulletin of points is laid out: the same content, the same blocks; ties, and who is not counted."""

from __future__ import annotations

import msgspec

from services.aggregator.appraisal.issued.layout import EXAMPLE, lay_out
from services.aggregator.bulletin.layout import SIMULATED
from shared.events import AppraisalPublished
from shared.office.blocks import Paragraph, grids
from tests.golden.analyst_samples import analyst_examples

(EVENT,) = (each for each in analyst_examples() if isinstance(each, AppraisalPublished))


def test_the_same_content_gives_the_same_layout() -> None:
    again = msgspec.json.decode(msgspec.json.encode(EVENT.content), type=type(EVENT.content))
    assert lay_out(again) == lay_out(EVENT.content)


def test_an_example_and_simulated_figures_are_said_above_everything() -> None:
    assert lay_out(EVENT.content).warning == EXAMPLE + SIMULATED
    decided = msgspec.structs.replace(EVENT.content, example=False, simulated=False)
    assert lay_out(decided).warning == ""


def test_who_is_not_counted_has_a_dash_and_the_reason_under_the_table() -> None:
    layout = lay_out(EVENT.content)
    rows = [[cell.text for cell in row] for row in grids(layout.blocks)[0].rows]
    assert rows == [
        ["1", "九龙坡区", "98.15%", "88.33/90", "88.33/90"],
        ["—", "渝中区", "—", "0/0", "—"],
    ]
    notes = [each.text for each in layout.blocks if isinstance(each, Paragraph) and each.small]
    assert notes == ["渝中区：免于考核，不计。"]


def test_many_who_stand_first_are_counted_and_few_are_named() -> None:
    first = EVENT.content.districts[0]
    many = msgspec.structs.replace(EVENT.content, districts=(first,) * 6)
    said = [
        next(each.text for each in lay_out(one).blocks if isinstance(each, Paragraph)) for one in (EVENT.content, many)
    ]
    assert said == [
        "参加考核的单位 1 个，得分率最高的是九龙坡区。",
        "参加考核的单位 6 个，得分率最高的有并列的 6 个单位。",
    ]
