"""The simulated departments and reviewers: they sign for alerts, answer, return an answer, accept, strike off.

They do what people do: open the link of their mail, fill in the form of its page, sign in. What
is said is labelled simulated. What they do follows from how the alert stands and from the day alone, at most
one step a day, so that a play that was broken off goes on; whoever was about to act then may act a day later.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from services.demo.people import words
from services.demo.people.mails import newest_token
from services.demo.people.pages import Alert, AlertPages, Credentials
from shared.catalogue.model import Plan
from shared.periods import CHINA, Month

PEOPLE = ("AlertAcknowledged", "AlertAnswered", "AlertAnswerReturned", "AlertAnswerAccepted", "AlertSignedOff")

SLOW = "work_injury_insurance_insured"
"""Nobody signs for the first alert on it before the leader in charge was told, and its first answer is returned."""

_OPEN = ("open", "frozen")


@dataclass(slots=True)
class Deeds:
    """What the people did in a play; ``unreachable`` alerts had no mail with a link where it was looked for."""

    signed: int = 0
    answered: int = 0
    returned: int = 0
    accepted: int = 0
    signed_off: int = 0
    unreachable: set[str] = field(default_factory=set)

    @property
    def all(self) -> int:
        """How many there were."""
        return self.signed + self.answered + self.returned + self.accepted + self.signed_off


class SimulatedPeople:
    """The departments and reviewers of one play. Use as ``async with``.

    ``login_url`` is where people sign in, ``alerts_url`` where the pages of alerts are, ``mails`` the folder in which
    the departments' mails lie; ``reviewers`` are their accounts by region, ``ops_key`` is the operator's key, who looks
    at what there is. Nobody promises a month after the end of one of ``plans``.
    """

    def __init__(
        self,
        login_url: str,
        alerts_url: str,
        mails: Path,
        reviewers: Mapping[str, Credentials],
        ops_key: str,
        plans: Iterable[Plan] = (),
    ) -> None:
        self._ends = {plan.id: plan.last for plan in plans}
        self._pages = AlertPages(login_url, alerts_url, reviewers, ops_key)
        self._mails = mails
        self._settled: Any = None
        self.deeds = Deeds()

    async def __aenter__(self) -> SimulatedPeople:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._pages.__aexit__()

    async def act(self, now: datetime) -> None:
        """Take the step that each alert waits for.

        Raises:
            PlayError: a page answered otherwise than expected, or not at all.
        """
        today = now.astimezone(CHINA).date()
        listed = await self._pages.read("/v1/alerts?state=all")
        if listed == self._settled:
            return  # nothing has changed since nobody had anything to do
        before, waits = self.deeds.all, False
        for alert in sorted(listed["alerts"], key=lambda each: (each["number"], each["episode"])):
            if alert["handling"]["next"] != "已销号":
                waits = not await self._attend(alert["number"], today) or waits
        idle = not waits and self.deeds.all == before and not self.deeds.unreachable
        self._settled = listed if idle else None

    async def _attend(self, number: str, today: date) -> bool:
        """Take an alert's step; False where somebody has taken one today, and the next may come tomorrow."""
        alert = (await self._pages.read(f"/v1/alerts/{number}"))["episodes"][0]
        last = max((_day(each["at"]) for each in alert["events"] if each["type"] in PEOPLE), default=date.min)
        if last >= today:
            return False
        await self._step(alert, today)
        return True

    async def _step(self, alert: Alert, today: date) -> None:
        handling = alert["handling"]
        if handling["answer"] == "standing":
            await self._review(alert, today)
        elif alert["state"] not in _OPEN:
            if handling["signed_off_at"] is None:
                await self._pages.send_as_reviewer(alert, "sign-off", {"note": words.signed_off(alert["state"])}, today)
                self.deeds.signed_off += 1
        elif handling["acknowledged_at"] is None:
            if not _waits_for_leader(alert):
                await self._sign(alert, today)
        elif handling["answer"] in ("none", "returned", "broken"):
            await self._answer(alert, today)

    async def _sign(self, alert: Alert, today: date) -> None:
        if await self._by_link(alert, "acknowledgement", {"signer": f"值班员{words.SIMULATED}"}, today):
            self.deeds.signed += 1

    async def _answer(self, alert: Alert, today: date) -> None:
        accepted = sum(each["type"] == "AlertAnswerAccepted" for each in alert["events"])
        said = words.answer(accepted, returned=alert["handling"]["answer"] == "returned")
        fields = {
            "signer": f"经办人{words.SIMULATED}",
            "cause": said.cause,
            "measures": said.measures,
            "expected": str(self._promised(alert["plan"], today)),
        }
        if await self._by_link(alert, "answer", fields, today):
            self.deeds.answered += 1

    def _promised(self, plan: str, today: date) -> Month:
        recovered = Month.of(today).shift(words.MONTHS_TO_RECOVER)
        return min(recovered, self._ends.get(plan, recovered))

    async def _review(self, alert: Alert, today: date) -> None:
        before = any(each["type"] == "AlertAnswerReturned" for each in alert["events"])
        if alert["indicator"] == SLOW and not before:
            fields = {"decision": "return", "reason": words.RETURN_REASON}
            await self._pages.send_as_reviewer(alert, "review", fields, today)
            self.deeds.returned += 1
        else:
            await self._pages.send_as_reviewer(alert, "review", {"decision": "accept", "reason": words.ACCEPTED}, today)
            self.deeds.accepted += 1

    async def _by_link(self, alert: Alert, form: str, fields: Mapping[str, str], today: date) -> bool:
        """Send a form of the page that the newest mail links to; False where there is no such mail."""
        token = newest_token(self._mails, alert["number"], alert["episode"])
        if token is None:
            self.deeds.unreachable.add(alert["number"])
            return False
        await self._pages.send_by_link(alert, token, form, fields, today)
        return True


def _waits_for_leader(alert: Alert) -> bool:
    """Whether this is the first alert on the slow department's indicator, and its leader was not told yet."""
    handling = alert["handling"]
    first = alert["episode"] == 1 and handling["asked_at"] == alert["raised_at"]
    told = any(each["type"] == "AlertEscalated" and each["heading"] == "报请领导督促" for each in alert["events"])
    return bool(alert["indicator"] == SLOW and first and not told)


def _day(instant: str) -> date:
    return datetime.fromisoformat(instant).astimezone(CHINA).date()
