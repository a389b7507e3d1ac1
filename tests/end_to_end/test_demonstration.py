"""The whole demonstration, played once: the published totals to the person, the alerts, the proofs."""

from __future__ import annotations

import email
import email.policy
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient

from services.standalone import Standalone
from shared.catalogue import Catalogue, CatalogueSources, load_catalogue, load_from
from shared.periods import CHINA, Month, from_microseconds
from shared.process.file_clock import DEMONSTRATION_CLOCK
from shared.settings import Settings
from tests.end_to_end.played import reading, verdicts_of
from tests.processes import free_ports

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1_800)]  # beside other tests the play takes minutes

WORK_INJURY, UNEMPLOYMENT, NEW_JOBS = (
    "work_injury_insurance_insured",
    "unemployment_insurance_insured",
    "urban_new_employment",
)

PUBLISHED_STOCKS = [
    ("500000", WORK_INJURY, "2023-03", 7_060_000),
    ("500000", WORK_INJURY, "2025-03", 6_570_000),
    ("500000", UNEMPLOYMENT, "2023-03", 6_170_000),
    ("500000", UNEMPLOYMENT, "2025-03", 6_510_000),
    ("433122", WORK_INJURY, "2022-12", 28_500),
]
PUBLISHED_YEARS_TO_DATE = [
    ("500000", NEW_JOBS, "2021-03", 162_600),
    ("500000", NEW_JOBS, "2021-12", 751_000),
    ("500000", NEW_JOBS, "2022-12", 706_700),
    ("500000", NEW_JOBS, "2023-06", 410_000),
    ("500000", NEW_JOBS, "2023-12", 739_000),
    ("500000", NEW_JOBS, "2024-12", 719_000),
    ("500000", NEW_JOBS, "2025-03", 172_000),
    ("510000", NEW_JOBS, "2021-12", 1_050_000),
    ("500107", NEW_JOBS, "2023-12", 42_000),
    ("500107", NEW_JOBS, "2024-12", 45_300),
    ("500102", NEW_JOBS, "2022-12", 27_300),
    ("500240", NEW_JOBS, "2022-12", 4_900),
]


def run(*words: str, data: Path) -> subprocess.CompletedProcess[str]:
    """One ``xushi`` command on the played data."""
    command = [sys.executable, "-m", "services.cli", *words, "--data", str(data)]
    return subprocess.run(command, capture_output=True, text=True, timeout=1_500, check=False)


def play(data: Path) -> str:
    """The demonstration from what is there; what it printed."""
    (port,) = free_ports(1)
    done = run("demo", "--no-stay", "--port", str(port), data=data)
    assert done.returncode == 0, done.stderr[-2_000:]
    return done.stdout


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demonstration")
    assert "13920" in play(folder)
    return folder


@pytest.fixture(scope="module")
def client(data: Path) -> Iterator[TestClient]:
    settings = Settings(data_dir=data, clock_file=data / DEMONSTRATION_CLOCK)  # as ``xushi up`` on that folder has it
    with TestClient(Standalone(settings).app) as made:
        yield made


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


def figure(client: TestClient, region: str, indicator: str, period: str) -> dict[str, Any]:
    answer = client.get("/v1/figures", params={"region": region, "indicator": indicator, "period": period})
    assert answer.status_code == 200
    found: dict[str, Any]
    (found,) = answer.json()["figures"]
    return found


@pytest.mark.parametrize(("region", "indicator", "period", "persons"), PUBLISHED_STOCKS)
def test_a_stock_is_the_published_one_to_the_person(
    client: TestClient, region: str, indicator: str, period: str, persons: int
) -> None:
    found = figure(client, region, indicator, period)
    assert found["value"] == found["accepted"]["value"] == persons
    assert found["simulated"] is True


@pytest.mark.parametrize(("region", "indicator", "period", "persons"), PUBLISHED_YEARS_TO_DATE)
def test_a_year_to_date_is_the_published_one_to_the_person(
    client: TestClient, region: str, indicator: str, period: str, persons: int
) -> None:
    assert figure(client, region, indicator, period)["year_to_date"] == persons


