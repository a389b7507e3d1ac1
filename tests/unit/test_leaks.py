"""What a unit has reported and nobody has accepted shows on no page and in no answer to those who may not read it."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from shared.security.keys import Role
from shared.security.permissions import RULES
from tests.unit.asking import UNIT, Building, Somebody, building

SIBLINGS = ("500106", "500103")
STOCK, ROW = "unemployment_insurance_insured", 5
VALUE, TRACES = 8_812_345, ("8812345", "8,812,345", "881.23", "881.2345")


@pytest.fixture(scope="module")
def waiting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Building]:
    with building(tmp_path_factory.mktemp("leaks")) as made:
        for region, value in ((SIBLINGS[0], 1_111_111), (UNIT, VALUE), (SIBLINGS[1], 2_222_222)):
            lines = [{"indicator": STOCK, "value": value}]
            made.report({"region": region, "period": made.period, "lines": lines})
        made.settle()
        yield made


def addresses(period: str) -> list[str]:
    """Every page and answer that is open, about the unit where there is a choice."""
    plan = "jiulongpo-2021-2025"
    here = {"{plan}": plan, "{row}": str(ROW), "{code}": UNIT, "{region}": UNIT, "{period}": period}
    here |= {"{number}": "JLP-05", "{name}": "xushi.css"}
    queries = {
        "/v1/figures": [f"region={UNIT}", f"region=500000&indicator={STOCK}"],
        "/v1/figures.csv": [f"region={UNIT}"],
        "/v1/coverage": [f"region={UNIT}"],
        "/v1/progress": ["", f"plan={plan}&row={ROW}", "plan=chongqing-2021-2025"],
        "/v1/forecasts": [f"plan={plan}&row={ROW}"],
        "/v1/figures/changes": [
            f"region={UNIT}&indicator={STOCK}&period={period}&from=1",
            f"region=500000&indicator={STOCK}&period={period}&from=1",
        ],
        "/as-of": ["", f"region={UNIT}&indicator={STOCK}&period={period}&from=1&to=2"],
        "/regions": ["", f"indicator={STOCK}"],
    }
    found = []
    for route, rule in RULES.items():
        method, path = route.split(" ")
        if method == "GET" and (rule.board or rule.open):
            address = path
            for name, value in here.items():
                address = address.replace(name, value)
            found += [f"{address}?{query}" for query in queries.get(path, ["", f"period={period}"])]
    return found


@pytest.mark.parametrize(
    "who",
    [
        Somebody(None),
        *(Somebody(role, foreign=True) for role in (Role.REPORTER, Role.SIGNER, Role.REVIEWER, Role.AUDITOR)),
    ],
    ids=lambda who: who.name,
)
def test_nothing_that_waits_shows_to_those_who_may_not_read_the_unit(waiting: Building, who: Somebody) -> None:
    leaks = []
    for address in addresses(waiting.period):
        text = waiting.get(address, who).text
        leaks += [(address, trace) for trace in TRACES if trace in text]
    assert leaks == []


@pytest.mark.parametrize("who", [Somebody(Role.REPORTER), Somebody(Role.REVIEWER), Somebody(Role.AUDITOR)])
def test_it_shows_to_those_who_may(waiting: Building, who: Somebody) -> None:
    for address in (f"/v1/figures?region={UNIT}", f"/v1/progress?plan=jiulongpo-2021-2025&row={ROW}"):
        assert str(VALUE) in waiting.get(address, who).text
    assert "881.23" in waiting.get(f"/plans/jiulongpo-2021-2025/{ROW}?period={waiting.period}", who).text


def test_what_was_worked_out_for_those_who_may_is_not_shown_to_those_who_may_not(waiting: Building) -> None:
    address = f"/?period={waiting.period}"
    may = [Somebody(role) for role in (Role.REVIEWER, Role.REPORTER, Role.AUDITOR)]
    others = [Somebody(None), *(Somebody(role, foreign=True) for role in (Role.REVIEWER, Role.REPORTER, Role.AUDITOR))]
    for _ in range(2):  # worked out, and kept
        for who in may:
            assert "881.23" in waiting.get(address, who).text, who.name
        for who in others:
            assert "881.23" not in waiting.get(address, who).text, who.name


def test_a_figure_that_is_held_back_says_so(waiting: Building) -> None:
    nobody = Somebody(None)
    (figure,) = json.loads(waiting.get(f"/v1/figures?region={UNIT}&indicator={STOCK}", nobody).text)["figures"]
    assert (figure["value"], figure["display"], figure["hidden"]) == (None, "待审核", True)
    assert "待审核" in waiting.get(f"/plans/jiulongpo-2021-2025?period={waiting.period}", nobody).text


def test_it_shows_to_everybody_once_it_is_accepted(tmp_path_factory: pytest.TempPathFactory) -> None:
    with building(tmp_path_factory.mktemp("accepted")) as made:
        line = {
            "indicator": STOCK,
            "value": VALUE,
            "note": "试报，不是真数",
        }  # far from the plan's baseline: it is asked about
        made.report({"region": UNIT, "period": made.period, "lines": [line]})
        made.accept(UNIT)
        made.settle()
        assert str(VALUE) in made.get(f"/v1/figures?region={UNIT}", Somebody(None)).text
        assert "881.23" in made.get(f"/plans/jiulongpo-2021-2025/{ROW}?period={made.period}", Somebody(None)).text


def test_the_gauges_of_a_units_targets_tell_nothing_that_waits(waiting: Building) -> None:
    labels = f'{{plan="jiulongpo-2021-2025",row="{ROW}"}}'
    gauges = waiting.gauges().splitlines()
    assert f"xushi_level{labels} -1.0" in gauges
    assert f"xushi_progress_ratio{labels} NaN" in gauges


def test_a_foreign_units_months_are_refused_on_its_page(waiting: Building) -> None:
    assert waiting.get(f"/reports?region={UNIT}", Somebody(Role.REPORTER)).status_code == 200
    assert waiting.get(f"/reports?region={UNIT}", Somebody(Role.REPORTER, foreign=True)).status_code == 403
