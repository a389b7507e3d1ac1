from __future__ import annotations

from services.alerts.episodes.known_months import KnownMonth
from services.alerts.messages.wording import Scale
from services.alerts.reading.episode_chart import EpisodeChart, episode_chart
from shared.catalogue.catalogue import Catalogue
from shared.events import Level
from tests.builders import an_assessment


def known(actual: int | None, level: Level = "red") -> KnownMonth:
    judged = an_assessment(actual=actual, expected=7_000_000) if actual is not None else None
    return KnownMonth(level, 1, 2, judged)


def chart(catalogue: Catalogue, history: dict[str, KnownMonth], last: str | None = None) -> EpisodeChart | None:
    target = catalogue.plans["chongqing-2021-2025"].target(8)
    scale = Scale.of(target, catalogue.indicators[target.indicator])
    return episode_chart(history, "2025-03", last, scale)


def test_the_months_begin_shortly_before_the_raise_and_the_table_with_the_newest(catalogue: Catalogue) -> None:
    history = {f"2024-{month:02d}": known(6_800_000) for month in range(1, 13)}
    history |= {f"2025-{month:02d}": known(6_800_000 - month * 10_000) for month in range(1, 6)}
    made = chart(catalogue, history)
    assert made is not None
    assert [str(row.period) for row in made.rows] == ["2025-05", "2025-04", "2025-03", "2025-02", "2025-01", "2024-12"]
    assert (made.rows[0].actual_text, made.rows[0].expected_text, made.rows[0].difference_text) == (
        "675.00 万人",
        "700.00 万人",
        "−25.00 万人",
    )
    assert 'role="img"' in made.picture


def test_an_episode_that_is_over_is_drawn_to_its_end(catalogue: Catalogue) -> None:
    history = {f"2025-{month:02d}": known(6_800_000) for month in range(1, 9)}
    made = chart(catalogue, history, last="2025-04")
    assert made is not None
    assert str(made.rows[0].period) == "2025-04"


def test_a_month_that_was_not_judged_breaks_the_line_and_is_named(catalogue: Catalogue) -> None:
    history = {"2025-02": known(6_900_000), "2025-03": known(6_800_000), "2025-04": known(None, "missing")}
    history |= {"2025-05": known(6_700_000), "2025-06": known(6_600_000)}
    made = chart(catalogue, history)
    assert made is not None
    assert made.picture.count('class="line"') == 2
    assert [row.level_name for row in made.rows if row.actual is None] == ["缺报"]


def test_what_was_due_goes_straight_on_over_a_month_that_was_not_judged(catalogue: Catalogue) -> None:
    history = {"2025-03": known(6_800_000), "2025-04": known(None, "missing"), "2025-05": known(6_700_000)}
    made = chart(catalogue, history)
    assert made is not None
    assert made.picture.count('class="due"') == 1
    assert made.picture.count('class="line"') == 2


def test_a_month_in_which_units_are_missing_is_hollow_and_says_how_many_are_in_it(catalogue: Catalogue) -> None:
    partial = an_assessment(actual=6_750_000, expected=7_000_000, reported_units=37, expected_units=38)
    history = {"2025-03": known(6_800_000), "2025-04": KnownMonth("red", 1, 2, partial)}
    made = chart(catalogue, history)
    assert made is not None
    assert made.picture.count("dot provisional") == 1 and ">37/38</text>" in made.picture
    assert [row.coverage for row in made.rows] == ["37/38", ""]


def test_one_figure_makes_no_line(catalogue: Catalogue) -> None:
    assert chart(catalogue, {"2025-03": known(6_800_000)}) is None
    assert chart(catalogue, {}) is None


def test_a_month_that_had_to_stay_below_and_did_not_has_a_difference_above_zero(catalogue: Catalogue) -> None:
    over = KnownMonth("red", 1, 1, an_assessment(rule="ceiling", actual=7_100_000, expected=7_000_000, gap=100_000))
    made = chart(catalogue, {"2025-03": over, "2025-04": over})
    assert made is not None
    assert [row.difference_text for row in made.rows] == ["+10.00 万人", "+10.00 万人"]
