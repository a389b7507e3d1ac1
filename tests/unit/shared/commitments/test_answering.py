from __future__ import annotations

from dataclasses import replace

from shared.commitments.answering import answering, department_named, followed_row
from tests.unit.shared.commitments.builders import DEPARTMENT, OFFICE, a_plan, a_promise


def test_whom_the_plan_itself_names_answers() -> None:
    assert answering([OFFICE], a_plan(), a_promise(department="人社局、财政局")) == ("人社局", "财政局")


def test_else_whoever_is_entered_for_it_does() -> None:
    other = replace(OFFICE, id="other", name="别处", region="510000")
    assert answering([other, OFFICE], a_plan(), a_promise(2)) == (DEPARTMENT,)
    assert answering([other, OFFICE], a_plan(), a_promise(3)) == ()


def test_else_whoever_answers_for_its_indicator_does() -> None:
    follows = replace(a_promise(3), indicator="jobs")
    assert answering([OFFICE], a_plan(), follows) == (DEPARTMENT,)


def test_a_department_is_found_by_its_name_in_the_plan_s_area() -> None:
    assert department_named([OFFICE], a_plan(), DEPARTMENT) is OFFICE
    assert department_named([OFFICE], a_plan(region="510000"), DEPARTMENT) is None


def test_it_follows_the_row_that_is_named_or_that_of_its_indicator() -> None:
    plan = a_plan()
    assert followed_row(plan, a_promise()) is None
    assert followed_row(plan, replace(a_promise(), target_row=1)) == 1
    assert followed_row(plan, replace(a_promise(), indicator="jobs")) == 1
    assert followed_row(plan, replace(a_promise(), indicator="elsewhere")) is None
