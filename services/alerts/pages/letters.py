"""Downloads of letters about an alert, for the reviewers of its area."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from services.alerts.episodes.known_months import behind_in_a_row, current_levels, newest_judged
from services.alerts.episodes.policy import Policies
from services.alerts.handling.letters import NAMES, Case, Kind, letter
from services.alerts.messages.subject import MessageSubject
from services.alerts.messages.wording import STEPS
from services.alerts.reading import queries
from services.alerts.reading.recorded import RecordedEvent
from services.alerts.repository.assessments import histories
from shared.catalogue.catalogue import Catalogue
from shared.database.engine import Database
from shared.events import (
    AlertAcknowledged,
    AlertAnswerAccepted,
    AlertAnswered,
    AlertAnswerReturned,
    AlertEscalated,
    AlertRaised,
    Event,
)
from shared.office.blocks import Layout
from shared.office.docx import docx
from shared.office.pdf.printing import MEDIA_TYPE as PDF_TYPE
from shared.office.pdf.printing import Printing
from shared.periods import CHINA, Clock, Month, today_in_china
from shared.security.access import Access, not_yours
from shared.security.authentication import Authentication
from shared.security.keys import Role
from shared.store import EventStore
from shared.web.printed import printed_or_refused
from shared.web.problems import Problem

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class Letters:
    """Makes the drafts from how an alert stands."""

    def __init__(
        self, database: Database, store: EventStore, catalogue: Catalogue, clock: Clock, policies: Policies
    ) -> None:
        self._database = database
        self._store = store
        self._catalogue = catalogue
        self._clock = clock
        self._policies = policies

    def case(self, number: str) -> Case | None:
        """What a letter about the newest episode says; None for an unknown alert, or one of a row taken away."""
        with self._database.read() as connection:
            rows = queries.episodes(connection, number=number) if number.isprintable() else []
            if not rows or self._catalogue.target_of(rows[0].plan, rows[0].row) is None:
                return None
            row = max(rows, key=lambda each: each.episode)
            past = queries.past(connection, self._store, row.stream)
            history = histories(connection, [row.stream])[row.stream]
        period, assessment = newest_judged(history) or (row.period, row.assessed)
        assessed = row.assessed_as(period, assessment)
        deadlines = self._policies.deadlines_of(row.plan)
        today = today_in_china(self._clock)
        return Case(
            alert=number,
            episode=row.episode,
            subject=MessageSubject.of(self._catalogue, assessed, period, assessment),
            level=row.level,
            raised=Month.parse(row.raised_period),
            assessment=assessment,
            behind=behind_in_a_row(current_levels(history), self._policies.of(row.plan)),
            answer_by=self._catalogue.calendar_of(row.region).after(today, deadlines.answer),
            steps=steps_of(past, row.episode),
            simulated=assessment.simulated,
            letterhead=self._catalogue.office.letterheads.get(assessed.region),
            year=today.year,
        )

    def today(self) -> date:
        """The day in China."""
        return today_in_china(self._clock)

    def region(self, number: str) -> str | None:
        """The area of an alert; None for an unknown one."""
        if not number.isprintable():
            return None
        with self._database.read() as connection:
            return queries.regions(connection, {number}).get(number)


def steps_of(past: Sequence[RecordedEvent], episode: int) -> tuple[tuple[date, str], ...]:
    """What was done about an episode, in the order in which it was, as a letter says it."""
    found = []
    for recorded, event in ((each.recorded, each.event) for each in past):
        said = _SAID.get(type(event))
        if said is not None and getattr(event, "episode", 0) == episode:
            what = STEPS[event.step] if isinstance(event, AlertEscalated) else said
            found.append((recorded.recorded_instant.astimezone(CHINA).date(), what))
    return tuple(found)


_SAID: Mapping[type[Event], str] = {
    AlertRaised: "发出预警",
    AlertEscalated: "",
    AlertAcknowledged: "责任部门签收",
    AlertAnswered: "责任部门反馈",
    AlertAnswerReturned: "反馈未通过会审，退回",
    AlertAnswerAccepted: "反馈通过会审",
}
"""What a letter names among what happened; of an escalation, its step."""


def router(letters: Letters, access: Access, authentication: Authentication, printing: Printing) -> APIRouter:
    """``GET /alerts/{number}/letters/{kind}.docx`` and ``.pdf``: drafts, which nothing signs and nothing keeps."""
    routes = APIRouter(include_in_schema=False)

    async def draft(request: Request, number: str, kind: str) -> tuple[Layout, date, str]:
        """The letter, the day that it is of, and what its file is called."""
        reviewer = authentication.page(request, Role.REVIEWER)
        wanted: Kind | None = next((each for each in NAMES if each == kind), None)
        region = await run_in_threadpool(letters.region, number)
        if region is None or wanted is None:
            raise Problem(404, "letter-unknown", f"没有这件公文；可选：{'、'.join(NAMES)}")
        if not access.inside(region, reviewer.region):
            raise not_yours()
        case = await run_in_threadpool(letters.case, number)
        if case is None:
            raise Problem(404, "letter-unknown", "没有这一预警")
        return letter(wanted, case), letters.today(), f"{NAMES[wanted]}-{number}-第{case.episode}期（草稿）"

    @routes.get("/alerts/{number}/letters/{kind}.docx")
    async def download(request: Request, number: str, kind: str) -> Response:
        layout, _, name = await draft(request, number, kind)
        return _file(await run_in_threadpool(docx, layout), f"{name}.docx", MEDIA_TYPE)

    @routes.get("/alerts/{number}/letters/{kind}.pdf")
    async def printed(request: Request, number: str, kind: str) -> Response:
        layout, day, name = await draft(request, number, kind)
        content = await run_in_threadpool(printed_or_refused, lambda: printing.draft(layout, day))
        return _file(content, f"{name}.pdf", PDF_TYPE)

    return routes


def _file(content: bytes, name: str, media_type: str) -> Response:
    disposition = f"attachment; filename*=UTF-8''{quote(name)}"
    return Response(content, media_type=media_type, headers={"Content-Disposition": disposition})
