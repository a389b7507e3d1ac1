"""What is kept of a form, and what never is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from shared.web.kept_forms.form import SECRET_FIELDS, KeptForm, kept_form


def test_what_was_typed_is_kept_and_what_belongs_to_the_page_is_not() -> None:
    sent = {"form_token": ["t"], "key": ["k"], "filled_in_at": ["/x"], "note": ["a\r\nb"], "report": ["1", "2"]}
    assert kept_form("/x", sent) == KeptForm("/x", (("note", "a\r\nb"), ("report", "1"), ("report", "2")))


@pytest.mark.parametrize("secret", ["password", "present", "again", "code", "ticket"])
def test_no_form_with_a_secret_is_kept(secret: str) -> None:
    assert kept_form("/account/password", {"name": ["陈"], secret: ["x"]}) is None


FORM = re.compile(r"<form\b.*?</form>", re.DOTALL)
SIGNS_IN = re.compile(
    r'type="password"|autocomplete="(?:one-time-code|(?:current|new)-password)"|name="(?:answer|ticket)"'
)


def test_every_form_of_a_page_that_asks_for_what_signs_somebody_in_holds_a_field_that_is_known_as_secret() -> None:
    templates = (Path(__file__).parents[5] / "services").rglob("*.html")
    asking = [form for path in templates for form in FORM.findall(path.read_text("utf-8")) if SIGNS_IN.search(form)]
    assert len(asking) >= 7
    for form in asking:
        assert SECRET_FIELDS & set(re.findall(r'name="(\w+)"', form)), form


@pytest.mark.parametrize("path", ["/login", "/login/role", "/logout"])
def test_nothing_is_kept_of_signing_in_and_out(path: str) -> None:
    assert kept_form(path, {"next": ["/"]}) is None


def test_an_empty_form_is_not_kept() -> None:
    assert kept_form("/x", {"form_token": ["t"], "note": [""]}) is None


def test_its_fields_are_found_by_their_name() -> None:
    kept = KeptForm("/x", (("a", "1"), ("a", "2"), ("b", "")))
    assert (kept.of("a"), kept.of("c"), kept.has("b"), kept.has("c")) == (["1", "2"], [], True, False)