@pytest.mark.parametrize(("period", "completed"), [("2021-03", "0.2710"), ("2023-03", "0.2690"), ("2025-03", "0.2646")])
def test_of_the_years_target_as_much_is_completed_as_the_press_told(
    client: TestClient, period: str, completed: str
) -> None:
    asked = {"plan": "chongqing-2021-2025", "row": "1", "period": period}
    (progress,) = client.get("/v1/progress", params=asked).json()["progress"]
    year = progress["year"]
    assert (year["year"], year["completed"]) == (int(period[:4]), completed)
    assert (year["change"] is None) == (period == "2021-03"), "nothing was reported before the plan began"


def test_a_figure_says_what_it_holds_and_is_found_by_its_chinese_name(client: TestClient) -> None:
    found = figure(client, "500000", "工伤保险参保人数", "2025-03")
    assert found["display"] == "657.00 万人"
    assert found["coverage"] == {"expected": 38, "reported": 38, "accepted": 38}


def test_work_injury_insurance_is_red_with_a_raised_alert_and_a_delivered_message(client: TestClient) -> None:
    (progress,) = client.get(
        "/v1/progress", params={"plan": "chongqing-2021-2025", "indicator": WORK_INJURY, "period": "2025-03"}
    ).json()["progress"]
    assert (progress["level"], progress["binding"]) == ("red", True)
    (alert,) = client.get("/v1/alerts", params={"plan": "chongqing-2021-2025", "state": "expired"}).json()["alerts"]
    assert (alert["number"], alert["binding"], alert["level"]) == ("CQ-08", True, "red")
    assert alert["raised_period"] == "2021-03"
    assert alert["messages"]
    assert {message["state"] for message in alert["messages"]} == {"delivered"}


def test_unemployment_insurance_reached_its_target_early_and_raised_nothing(client: TestClient) -> None:
    (progress,) = client.get(
        "/v1/progress", params={"plan": "chongqing-2021-2025", "indicator": UNEMPLOYMENT, "period": "2023-03"}
    ).json()["progress"]
    assert (progress["level"], progress["reason"]) == ("normal", "target_reached")


def test_no_alert_stands_on_a_target_that_is_not_binding(client: TestClient, catalogue: Catalogue) -> None:
    alerts = client.get("/v1/alerts", params={"state": "all"}).json()["alerts"]
    assert {(alert["plan"], alert["row"]) for alert in alerts} >= {("chongqing-2021-2025", 8)}
    for alert in alerts:
        assert catalogue.plans[alert["plan"]].target(alert["row"]).binding


def test_an_alert_was_raised_and_resolved_and_a_county_that_was_late_did_not_silence_it(client: TestClient) -> None:
    episodes = client.get("/v1/alerts/XX-07").json()["episodes"]
    types = [event["type"] for event in episodes[-1]["events"]]
    assert types[0] == "AlertRaised"
    assert "AlertFrozen" not in types
    assert "AlertResolved" in types


def story(client: TestClient, number: str) -> list[str]:
    """What happened in the first episode but for its levels, gaps and drafts, step by step."""
    (episode,) = client.get(f"/v1/alerts/{number}").json()["episodes"]
    passed = ("AlertLevelChanged", "AlertGapGrew", "AlertFrozen", "AlertResolved")
    return [each["heading"] for each in episode["events"] if each["type"] not in passed and not each["letter"]]


def test_nobody_signed_in_time_so_the_leader_was_told_and_the_first_answer_was_returned(client: TestClient) -> None:
    told = ["发出预警", "催办", "报请领导督促", "签收", "反馈", "会审退回", "反馈", "会审通过"]
    assert story(client, "CQ-08")[: len(told)] == told


def test_what_was_promised_was_not_kept_so_it_was_supervised_until_the_plan_ended(client: TestClient) -> None:
    steps = story(client, "CQ-08")
    broken, ending = ["承诺未兑现", "督办", "反馈", "会审通过"], ["承诺未兑现", "期满", "销号"]
    first = steps.index("承诺未兑现")
    times, rest = divmod(len(steps) - first - len(ending), len(broken))
    assert (times >= 5, rest) == (True, 0)
    assert steps[first:] == broken * times + ending


