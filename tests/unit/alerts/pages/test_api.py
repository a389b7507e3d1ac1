from __future__ import annotations

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from services.alerts.pages import alerts as pages
from services.alerts.pages import api as endpoints
from services.alerts.pages import letters, outbox, people
from services.alerts.reading.past_alerts import PastAlerts
from shared.catalogue.known import OneCatalogue
from shared.observe import Health
from shared.office.pdf.printing import Printing
from shared.security.access import Access
from shared.security.keys import Keyring, Principal, Role, load_keys, new_key, save_keys
from shared.security.signed_in import look_up_sessions
from shared.settings import Settings
from shared.web.install import install
from shared.web.uploads.places import UploadPlaces
from shared.web.uploads.receiving import Uploads
from tests.builders import an_authentication
from tests.described import as_described
from tests.people.signing_in import KnownSessions
from tests.unit.alerts.setting import Setting, levels

OPS = Principal("ops", Role.OPS, "")
JAN, FEB, MAR = "2025-01", "2025-02", "2025-03"


def a_client(
    setting: Setting,
    mail_server: str = "",
    viewer: Principal | None = OPS,
    sessions: KnownSessions | None = None,
) -> TestClient:
    """The alerts service's side towards people, asked with ``viewer``'s key (None: without any)."""
    path = setting.outbox.folder.parent / "keys.json"
    authentication = an_authentication(Keyring(path), setting.clock)
    app = FastAPI()
    look_up_sessions(app, sessions or KnownSessions())
    install(app, setting.metrics, Health())
    past = PastAlerts(setting.database, setting.store, OneCatalogue(setting.catalogue), setting.clock)
    app.include_router(endpoints.router(setting.reading, past, authentication.visitor))
    app.include_router(
        pages.router(
            pages.AlertsPages(
                setting.reading,
                past,
                pages.AlertsRenderer(setting.clock, setting.catalogue.calendar),
                Access(setting.catalogue),
                authentication,
            )
        )
    )
    outbox_pages = outbox.OutboxPages(
        setting.reading,
        setting.resending,
        setting.outbox,
        pages.AlertsRenderer(setting.clock, setting.catalogue.calendar),
        Access(setting.catalogue),
        authentication,
        mail_server=mail_server,
    )
    app.include_router(outbox.router(outbox_pages))
    people_pages = people.PeoplePages(
        setting.some_people(),
        setting.reading,
        pages.AlertsRenderer(setting.clock, setting.catalogue.calendar),
        Access(setting.catalogue),
        authentication,
        setting.clock,
        Uploads(path.parent / "incoming", UploadPlaces(4, 2)),
    )
    app.include_router(people.router(people_pages))
    drafted = letters.Letters(setting.database, setting.store, setting.catalogue, setting.clock, setting.policies)
    printing = Printing(Settings())
    app.include_router(letters.router(drafted, Access(setting.catalogue), authentication, printing))
    client = TestClient(app, follow_redirects=False)
    if viewer is not None:
        key, secret = new_key(viewer.id, viewer.role, viewer.region)
        save_keys(path, [*load_keys(path), key])
        client.headers["Authorization"] = f"Bearer {secret}"
    return client


@pytest.fixture
def client(setting: Setting) -> TestClient:
    return a_client(setting)


@pytest.fixture
def lived(setting: Setting) -> Setting:
    """重庆's row 8 was resolved and raised again; row 7 is open; all messages are delivered."""
    setting.assess(
        *levels((JAN, "red")),
        *levels((FEB, "normal"), version=10, accepted_progress=10_000, actual=7_480_000),
        *levels((MAR, "red"), version=20),
        *levels((JAN, "yellow"), (FEB, "orange"), row=7, indicator="unemployment_insurance_insured", region="500000"),
    )
    setting.deliver()
    return setting


def numbers(client: TestClient, **query: str) -> list[tuple[str, int]]:
    answer = client.get("/v1/alerts", params=query)
    assert answer.status_code == 200
    return sorted((each["number"], each["episode"]) for each in answer.json()["alerts"])


def test_no_alerts_is_an_empty_list(client: TestClient) -> None:
    assert client.get("/v1/alerts").json() == {"alerts": []}


def test_the_list_can_be_narrowed(lived: Setting, client: TestClient) -> None:
    assert numbers(client) == [("CQ-07", 1), ("CQ-08", 1), ("CQ-08", 2)]
    assert numbers(client, state="open") == [("CQ-07", 1), ("CQ-08", 2)]
    assert numbers(client, state="closed") == [("CQ-08", 1)]
    assert numbers(client, plan="chongqing-2021-2025", region="500000", state="closed") == [("CQ-08", 1)]
    assert numbers(client, plan="sichuan-2021-2025") == []


def test_a_listed_alert_says_what_a_reader_needs(lived: Setting, client: TestClient) -> None:
    alert = next(each for each in client.get("/v1/alerts?state=open").json()["alerts"] if each["number"] == "CQ-08")
    assert alert["binding"] is True
    assert (alert["region_name"], alert["name"]) == ("重庆市", "工伤保险参保人数")
    assert (alert["level"], alert["level_name"], alert["state"]) == ("red", "红", "open")
    assert (alert["raised_period"], alert["period"]) == (MAR, MAR)
    assert alert["figures"]["actual"] == {"value": 6_570_000, "text": "657.00 万人"}
    (message,) = alert["messages"]
    assert (message["sequence"], message["state"], message["recipient"]) == (1, "delivered", "injury@cq.example")
    assert message["delivered_at"].endswith("Z")


