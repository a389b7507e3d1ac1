"""The simulated departments and reviewers: they sign for alerts, answer, return an answer, accept, strike off.

They do what people do: open the link of their mail, fill in the form of its page, sign in with a key. What
is said is labelled simulated. What they do follows from how the alert stands and from the day alone, at most
one step a day, so that a play that was broken off goes on; whoever was about to act then may act a day later.
"""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import httpx

from services.demo.player.client import PlayError
from shared.periods import CHINA, Month
from shared.security.sessions import COOKIE

Alert = Mapping[str, Any]
"""An episode as ``GET /v1/alerts`` tells it."""

PEOPLE = ("AlertAcknowledged", "AlertAnswered", "AlertAnswerReturned", "AlertAnswerAccepted", "AlertSignedOff")
SLOW = "work_injury_insurance_insured"
"""Nobody signs for the first alert on it before the leader in charge was told, and its first answer is returned."""

_LINK = re.compile(r"(/alerts/[^/\s]+/answer)\?token=([A-Za-z0-9_.-]+)")
_FORM_TOKEN = re.compile(r'name="form_token" value="([^"]+)"')
_TIMEOUT_SECONDS = 30.0
_OPEN = ("open", "frozen")
_SIMULATED = "（模拟）"

CAUSE = "部分企业用工减少，参保人数净减；新业态从业人员尚未纳入。" + _SIMULATED
MEASURES = "按月核对用工备案与参保名单，逐户督促补办；会同税务部门比对工资申报。" + _SIMULATED
BETTER = "已列出未参保企业名单 312 户，逐户包干到科室，每月通报进度。" + _SIMULATED
RETURN_REASON = "措施没有落实到户，也没有时限，请补充。" + _SIMULATED
ACCEPTED = "同意，按月报送进展。" + _SIMULATED
SIGNED_OFF = "指标已回到序时进度，予以销号。" + _SIMULATED
MONTHS_TO_RECOVER = 6


@dataclass(slots=True)
class Deeds:
    """What the people did in a play; ``unreachable`` alerts had no mail with a link where it was looked for."""

    signed: int = 0
    answered: int = 0
    returned: int = 0
    accepted: int = 0
    signed_off: int = 0
    unreachable: set[str] = field(default_factory=set)