def test_every_alert_that_outlived_its_plan_ended_with_it_and_was_struck_off(client: TestClient) -> None:
    assert client.get("/v1/alerts", params={"state": "open"}).json()["alerts"] == []
    (alert,) = client.get("/v1/alerts", params={"plan": "chongqing-2021-2025", "state": "expired"}).json()["alerts"]
    assert (alert["state_name"], alert["handling"]["next"]) == ("期满未完成", "已销号")
    assert "期满评估" in client.get("/alerts?state=expired").text


def test_an_alert_that_was_over_was_struck_off(client: TestClient) -> None:
    assert story(client, "XX-07")[-1] == "销号"
    assert client.get("/v1/alerts/XX-07").json()["episodes"][0]["handling"]["next"] == "已销号"


def test_the_contributors_of_the_last_message_add_up_to_the_gap(data: Path) -> None:
    documents = [json.loads(path.read_bytes()) for path in sorted((data / "outbox").glob("CQ-08-e1.*.json"))]
    told = [each["facts"] for each in documents if each["facts"]["event"] in ("AlertRaised", "AlertLevelChanged")]
    assert told
    for facts in told:
        assert (
            facts["figures"]["gap"]["value"]
            == facts["figures"]["expected"]["value"] - facts["figures"]["actual"]["value"]
        )
        shown = sum(each["gap"] for each in facts["contributions"])
        assert 0 < shown <= facts["figures"]["gap"]["value"]


def test_every_target_of_the_five_plans_is_judged_or_says_why_not(client: TestClient, catalogue: Catalogue) -> None:
    for plan in catalogue.plans.values():
        rows = client.get("/v1/progress", params={"plan": plan.id, "period": "2025-12"}).json()["progress"]
        assert [row["row"] for row in rows] == [target.row for target in plan.targets]
        assert {row["reason"] for row in rows} <= {"completed", "not_completed", "no_target_value"}


def keys(data: Path) -> dict[str, Any]:
    """The demonstration's keys, as they lie beside its data."""
    found: dict[str, Any] = json.loads((data / "demo-keys.json").read_bytes())
    return found


def sign_in(browser: TestClient, data: Path, account: str) -> None:
    """As the terminal's lines say."""
    fields = {"account": account, "password": keys(data)["people"][account]["password"]}
    assert browser.post("/login", data=fields, follow_redirects=False).status_code == 303


def test_behind_the_years_january_is_half_reported_on_the_new_map(client: TestClient, data: Path) -> None:
    reviewer = {"Authorization": f"Bearer {keys(data)['reviewers']['500000']}"}
    asked = {"area": "500000", "from": "2026-01", "to": "2026-01"}
    reports = client.get("/v1/reports", params=asked, headers=reviewer).json()["reports"]
    states = {report["region"]: report["status"] for report in reports}
    units = load_from(CatalogueSources(site=data / "site")).units_under("500000", Month(2026, 1))
    assert (len(units), len(set(states) & set(units))) == (37, 19)
    assert Counter(states.values()) == {"accepted": 9, "submitted": 9, "returned": 2}
    standing = {report["region"] for report in reports if report["findings"]["standing"]}
    assert standing & {region for region, state in states.items() if state == "submitted"} == {"500101", "500154"}
    assert states["500157"] == "submitted"


def test_the_clerk_whose_account_is_printed_finds_what_came_back_and_why(client: TestClient, data: Path) -> None:
    with TestClient(client.app) as browser:
        sign_in(browser, data, "clerk.500107")
        page = browser.get("/reports/500107/2026-01").text
    assert "退回理由" in page
    assert "与2025年全年的累计相同" in page


def test_the_reviewer_finds_what_waits_and_what_nobody_explained(client: TestClient, data: Path) -> None:
    with TestClient(client.app) as browser:
        sign_in(browser, data, "reviewer.500000")
        page = browser.get("/reviews").text
    assert "2026年1月" in page
    assert page.count("未说明 1") == 2


def test_the_plans_of_january_say_everywhere_that_they_are_invented(client: TestClient) -> None:
    page = client.get("/plans/chongqing-2026-2030-example", params={"period": "2026-01"}).text
    assert "（虚构，示例）" in page and "模拟数据" in page
    listed = client.get("/", params={"period": "2026-01"}).text
    assert "重庆2026—2030（虚构）" in listed and "九龙坡2026—2030（虚构）" in listed


