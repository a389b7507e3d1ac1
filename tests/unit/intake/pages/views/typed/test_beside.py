from __future__ import annotations

from services.intake.pages.views.typed.beside import THEIRS, beside, chosen
from shared.catalogue import Catalogue
from tests.unit.intake.forms.support import a_form

JOBS, RATE, INSURED = "urban_new_employment", "mediation_success_rate", "work_injury_insurance_insured"


def test_two_versions_differ_where_they_say_something_else(catalogue: Catalogue) -> None:
    mine = {f"value-{JOBS}": "1,200", f"numerator-{RATE}": "9", "note": " 甲 ", f"blank-{INSURED}": "下月才有"}
    theirs = {f"value-{JOBS}": "１２００", f"numerator-{RATE}": "8", "note": "甲", f"value-{INSURED}": "约五十"}
    found = {each.name: (each.mine, each.theirs) for each in beside(a_form(catalogue), mine, theirs)}
    assert found == {
        f"numerator-{RATE}": ("9", "8"),
        f"value-{INSURED}": ("", "约五十"),
        f"blank-{INSURED}": ("下月才有", ""),
    }


def test_what_a_figure_is_of_goes_with_it(catalogue: Catalogue) -> None:
    form = a_form(catalogue)
    mine = {f"basis-{JOBS}": "month"}
    theirs = {f"value-{JOBS}": "3000", f"basis-{JOBS}": "year_to_date"}
    assert chosen(form, mine, theirs, {f"value-{JOBS}": THEIRS}) == theirs
    assert chosen(form, mine, theirs, {}) == mine
    both = beside(form, mine | {f"value-{JOBS}": "3000"}, theirs)
    assert [(each.name, each.mine, each.theirs) for each in both] == [(f"basis-{JOBS}", "本月", "本年累计")]


def test_all_of_one_is_all_of_one(catalogue: Catalogue) -> None:
    form = a_form(catalogue)
    mine, theirs = {"note": "甲", f"value-{JOBS}": "1"}, {"note": "乙", "reason": "漏报"}
    assert chosen(form, mine, theirs, {}, "theirs") == theirs
    assert chosen(form, mine, theirs, {"note": THEIRS}, "mine") == mine
