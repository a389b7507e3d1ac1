"""A clerk's month in a real browser: typed with keys, pasted, in two windows, kept while it is typed.

``XUSHI_PICTURES=docs/images`` keeps the pictures that the guide shows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from services.intake.forms.arranging import form_of
from services.intake.forms.layout import Form
from services.intake.units.rulebook import Rulebook
from tests.browser.conftest import SignIn
from tests.browser.pictures import picture
from tests.browser.reporting_world import OPEN, World, usual_line

UNIT = "500110"  # one that has not reported the open month
FORM = f"/reports/{UNIT}/{OPEN}/form"
GIVE_UP = "button:has-text('放弃暂存')"


@pytest.fixture
def form(world: World) -> Form:
    found = form_of(Rulebook(world.catalogue), UNIT, OPEN)
    assert found is not None
    return found


@pytest.fixture
def two(form: Form) -> tuple[str, str]:
    """Two fields that stand below each other."""
    plain = [not row.rule.ratio for row in form.rows]
    at = next(index for index in range(len(plain)) if plain[index] and plain[index + 1])
    return f"#value-{form.rows[at].rule.id}", f"#value-{form.rows[at + 1].rule.id}"


@pytest.fixture
def clerk(sign_in: SignIn) -> Iterator[Page]:
    page: Page = sign_in(UNIT, FORM, script=True)
    while page.locator(GIVE_UP).count():  # left by another test
        page.click(GIVE_UP)
    yield page


def kept(page: Page) -> None:
    expect(page.locator("[data-said]")).to_have_text(re.compile(r"^已暂存 \d\d:\d\d$"), timeout=8_000)


def paste(page: Page, text: str) -> None:
    """As a spreadsheet puts it on the clipboard, into the field that has the focus."""
    page.evaluate(
        """text => { const data = new DataTransfer(); data.setData('text/plain', text);
        document.activeElement.dispatchEvent(
          new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true})); }""",
        text,
    )


def typed(world: World, form: Form) -> list[list[str]]:
    """Every row's figures, as they are typed."""
    found = []
    for row in form.rows:
        line = usual_line(world.catalogue.indicators[row.rule.id], UNIT, OPEN)
        parts = ("numerator", "denominator") if row.rule.ratio else ("value",)
        found.append([str(line[part]) for part in parts])
    return found


def test_keys_go_down_the_column_and_never_send(clerk: Page, two: tuple[str, str]) -> None:
    first, second = two
    focused = "'#' + document.activeElement.id"
    clerk.focus(first)
    clerk.keyboard.type("12")
    clerk.keyboard.press("Enter")
    assert clerk.evaluate(focused) == second
    clerk.keyboard.press("ArrowUp")
    assert clerk.evaluate(focused) == first
    clerk.keyboard.press("ArrowDown")
    assert clerk.evaluate(focused) == second
    clerk.keyboard.press("Tab")
    assert clerk.evaluate(focused) != second
    assert clerk.url.endswith(FORM), "nothing was sent"


def test_what_was_typed_keeps_itself_and_is_there_on_another_machine(
    clerk: Page, sign_in: SignIn, two: tuple[str, str], world: World
) -> None:
    name = two[0]
    clerk.fill(name, "1,23")
    kept(clerk)
    elsewhere = sign_in(UNIT, FORM)
    assert elsewhere.locator(name).input_value() == "1,23"
    assert "暂存" in elsewhere.locator(".kept").inner_text()
    picture(elsewhere, "draft-1440")
    clerk.fill(name, "1,234")
    clerk.evaluate("Object.defineProperty(document, 'visibilityState', {value: 'hidden'})")
    clerk.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    kept(clerk)
    elsewhere.reload()
    assert elsewhere.locator(name).input_value() == "1,234"
    assert world.records(UNIT, OPEN) == 0


def test_a_pasted_block_fills_down_and_right_and_can_be_taken_back(
    clerk: Page, form: Form, two: tuple[str, str]
) -> None:
    clerk.fill(two[1], "7")
    clerk.focus(two[0])
    paste(clerk, '"1,790"\r\n\r\n')
    assert [clerk.locator(name).input_value() for name in two] == ["1,790", "7"], "an empty cell empties nothing"
    paste(clerk, "1790\r\n305\r\n")
    assert [clerk.locator(name).input_value() for name in two] == ["1790", "305"]
    assert "已粘贴 2 格" in clerk.locator("[data-said]").inner_text()
    clerk.click("text=撤销粘贴")
    assert [clerk.locator(name).input_value() for name in two] == ["1,790", "7"]
    indicator = next(row.rule.id for row in form.rows if row.rule.ratio)
    clerk.focus(f"#numerator-{indicator}")
    paste(clerk, "97\t100")
    assert clerk.locator(f"#denominator-{indicator}").input_value() == "100"
    assert "97.00%" in clerk.locator(f"td:has(#denominator-{indicator}) .live").inner_text()


