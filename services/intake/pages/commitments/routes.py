"""The pages of commitments: the desk, each commitment's own, and what is sent from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from typing import NamedTuple

import msgspec
from fastapi import APIRouter, Request, Response

from services.intake.commitments.content import PostedCommitments, WrongContent
from services.intake.commitments.decide import CommitmentCommand
from services.intake.commitments.known import KnownCommitment
from services.intake.commitments.reading import CommitmentReading
from services.intake.commitments.recording import AskedBy, CommitmentRecording, CommitmentResults
from services.intake.faults import ReportFault, fault
from services.intake.pages.commitments import sending, views
from services.intake.pages.render import Viewer
from services.intake.pages.site import Listed, Site, key_of, new_key, number, reading, see, told
from services.intake.reports.commands import digest_of
from shared.security.keys import Principal, Role
from shared.web.forms import last_of
from shared.web.problems import Problem
from shared.web.requests import correlation_id
from shared.web.uploads.attached import MOST_BODY, AttachmentUpload, disposition, files_of, taken
from shared.web.uploads.file_kinds import MOST_FILES
from shared.web.uploads.multipart import FormBounds, FormUnreadable

HERE = "/commitments"

DONE = {
    "stated": "已填报，待审核。审核前可以重新填报，以最后一次为准。",
    "recorded": "节点已记录。",
    "accepted": "已通过，计入进展。",
    "returned": "已退回，责任部门须重新填报。",
}
"""What a commitment's page says after something was done, by the word in its address."""

_Make = Callable[[], Sequence[CommitmentCommand]]
_Mine = Callable[[str], bool]

_SEEN_BY = (Role.DEPARTMENT, Role.REVIEWER, Role.OPS, Role.AUDITOR)
_FILE_HEADERS = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox"}


class Commitments(NamedTuple):
    """What the pages read by, and what takes down what they send."""

    reading: CommitmentReading
    recording: CommitmentRecording


class _Sent(NamedTuple):
    """A form that was sent: by whom, its fields, and its files."""

    viewer: Viewer
    fields: Mapping[str, str]
    uploads: tuple[AttachmentUpload, ...] = ()
    refused: tuple[str, ...] = ()


def router(site: Site, commitments: Commitments) -> APIRouter:
    """The routes."""
    routes, pages = APIRouter(include_in_schema=False), CommitmentPages(site, commitments)
    routes.get("/commitments")(pages.desk)
    routes.get("/commitments/{plan}/{row}")(pages.one)
    routes.post("/commitments/{plan}/{row}/statement")(pages.state)
    routes.post("/commitments/{plan}/{row}/milestone")(pages.reach)
    routes.post("/commitments/{plan}/{row}/review")(pages.review)
    routes.get("/commitments/{plan}/{row}/evidence/{evidence}")(pages.evidence)
    return routes


