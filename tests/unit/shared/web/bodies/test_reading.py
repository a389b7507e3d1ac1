from __future__ import annotations

import pytest

from services.intake.submission.bodies import reviews
from services.intake.submission.parse import Line
from shared.web.bodies.faults import MOST_FAULTS, fault
from shared.web.bodies.json_body import BodyReader
from shared.web.bodies.reading import invalid, read
from shared.web.bodies.shape import MOST_ITEMS, TOO_MANY
from shared.web.problems import Problem


def test_faults_stop_at_a_number_and_that_there_are_more_is_said() -> None:
    few, many = ([fault("x", f"/{index}", "错") for index in range(count)] for count in (MOST_FAULTS, MOST_FAULTS + 1))
    assert (len(invalid(few, "有误").faults), invalid(few, "有误").detail) == (MOST_FAULTS, "")
    assert len(invalid(many, "有误").faults) == MOST_FAULTS and f"不止{MOST_FAULTS}处" in invalid(many, "有误").detail


def test_a_list_is_counted_before_its_items_are_described() -> None:
    with pytest.raises(Problem) as told:
        read(reviews, b'{"decisions":[' + b",".join([b"{}"] * (MOST_ITEMS + 1)) + b"]}")
    assert [(each.code, each.pointer) for each in told.value.faults] == [(TOO_MANY, "/decisions")]
    with pytest.raises(Problem) as told:
        read(reviews, b'{"decisions":[' + b",".join([b"{}"] * MOST_ITEMS) + b"]}")
    assert len(told.value.faults) == MOST_FAULTS


def test_what_is_answered_stays_short_however_long_the_names_that_were_sent() -> None:
    long = '{"' + "k" * 50_000 + '":[' + ",".join(['"\\u0001"'] * 900) + "]}"
    deep = '{"k":' * 300 + '"\\u0001"' + "}" * 300
    for value in (long, deep):
        _, _, faults = BodyReader(Line).read(f'{{"indicator":"a","value":{value}}}'.encode())
        assert faults and max(len(each.pointer) + len(each.message) for each in faults) <= 700