def test_a_part_is_held_against_its_total_while_it_is_typed(clerk: Page, form: Form) -> None:
    part = next(row for row in form.rows if row.whole_row is not None)
    whole = next(row for row in form.rows if row.row == part.whole_row)
    clerk.fill(f"#value-{whole.rule.id}", "4,000")
    clerk.fill(f"#value-{part.rule.id}", "1,000")
    live = clerk.locator(f"td:has(#value-{part.rule.id}) .live")
    assert live.inner_text() == "占总计 25.00%"
    clerk.fill(f"#value-{part.rule.id}", "４００1")
    assert live.inner_text() == "大于总计"
    assert "已填 2 / " in clerk.locator("[data-filled]").inner_text()


def test_two_windows_show_both_and_lose_nothing(clerk: Page, sign_in: SignIn, two: tuple[str, str]) -> None:
    first, second = two
    other = sign_in(UNIT, FORM, script=True)
    clerk.fill(first, "1,000")
    kept(clerk)
    other.fill(first, "2,000")
    other.fill(second, "9")
    other.click("text=两份对照着看")
    assert "两份都还在" in other.locator("#errors").inner_text()
    assert other.locator(".beside tbody tr").count() == 2
    picture(other, "both-1440")
    other.check(f"#t-{first[1:]}")
    other.click("text=按所选接着填")
    assert other.locator(first).input_value() == "1,000"
    assert other.locator(second).input_value() == "9"
    clerk.reload()
    assert clerk.locator(second).input_value() == "9"


def test_a_session_that_ended_midway_loses_nothing(clerk: Page, world: World, two: tuple[str, str]) -> None:
    first, second = two
    clerk.fill(first, "1,000")
    kept(clerk)
    clerk.context.clear_cookies()
    clerk.fill(second, "77")
    said = clerk.locator("[data-said]")
    expect(said).to_contain_text("登录已结束", timeout=8_000)
    assert clerk.locator(second).input_value() == "77"
    door = clerk.context.new_page()
    door.goto(world.address + "/reports")
    door.fill("#account", UNIT)
    door.fill("#password", world.secrets[UNIT])
    door.click("main button")
    door.goto(world.address + FORM)
    assert door.locator(first).input_value() == "1,000"
    clerk.click("text=已登录，暂存")
    kept(clerk)
    door.reload()
    assert (door.locator(first).input_value(), door.locator(second).input_value()) == ("1,000", "77")


def test_a_wrong_file_comes_back_to_its_form_with_the_reason_at_its_field(clerk: Page, tmp_path: Path) -> None:
    wrong = tmp_path / "照片.xlsx"
    wrong.write_bytes(b"\x89PNG no form")
    clerk.set_input_files("#file", wrong)
    clerk.click("text=上传并报送")
    field = clerk.locator("#file")
    assert field.get_attribute("aria-invalid") == "true"
    described = (field.get_attribute("aria-describedby") or "").split()[-1]
    assert clerk.locator(f"#{described}").inner_text()
    assert clerk.locator("#errors a[href='#file']").count() == 1


def test_a_month_is_pasted_checked_and_sent(clerk: Page, world: World, form: Form) -> None:
    figures = typed(world, form)
    blank = next(index for index, row in enumerate(form.rows) if not row.rule.ratio and row.whole_row is None)
    figures[blank] = [""]
    clerk.focus(f"#value-{form.rows[0].rule.id}")
    paste(clerk, "\n".join("\t".join(cells) for cells in figures))
    kept(clerk)
    clerk.click("button:text-is('核对')")
    assert "还没有报送" in clerk.locator("h1").inner_text()
    name = form.rows[blank].rule.id
    clerk.click("button:text-is('确认报送')")
    assert clerk.locator(f"#blank-{name}").get_attribute("aria-invalid") == "true"
    picture(clerk, "check-1440")
    clerk.fill(f"#blank-{name}", "人社局月底才汇总")
    clerk.click("button:text-is('确认报送')")
    assert "/receipt?revision=1&new=1" in clerk.url
    assert "人社局月底才汇总" in clerk.locator(".receipt").inner_text()
    assert world.records(UNIT, OPEN) == 1
    clerk.goto(world.address + FORM)
    assert clerk.locator(GIVE_UP).count() == 0