def test_an_alerts_history_holds_every_episode_and_event(lived: Setting, client: TestClient) -> None:
    alert = client.get("/v1/alerts/CQ-08").json()
    assert alert["episode"] == 2
    assert [each["episode"] for each in alert["episodes"]] == [2, 1]
    first = alert["episodes"][1]
    assert [event["type"] for event in first["events"]] == ["AlertRaised", "AlertResolved"]
    assert [event["reason"] for event in first["events"]] == ["red_at_once", "caught_up"]
    assert first["events"][0]["messages"][0]["sequence"] == 1


@pytest.mark.parametrize(("query", "pointer"), [("plan=x", "plan"), ("region=1", "region"), ("state=half", "state")])
def test_an_unknown_parameter_value_is_named(client: TestClient, query: str, pointer: str) -> None:
    answer = client.get(f"/v1/alerts?{query}")
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert [fault["pointer"] for fault in answer.json()["faults"]] == [pointer]


def test_every_fault_is_told_at_once(client: TestClient) -> None:
    assert len(client.get("/v1/alerts?plan=x&region=y&state=z").json()["faults"]) == 3


def test_an_unknown_alert_is_not_found(client: TestClient) -> None:
    answer = client.get("/v1/alerts/CQ-99")
    assert answer.status_code == 404
    assert "CQ-99" in answer.json()["title"]


def test_an_alert_of_a_plan_that_was_taken_away_is_still_shown(lived: Setting) -> None:
    without = type(lived.catalogue)(
        lived.catalogue.regions.values(), lived.catalogue.groups, lived.catalogue.indicators.values(), [], [], {}
    )
    lived.reading._catalogue = without
    alert = a_client(lived).get("/v1/alerts/CQ-08").json()
    assert (alert["name"], alert["episodes"][0]["figures"]) == ("work_injury_insurance_insured", {})
    assert a_client(lived).get("/alerts/CQ-08").status_code == 200


def test_who_is_nobody_in_particular_sees_that_an_alert_is_open_and_no_address(lived: Setting) -> None:
    nobody = a_client(lived, viewer=None)
    found = nobody.get("/v1/alerts/CQ-08").json()
    text = nobody.get("/v1/alerts/CQ-08").text + nobody.get("/alerts/CQ-08").text + nobody.get("/alerts").text
    assert found["level"] == "red"
    assert found["episodes"][0]["figures"]["actual"]
    assert {tuple(sorted(message)) for each in found["episodes"] for message in each["messages"]} == {
        ("channel", "delivered_at", "episode", "queued_at", "sequence", "state", "state_name")
    }
    assert "@" not in text
    assert "/outbox/" not in text


@pytest.mark.parametrize("path", ["/outbox", "/outbox/{}", "/outbox/{}.eml", "/outbox/{}.json"])
@pytest.mark.parametrize(
    ("viewer", "status"),
    [
        (None, 303),
        (Principal("reporter", Role.REPORTER, "500107"), 403),
        (Principal("signer", Role.SIGNER, "500000"), 403),
        (Principal("sichuan", Role.REVIEWER, "510000"), 403),
        (Principal("reviewer", Role.REVIEWER, "500000"), 200),
        (Principal("auditor", Role.AUDITOR, ""), 200),
        (OPS, 200),
    ],
)
def test_messages_are_for_ops_auditors_and_the_reviewers_of_the_area(
    lived: Setting, path: str, viewer: Principal | None, status: int
) -> None:
    name = a_client(lived).get("/v1/alerts/CQ-08").json()["episodes"][0]["messages"][0]["notification"]
    answer = a_client(lived, viewer=viewer).get(path.format(name))
    if path == "/outbox" and viewer is not None and viewer.region == "510000":
        assert answer.status_code == 200  # theirs to look at, with nothing of another's area in it
        assert "CQ-08" not in answer.text
    else:
        assert answer.status_code == status


@pytest.mark.parametrize("viewer", [OPS, None])
def test_whom_an_earlier_notice_went_to_is_not_for_everybody(setting: Setting, viewer: Principal | None) -> None:
    setting.assess(*levels((JAN, "blue"), (FEB, "red"), version=10))
    setting.deliver()
    client = a_client(setting, viewer=viewer)
    answer = client.get("/v1/alerts/CQ-08")
    assert as_described(client, "GET /v1/alerts/{number}", answer)
    (notice,) = answer.json()["episodes"][0]["advice"]
    assert [("recipient" in each, each["state"]) for each in notice["messages"]] == [(viewer is OPS, "delivered")]
    assert ("injury@cq.example" in answer.text) == (viewer is OPS)


@pytest.mark.parametrize("viewer", [OPS, None])
def test_answers_are_as_described(lived: Setting, viewer: Principal | None) -> None:
    client = a_client(lived, viewer=viewer)
    for query in ("", f"?as_of={lived.clock.now().isoformat().replace('+', '%2B')}"):
        assert as_described(client, "GET /v1/alerts", client.get(f"/v1/alerts{query}"))
        assert as_described(client, "GET /v1/alerts/{number}", client.get(f"/v1/alerts/CQ-08{query}"))