class CommitmentPages:
    """Each form is answered with the commitment's page to load again, or with its form and what was wrong."""

    def __init__(self, site: Site, commitments: Commitments) -> None:
        self._site = site
        self._reading = commitments.reading
        self._recording = commitments.recording

    async def desk(self, request: Request) -> Response:
        """What a department owes; what waits for a reviewer."""
        site = self._site
        viewer = site.viewer(request, *_SEEN_BY)
        today = site.owing.today()
        known = await reading(partial(self._reading.listing, viewer.principal, today))
        shown = views.desk(known, today)
        own = viewer.principal.subject if viewer.principal.role is Role.DEPARTMENT else ""
        return site.page("commitments.html", viewer, HERE, desk=shown, department=own)

    async def one(self, request: Request, plan: str, row: str) -> Response:
        """A commitment with everything that was said of it, and the forms that its reader may send."""
        viewer = self._site.viewer(request, *_SEEN_BY)
        known = await self._known(viewer.principal, plan, row)
        return self._page(viewer, known, {}, done=DONE.get(request.query_params.get("done", ""), ""))

    async def state(self, request: Request, plan: str, row: str) -> Response:
        """A department's statement, with its files."""
        site = self._site
        account = site.authentication.signed_in(request, Role.DEPARTMENT)
        known = await self._known(account, plan, row)
        sent = await self._multipart(request, account)

        def make() -> Sequence[CommitmentCommand]:
            body, faults = sending.statement_body(
                sent.fields, known.plan.id, known.printed.row, [each.attachment for each in sent.uploads]
            )
            faults += [fault("attachment-refused", "files", each) for each in sent.refused]
            department, mine = account.subject, self._mine(account)
            return _checked(faults, lambda: self._content().statements([body], department, mine))

        return await self._take(request, sent, known, make, ("stated", "s-"))

    async def reach(self, request: Request, plan: str, row: str) -> Response:
        """A milestone, from a department or from the area's reviewer."""
        sent, known = await self._form(request, plan, row, Role.DEPARTMENT, Role.REVIEWER)
        principal = sent.viewer.principal
        department = principal.subject if principal.role is Role.DEPARTMENT else ""

        def make() -> Sequence[CommitmentCommand]:
            body, faults = sending.milestone_body(sent.fields, known.plan.id, known.printed.row)
            return _checked(faults, lambda: self._content().milestones([body], department, self._mine(principal)))

        return await self._take(request, sent, known, make, ("recorded", "m-"))

    async def review(self, request: Request, plan: str, row: str) -> Response:
        """A reviewer accepts or returns what waits."""
        sent, known = await self._form(request, plan, row, Role.REVIEWER)

        def make() -> Sequence[CommitmentCommand]:
            body, faults = sending.decision_body(sent.fields, known.plan.id, known.printed.row)
            return _checked(faults, lambda: self._content().decisions([body], self._mine(sent.viewer.principal)))

        done = "accepted" if sent.fields.get("decision") == "accept" else "returned"
        return await self._take(request, sent, known, make, (done, "r-"))

    async def evidence(self, request: Request, plan: str, row: str, evidence: str) -> Response:
        """A file that came with a statement, to whoever sees the commitment."""
        viewer = self._site.viewer(request, *_SEEN_BY)
        known = await self._known(viewer.principal, plan, row)
        found = await reading(partial(self._reading.evidence, known, evidence))
        if found is None:
            raise Problem(404, "evidence-unknown", "没有这个文件", detail="由接口填报的佐证材料由填报部门自行保管")
        file, content = found
        headers = {**_FILE_HEADERS, "Content-Disposition": disposition(file.name)}
        return Response(content, media_type=file.media_type, headers=headers)

    async def _known(self, principal: Principal, plan: str, row: str) -> KnownCommitment:
        """The commitment, where there is it and it is the asker's to see: another's is as if there were none."""
        wanted, today = number(row), self._site.owing.today()
        found = None
        if wanted is not None:
            found = await reading(partial(self._reading.one, principal, plan, wanted, today))
        if found is None:
            raise Problem(404, "commitment-unknown", "没有这项重点任务，或不由您负责、审核")
        return found

    async def _form(self, request: Request, plan: str, row: str, *roles: Role) -> tuple[_Sent, KnownCommitment]:
        known = await self._known(self._site.authentication.signed_in(request, *roles), plan, row)
        viewer, sent = await self._site.sent(request, *roles)
        return _Sent(viewer, last_of(sent)), known

    async def _multipart(self, request: Request, account: Principal) -> _Sent:
        """The form with its files; the token stands before them, and is judged before they are read."""
        site = self._site
        with ExitStack() as held:
            held.enter_context(site.uploads.place(account.id))

            def gate(fields: Mapping[str, str]) -> None:
                site.sender(request, fields.get("form_token", ""), Role.DEPARTMENT)

            try:
                async with site.uploads.form(request, FormBounds(MOST_BODY, MOST_FILES), gate) as form:
                    viewer = site.sender(request, form.fields.get("form_token", ""), Role.DEPARTMENT)
                    uploads, refused = await reading(lambda: taken(files_of(form)))
                    return _Sent(viewer, dict(form.fields), uploads, refused)
            except FormUnreadable:
                detail = f"佐证材料至多{MOST_FILES}个，每个5MB以内"
                raise Problem(400, "form-unreadable", "无法读取表单", detail=detail) from None

    async def _take(
        self, request: Request, sent: _Sent, known: KnownCommitment, make: _Make, how: tuple[str, str]
    ) -> Response:
        """``how``: what is told when it was done, and how the ids of the form's fields begin."""
        address = f"{HERE}/{known.plan.id}/{known.printed.row}"
        principal = sent.viewer.principal
        try:
            key = key_of(sent.fields.get("key", ""))
            commands = make()
            digest = digest_of(request.url.path, msgspec.json.encode([repr(each) for each in commands]))
            by = AskedBy(principal.id, f"{principal.id}:{key}", digest, correlation_id(request))
            answer = await reading(partial(self._recording.run, commands, by, sent.uploads))
            (result,) = msgspec.json.decode(answer.body, type=CommitmentResults).results
            listed: Listed = [("", result.reason)] if result.status == "refused" else []
            status = 409
        except WrongContent as wrong:
            listed, status = sending.listed(wrong.faults, how[1]), 422
        except Problem as problem:
            listed, status = told(problem), problem.status
        if not listed:
            return see(f"{address}?done={how[0]}")
        again = await self._known(principal, known.plan.id, str(known.printed.row))
        return self._page(
            sent.viewer, again, {how[1] + name: text for name, text in sent.fields.items()}, listed, status
        )

    def _page(
        self,
        viewer: Viewer,
        known: KnownCommitment,
        fields: Mapping[str, str],
        listed: Listed | None = None,
        status: int = 200,
        done: str = "",
    ) -> Response:
        principal, shown = viewer.principal, views.commitment_view(known, self._site.owing.today())
        follows = known.followed is not None
        content = {
            "shown": shown,
            "fields": fields,
            "done": done,
            "states": principal.role is Role.DEPARTMENT and not follows,
            "reaches": principal.role in (Role.DEPARTMENT, Role.REVIEWER),
            "progress": views.PROGRESS,
            "steps": views.STEPS_LISTED,
            "keys": (new_key(), new_key(), new_key()),
            "wrong": [field for field, _ in listed or ()],
            "fault_title": "没有办成，请改正",
        }
        return self._site.page("commitment.html", viewer, HERE, listed, status, **content)

    def _content(self) -> PostedCommitments:
        return PostedCommitments(self._site.catalogue, self._site.owing.today())

    def _mine(self, principal: Principal) -> _Mine:
        if principal.role is Role.DEPARTMENT:
            return lambda region: region == principal.region
        return lambda region: self._site.access.inside(region, principal.region)


def _checked(faults: list[ReportFault], make: Callable[[], Sequence[CommitmentCommand]]) -> Sequence[CommitmentCommand]:
    """What is asked for, or every fault of the form together with those of its content."""
    try:
        commands = make()
    except WrongContent as wrong:
        raise WrongContent([*faults, *wrong.faults]) from None
    if faults:
        raise WrongContent(faults)
    return commands