class People:
    """The departments and reviewers of one play. Use as ``async with``.

    ``login_url`` is where keys are signed in with, ``alerts_url`` where the pages of alerts are, ``mails`` the
    folder in which the departments' mails lie; ``keys`` are the reviewers' by region, and the operator's, who
    looks at what there is.
    """

    def __init__(
        self, login_url: str, alerts_url: str, mails: Path, reviewers: Mapping[str, str], ops_key: str
    ) -> None:
        self._login_url = login_url.rstrip("/")
        self._url = alerts_url.rstrip("/")
        self._mails = mails
        self._reviewers = reviewers
        self._ops = ops_key
        self._http = httpx.AsyncClient(timeout=_TIMEOUT_SECONDS, trust_env=False)
        self.deeds = Deeds()

    async def __aenter__(self) -> People:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._http.aclose()

    async def act(self, now: datetime) -> None:
        """Take the step that each alert waits for.

        Raises:
            PlayError: a page answered otherwise than expected, or not at all.
        """
        today = now.astimezone(CHINA).date()
        listed = await self._json("/v1/alerts?state=all")
        for alert in sorted(listed["alerts"], key=lambda each: (each["number"], each["episode"])):
            if alert["handling"]["next"] != "已销号":
                await self._attend(alert["number"], today)

    async def _attend(self, number: str, today: date) -> None:
        alert = (await self._json(f"/v1/alerts/{number}"))["episodes"][0]
        last = max((_day(each["at"]) for each in alert["events"] if each["type"] in PEOPLE), default=date.min)
        if last >= today:
            return
        handling = alert["handling"]
        if handling["answer"] == "standing":
            await self._review(alert, today)
        elif alert["state"] not in _OPEN:
            if handling["signed_off_at"] is None:
                await self._decide(alert, "sign-off", {"note": SIGNED_OFF}, today)
                self.deeds.signed_off += 1
        elif handling["acknowledged_at"] is None:
            if not _waits_for_leader(alert):
                await self._sign(alert, today)
        elif handling["answer"] in ("none", "returned"):
            await self._answer(alert, today)

    async def _sign(self, alert: Alert, today: date) -> None:
        if await self._by_link(alert, "acknowledgement", {"signer": f"值班员{_SIMULATED}"}, today):
            self.deeds.signed += 1

    async def _answer(self, alert: Alert, today: date) -> None:
        fields = {
            "signer": f"经办人{_SIMULATED}",
            "cause": CAUSE,
            "measures": BETTER if alert["handling"]["answer"] == "returned" else MEASURES,
            "expected": str(Month.of(today).shift(MONTHS_TO_RECOVER)),
        }
        if await self._by_link(alert, "answer", fields, today):
            self.deeds.answered += 1

    async def _review(self, alert: Alert, today: date) -> None:
        before = any(each["type"] == "AlertAnswerReturned" for each in alert["events"])
        if alert["indicator"] == SLOW and not before:
            await self._decide(alert, "review", {"decision": "return", "reason": RETURN_REASON}, today)
            self.deeds.returned += 1
        else:
            await self._decide(alert, "review", {"decision": "accept", "reason": ACCEPTED}, today)
            self.deeds.accepted += 1

    async def _by_link(self, alert: Alert, form: str, fields: Mapping[str, str], today: date) -> bool:
        """Open the link of the newest mail, and send the form of its page; False where there is no such mail."""
        token = self._token(alert)
        if token is None:
            self.deeds.unreachable.add(alert["number"])
            return False
        page = f"/alerts/{alert['number']}"
        await self._send("GET", f"{self._url}{page}/answer?token={token}", 200)
        values = {**fields, "token": token, "key": _key(alert, form, today)}
        sent: dict[str, Any] = {"data": values}
        if form == "answer":
            sent = {"files": {name: (None, value) for name, value in values.items()}}
        await self._send("POST", f"{self._url}{page}/{form}", 303, **sent)
        return True

    def _token(self, alert: Alert) -> str | None:
        """The token of the link in the newest mail of the episode."""
        found = sorted(
            self._mails.glob(f"{alert['number']}-e{alert['episode']}.*.eml"),
            key=lambda path: int(path.name.split("-e")[1].split(".")[1].split("-")[0]),
        )
        for path in reversed(found):
            mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            body = mail.get_body(("plain",))
            link = _LINK.search(body.get_content()) if body is not None else None
            if link is not None:
                return link[2]
        return None

    async def _decide(self, alert: Alert, form: str, fields: Mapping[str, str], today: date) -> None:
        """Sign in as the area's reviewer, open the alert's page, and send a form of it."""
        key = {"key": self._reviewers[alert["region"]], "next": "/alerts"}
        answer = await self._send("POST", f"{self._login_url}/login", 303, data=key)
        cookie = {"Cookie": f"{COOKIE}={answer.cookies[COOKIE]}"}
        address = f"{self._url}/alerts/{alert['number']}"
        page = await self._send("GET", address, 200, headers=cookie)
        token = _FORM_TOKEN.search(page.text)
        if token is None:
            raise PlayError("GET", address, 200, "页面上没有办理的表单")
        values = {
            **fields,
            "form_token": token[1],
            "episode": str(alert["episode"]),
            "key": _key(alert, form, today),
        }
        await self._send("POST", f"{address}/{form}", 303, data=values, headers=cookie)

    async def _json(self, path: str) -> Any:
        answer = await self._send("GET", f"{self._url}{path}", 200, headers={"Authorization": f"Bearer {self._ops}"})
        return answer.json()

    async def _send(self, method: str, url: str, expected: int, **rest: Any) -> httpx.Response:
        try:
            answer = await self._http.request(method, url, **rest)
        except httpx.HTTPError as error:
            raise PlayError(method, url, 0, str(error) or type(error).__name__) from error
        self._http.cookies.clear()  # whoever acts next is somebody else
        if answer.status_code != expected:
            raise PlayError(method, url, answer.status_code, answer.text[:500])
        return answer


def _waits_for_leader(alert: Alert) -> bool:
    """Whether this is the first alert on the slow department's indicator, and its leader was not told yet."""
    handling = alert["handling"]
    first = alert["episode"] == 1 and handling["asked_at"] == alert["raised_at"]
    told = any(each["type"] == "AlertEscalated" and each["heading"] == "报请领导督促" for each in alert["events"])
    return bool(alert["indicator"] == SLOW and first and not told)


def _key(alert: Alert, form: str, today: date) -> str:
    return f"demo-{form}-{alert['number']}-{alert['episode']}-{today.isoformat()}"


def _day(instant: str) -> date:
    return datetime.fromisoformat(instant).astimezone(CHINA).date()
