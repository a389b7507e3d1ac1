"""A simulated year of twenty enterprises in two districts: who joins, leaves, skips a month, reports by quarters; the
matched panel against sums that were made by hand, and one mass lay-off that is told in the month it is reported.

Everything here is invented. The hand calculation is literal numbers with how they come about beside them: it calls
nothing of what it is held against.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from shared.security.keys import Role
from tests.enterprises.office import CITY, JLP, SPB, PanelOffice, a_body, panel_office

YEAR = [f"2026-{month:02d}" for month in range(1, 13)]

SAMPLE = (
    # 九龙坡区: nine monthly ones and a quarterly one
    *(f"J-{number},九制造{number}（虚构）,500107,C,large,month,2025-12," for number in range(1, 5)),
    *(f"J-{number},九商贸{number}（虚构）,500107,F,medium,month,2025-12," for number in range(5, 8)),
    "J-8,九餐饮（虚构）,500107,H,small,month,2025-12,2026-06",  # leaves the sample after June
    "J-9,九物流（虚构）,500107,G,medium,month,2026-03,",  # joins in March
    "J-Q,九软件（虚构）,500107,I,small,quarter,2025-10,",
    # 沙坪坝区: ten monthly ones, of five industries two each
    *(
        f"S-{number},沙企业{number}（虚构）,500106,{'CFHGI'[number % 5]},medium,month,2025-12,"
        for number in range(1, 11)
    ),
)

START = {f"J-{number}": 1_000 for number in range(1, 5)} | {f"J-{number}": 500 for number in range(5, 8)}
START |= {"J-8": 100, "J-9": 300} | {f"S-{number}": 200 for number in range(1, 11)}


def noon(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 4, tzinfo=UTC)


def moves(enterprise: str, period: str) -> tuple[int, dict[str, int]]:
    """Hired, and left by reason: each month two come to a manufacturer and four resign; one retires everywhere else. In
    August J-1 lays off 150."""
    if enterprise == "J-1" and period == "2026-08":
        return 0, {"laid_off": 150, "resigned": 10}
    if enterprise in ("J-1", "J-2", "J-3", "J-4"):
        return 2, {"resigned": 4}
    return 0, {"retired": 1}


def reporting(period: str) -> list[str]:
    """Who reports: J-8 until June, J-9 from March, and S-10 forgets May."""
    return [
        each
        for each in START
        if not (each == "J-8" and period > "2026-06")
        and not (each == "J-9" and period < "2026-03")
        and not (each == "S-10" and period == "2026-05")
    ]


class PlayedYear:
    """The year, month by month on the fourth day after it, as the districts' systems post it."""

    def __init__(self, office: PanelOffice) -> None:
        self.office = office
        self._heads = dict(START)
        self.told: dict[str, int] = {}
        self._play("2025-12", noon(2026, 1, 4))
        for number, period in enumerate(YEAR, 2):
            self._play(period, noon(2026 + number // 13, (number - 1) % 12 + 1, 4))

    def _play(self, period: str, now: datetime) -> None:
        self.office.clock.set(now)
        for region, letter in ((JLP, "J"), (SPB, "S")):
            bodies = [self._body(each, period) for each in reporting(period) if each[0] == letter]
            if region == JLP and period[5:] in ("03", "06", "09", "12"):
                bodies.append(a_body("J-Q", period, start=80, left={"expired": 8}, hired=8, expected=80))
            answer = self.office.post(bodies, Role.REPORTER, region)
            assert answer.status_code == 201, answer.text
        self.office.settle()
        self.told[period] = len(self.messages())

    def _body(self, enterprise: str, period: str) -> dict[str, Any]:
        start = self._heads[enterprise]
        hired, left = (0, {"retired": 0}) if period == "2025-12" else moves(enterprise, period)
        self._heads[enterprise] = start + hired - sum(left.values())
        skipped = enterprise == "S-10" and period == "2026-06"
        note = "五月漏报，期初为四月末数" if skipped else ""
        return a_body(
            enterprise, period, start=start, hired=hired, left=left, note=note, expected=self._heads[enterprise]
        )

    def messages(self) -> list[str]:
        folder = self.office.standalone.runtime.settings.outbox_path
        return [each.read_text("utf-8") for each in sorted(folder.glob("YG-*.json"))]


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PlayedYear]:
    with panel_office(tmp_path_factory.mktemp("year"), SAMPLE, noon(2026, 1, 4)) as office:
        yield PlayedYear(office)


def cells(
    played: PlayedYear, name: str, period: str, region: str, role: Role = Role.REVIEWER, query: str = "", of: str = ""
) -> list[str]:
    """The cells of a row of the page, as the district (or ``of`` somebody else) sees it."""
    page = played.office.visit(f"/employment?region={region}&period={period}{query}", role, of or region)
    assert page.status_code == 200, page.text
    row = re.search(rf"<tr[^>]*><th[^>]*>(?:<a[^>]*>)?{re.escape(name)}(?:</a>)?</th>(.*?)</tr>", page.text, re.DOTALL)
    assert row is not None, f"no row {name}"
    return [re.sub(r"<[^>]+>", "", each).strip() for each in re.findall(r"<td[^>]*>(.*?)</td>", row[1], re.DOTALL)]


# 样本, 已报, 配对, 上期末, 本期末, 变动, 新增, 新增率, 减少, 减少率


def test_january_is_held_against_december_of_those_in_both(played: PlayedYear) -> None:
    # J-1..J-4 1,000 each, J-5..J-7 500 each, J-8 100: 4,000 + 1,500 + 100 = 5,600 in December.
    # Four manufacturers +2 −4: −8; four others −1 each: −4. 5,600 − 12 = 5,588. −12 / 5,600 = −0.214 %.
    # Hired 4 × 2 = 8 (0.143 %), left 4 × 4 + 4 = 20 (0.357 %).
    assert cells(played, "合计", "2026-01", JLP)[:10] == [
        "8",
        "8",
        "8",
        "5,600",
        "5,588",
        "−0.2%",
        "8",
        "0.1%",
        "20",
        "0.4%",
    ]


def test_who_joins_counts_from_the_second_month_on(played: PlayedYear) -> None:
    # March: J-9 has reported, but not February: nine in the sample, nine reported, eight matched.
    # Two months on: manufacturers 996 each (3,984), J-5..7 498 each (1,494), J-8 98: 5,576; after March −12: 5,564.
    assert cells(played, "合计", "2026-03", JLP)[:5] == ["9", "9", "8", "5,576", "5,564"]
    # April: J-9 ended March with 299, April with 298. Base 5,564 + 299 = 5,863; end 5,552 + 298 = 5,850.
    assert cells(played, "合计", "2026-04", JLP)[:6] == ["9", "9", "9", "5,863", "5,850", "−0.2%"]


def test_who_leaves_counts_no_more(played: PlayedYear) -> None:
    # After June J-8 is gone: eight in the sample. Six months on manufacturers 988 each (3,952), J-5..7 494 each
    # (1,482), J-9 296 (300 less four months): 5,730 at the end of June. July: −8, −3, −1: 5,718.
    assert cells(played, "合计", "2026-07", JLP)[:5] == ["8", "8", "8", "5,730", "5,718"]


def test_a_month_that_is_skipped_breaks_two_pairs_and_no_more(played: PlayedYear) -> None:
    # 沙坪坝: ten of 200, each −1 a month. April: base 3 × −1: 197 each, 1,970 → 1,960.
    assert cells(played, "合计", "2026-04", SPB)[:5] == ["10", "10", "10", "1,970", "1,960"]
    # May: S-10 has not reported: nine, 9 × 196 = 1,764 → 1,755. June: it has, but not May: nine, 1,755 → 1,746.
    assert cells(played, "合计", "2026-05", SPB)[:5] == ["10", "9", "9", "1,764", "1,755"]
    assert cells(played, "合计", "2026-06", SPB)[:5] == ["10", "10", "9", "1,755", "1,746"]
    # July: all ten. Nine with 194, S-10 (no loss of May) 195: 1,746 + 195 = 1,941 → 1,931.
    assert cells(played, "合计", "2026-07", SPB)[:5] == ["10", "10", "10", "1,941", "1,931"]


def test_the_lay_off_stands_in_its_month(played: PlayedYear) -> None:
    # August: J-1 986 → 826 (−160); the other three manufacturers −2 each, J-5..7 and J-9 −1 each: −160 − 6 − 4 = −170.
    # July ended with 5,718. Hired 6, left 160 + 12 + 4 = 176. −170 / 5,718 = −2.97 %; 176 / 5,718 = 3.08 %.
    assert cells(played, "合计", "2026-08", JLP)[:10] == [
        "8",
        "8",
        "8",
        "5,718",
        "5,548",
        "−3.0%",
        "6",
        "0.1%",
        "176",
        "3.1%",
    ]
    # Manufacturing alone: 4 × 986 = 3,944 → 3,778.
    assert cells(played, "制造业", "2026-08", JLP)[:5] == ["4", "4", "4", "3,944", "3,778"]


def test_a_quarter_holds_the_quarterly_one_and_the_months_of_the_others(played: PlayedYear) -> None:
    # Second quarter of 九龙坡, against March: J-1..J-4 994 → 988, J-5..7 497 → 494, J-8 97 → 94, J-9 299 → 296,
    # J-Q 80 → 80 (8 came, 8 left).
    # Base 3,976 + 1,491 + 97 + 299 + 80 = 5,943; end 3,952 + 1,482 + 94 + 296 + 80 = 5,904.
    # J-9 reported no whole first quarter (it joined in March): its quarter has nothing to be held against.
    # So base 5,943 − 299 = 5,644, end 5,904 − 296 = 5,608; nine matched of ten.
    # Hired 4 × 2 × 3 + 8 = 32; left 4 × 4 × 3 + 4 × 3 + 8 = 68.
    found = cells(played, "合计", "2026-06", JLP, query="&frequency=quarter")
    assert found[:7] + found[8:9] == ["10", "10", "9", "5,644", "5,608", "−0.6%", "32", "68"]


def test_the_mass_lay_off_is_told_in_the_month_it_is_reported_and_nothing_else_is(played: PlayedYear) -> None:
    assert [period for period in played.told if played.told[period]] == YEAR[7:]
    (message,) = played.messages()
    for words in (
        "九制造1（虚构）",
        "2026年8月期初 986 人",
        "净减少 160 人（16.23%）",
        "其中裁员 150 人",
        "第四十一条",
    ):
        assert words in message, words
    assert "employment@jlp.example" in message


def test_the_city_sees_sums_of_whole_groups_in_round_numbers_and_no_enterprise(played: PlayedYear) -> None:
    city = cells(played, "合计", "2026-08", CITY)
    # 八月: eight of 九龙坡 and ten of 沙坪坝; 5,718 + 1,931 = 7,649 → 7,600, 5,548 + 1,921 = 7,469 → 7,500.
    assert city[:5] == ["18", "18", "18", "约7,600", "约7,500"]
    page = played.office.visit(f"/employment?region={CITY}&period=2026-08", Role.REVIEWER, CITY).text
    assert not any(trace in page for trace in ("九制造1", "986", "826", "减员告知"))
    # 住宿、交通、信息 have two each in 沙坪坝 and one in 九龙坡: they stand together.
    assert cells(played, "其他行业（合并）", "2026-08", CITY)[0] == "14"


def test_the_past_is_seen_as_it_was_known(played: PlayedYear) -> None:
    """On 5 August nobody knew of August; on 5 September it is there."""
    assert cells(played, "合计", "2026-07", JLP, query="&as_of=2026-08-05")[:5] == ["8", "8", "8", "5,730", "5,718"]
    early = played.office.visit(f"/employment?region={JLP}&period=2026-08&as_of=2026-08-05", Role.REVIEWER, JLP)
    assert early.status_code == 404
    assert cells(played, "合计", "2026-08", JLP, query="&as_of=2026-09-05")[3:5] == ["5,718", "5,548"]


def test_a_correction_that_takes_it_back_is_told_as_well(played: PlayedYear) -> None:
    """Last: it changes the year."""
    corrected = a_body(
        "J-1", "2026-08", start=986, left=10, expected=976, reason="裁员人数误报", note="下月期初另行更正"
    )
    assert played.office.post([corrected], Role.REPORTER, JLP).status_code == 201
    played.office.settle()
    messages = played.messages()
    assert len(messages) == 2
    assert any("不再达到告知界限" in each and "裁员人数误报" in each for each in messages)
