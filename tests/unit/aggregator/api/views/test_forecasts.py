"""How a page says what a forecast found."""

from __future__ import annotations

from services.aggregator.api.views.forecasts import ahead_of, probability_text
from services.aggregator.board.drawing.trajectory_chart import draw
from services.aggregator.board.drawing.trajectory_data import chart_data
from services.aggregator.board.drawing.trajectory_view import ChartView, TrajectoryMonth
from services.aggregator.forecast.stored import Forecast, ForecastMonth
from shared.events import Outlook
from shared.periods import Month
from tests.builders import an_assessment
from tests.unit.units_of_measure import unit_of

PERSONS = unit_of("万人")
NOVEMBER, DECEMBER = Month(2025, 11), Month(2025, 12)
FORECAST = Forecast(
    plan="p",
    row=8,
    period="2025-11",
    data_version=7,
    method=1,
    probability=3_620,
    reached_by="2025-12",
    months=(ForecastMonth("2025-12", 6_400_000, 6_500_000, 6_700_000),),
)
ASSESSED = an_assessment(
    actual=6_570_000, probability=3_620, outlook=Outlook("2025-12", 6_400_000, 6_500_000, 6_700_000)
)


def test_the_sentence_says_how_likely_until_when_and_between_what() -> None:
    ahead = ahead_of(FORECAST, ASSESSED, PERSONS, NOVEMBER)
    assert ahead is not None
    assert ahead.sentence == (
        "按目前走势，到2025年12月末达标的概率为 36%；"
        "届时八成可能在 640.00 万人 至 670.00 万人 之间，居中的估计为 650.00 万人。"
    )
    assert ahead.months == (("2025-12", "640.00 万人", "650.00 万人", "670.00 万人"),)
    assert ahead.fan[NOVEMBER] == ForecastMonth("2025-11", 6_570_000, 6_570_000, 6_570_000)


def test_without_a_forecast_the_page_says_why_or_nothing() -> None:
    young = an_assessment(outlook_reason="under_twelve_months")
    ahead = ahead_of(FORECAST, young, PERSONS, NOVEMBER)
    assert ahead is not None
    assert (ahead.sentence, ahead.months) == ("数据不足12个月，暂不预判，只看差距和所需步速。", ())
    assert ahead_of(FORECAST, an_assessment(), PERSONS, NOVEMBER) is None
    assert ahead_of(None, None, PERSONS, NOVEMBER) is None


def test_no_probability_is_said_to_be_certain() -> None:
    assert [probability_text(each) for each in (None, 0, 99, 100, 4_250, 9_900, 10_000)] == [
        "–",
        "不到 1%",
        "不到 1%",
        "1%",
        "43%",
        "99%",
        "超过 99%",
    ]


def test_the_chart_draws_the_fan_as_a_band_and_a_line_and_hands_it_to_the_browser() -> None:
    ahead = ahead_of(FORECAST, ASSESSED, PERSONS, NOVEMBER)
    assert ahead is not None
    actual = {NOVEMBER: TrajectoryMonth(6_570_000, True, "red")}
    shown = ChartView("参保", PERSONS, (NOVEMBER, DECEMBER), {}, actual, None, None, NOVEMBER, ahead.fan)
    picture = str(draw(shown))
    assert picture.count('class="fan"') == picture.count('class="middle"') == 1
    assert "预判 650.00" in picture
    assert chart_data(shown)["fan"] == {"p10": [657.0, 640.0], "p50": [657.0, 650.0], "p90": [657.0, 670.0]}
    bare = ChartView("参保", PERSONS, (NOVEMBER, DECEMBER), {}, actual, None, None, NOVEMBER)
    assert "fan" not in str(draw(bare))
    assert chart_data(bare)["fan"] is None