def test_the_clock_stands_before_january_is_due_and_only_the_two_returns_were_told(
    client: TestClient, data: Path
) -> None:
    assert (data / DEMONSTRATION_CLOCK).read_text().startswith("2026-02-05T07:30")
    assert "2026-02-05 15:30" in client.get("/ops").text
    told = sorted(path.name[: len("TH-500107-2026-01")] for path in (data / "outbox").glob("*2026-01*.eml"))
    assert told == ["TH-500107-2026-01", "TH-500231-2026-01"]


def test_bulletins_of_years_and_of_the_last_quarters_are_out(client: TestClient) -> None:
    listed = client.get("/v1/bulletins", params={"region": "500000"}).json()["bulletins"]
    periods = [each["period"] for each in listed]
    assert sorted(periods) == [
        *("2021-12", "2022-12", "2023-12", "2024-12"),
        *("2025-03", "2025-06", "2025-09", "2025-12"),
    ]
    assert all(each["simulated"] for each in listed)


def test_every_plan_is_evaluated_at_its_end_and_a_year_and_a_quarters_points_are_out(client: TestClient) -> None:
    for plan in ("chongqing", "jiulongpo", "shizhu", "sichuan", "xiangxi"):
        printed, judged = verdicts_of(client, f"{plan}-2021-2025")
        assert printed == judged
    for path in ("evaluations/chongqing-2021-2025/annual-2024", "appraisals/500000/2025-Q3/bulletin"):
        assert client.get(f"/v1/{path}").json()["content"]["simulated"] is True


def test_messages_lie_in_the_outbox_as_mails_that_say_they_are_simulated(data: Path) -> None:
    mails = sorted((data / "outbox").glob("*.eml"))
    assert mails
    for path in mails:
        mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        text, html = mail.get_body(("plain",)), mail.get_body(("html",))
        assert text is not None
        assert html is not None
        assert "模拟数据" in text.get_content()
        assert "模拟数据" in html.get_content()
        assert mail["Auto-Submitted"] == "auto-generated"
        assert path.with_suffix(".json").exists()


def test_a_digest_carries_the_day_on_which_it_was_sent_and_so_does_its_date(data: Path) -> None:
    with reading(Settings(data_dir=data), "alerts") as connection:
        query = sa.text("SELECT digest, finished_at FROM notifications WHERE digest <> '' AND state = 'delivered'")
        sent = {(row.digest, from_microseconds(row.finished_at)) for row in connection.execute(query)}
    assert len(sent) >= 5
    for name, at in sent:
        mail = email.message_from_bytes((data / "outbox" / f"{name}.eml").read_bytes(), policy=email.policy.default)
        day = date.fromisoformat(name[len("digest-") :][:10])
        assert at.astimezone(CHINA).date() == mail["Date"].datetime.astimezone(CHINA).date() == day
        assert f"日报 {day.year}年{day.month}月{day.day}日" in mail["Subject"]


def test_people_answer_within_days_of_their_alert_and_not_with_the_next_months_reports(client: TestClient) -> None:
    (episode,) = client.get("/v1/alerts/XX-07").json()["episodes"]
    at = {each["type"]: datetime.fromisoformat(each["at"]) for each in reversed(episode["events"])}
    assert at["AlertRaised"] < at["AlertAcknowledged"] < at["AlertAnswered"] < at["AlertAnswerAccepted"]
    assert at["AlertAnswerAccepted"] - at["AlertRaised"] < timedelta(days=10)


@pytest.mark.parametrize("page", ["/", "/plans/chongqing-2021-2025/8?period=2025-03", "/alerts", "/outbox", "/ops"])
def test_every_page_stands_and_asks_no_other_host(client: TestClient, page: str) -> None:
    answer = client.get(page)
    assert answer.status_code == 200
    assert "序时" in answer.text
    assert 'src="http' not in answer.text
    assert 'href="http' not in answer.text.replace('href="http://127.0.0.1', "")


def test_the_chains_are_whole_and_a_rebuild_finds_no_difference(client: TestClient, data: Path) -> None:
    assert run("verify", data=data).returncode == 0
    rebuilt = run("rebuild", data=data)
    assert rebuilt.returncode == 0
    assert "差异 0 项" in rebuilt.stdout


def test_a_second_run_starts_from_what_is_there(client: TestClient, data: Path) -> None:
    assert "本次报送 0 份" in play(data)
