"""What the clerk sends beside the typed form: the form as an Excel file, the marked copy, a withdrawal."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Mapping
from functools import partial

from fastapi import APIRouter, Request, Response

from services.intake.forms.endpoints import xlsx_file
from services.intake.forms.entry import FormSender
from services.intake.forms.service import Forms
from services.intake.forms.upload import FormUpload, read_upload
from services.intake.pages.clerk_mends import UNREADABLE, read_of_file, titled, unread, uploaded
from services.intake.pages.filling.both import kept_beside
from services.intake.pages.filling.checking import Checking
from services.intake.pages.filling.done import taken
from services.intake.pages.filling.sheet import TypedSheet
from services.intake.pages.form_page import HERE, SentForm, again
from services.intake.pages.render import Viewer
from services.intake.pages.site import Site, key_of, month, new_key, reading, see, told
from services.intake.pages.views.typed.check import calm
from services.intake.reports.decide import REVISION_MOVED
from shared.periods import Month
from shared.security.keys import Role
from shared.web.forms import last_of
from shared.web.forms import read_form as read_page
from shared.web.long_work import TOO_LONG, leaving_of
from shared.web.problems import Problem
from shared.web.requests import correlation_id


def router(site: Site, forms: Forms, checking: Checking) -> APIRouter:
    """The routes that change something, but for the marked copy, which only answers."""
    routes, sends = APIRouter(include_in_schema=False), ClerkForms(site, forms, checking)
    routes.post("/reports/{region}/{period}/upload")(sends.upload)
    routes.post("/reports/{region}/{period}/marked")(sends.marked)
    routes.post("/reports/{region}/{period}/withdrawal")(sends.withdraw)
    return routes


class ClerkForms:
    """Each form is answered with a page to load again, or with the form and its faults."""

    def __init__(self, site: Site, forms: Forms, checking: Checking) -> None:
        self._site = site
        self._forms = forms
        self._checking = checking

    async def upload(self, request: Request, region: str, period: str) -> Response:
        """The form as an Excel file."""
        site, wanted = self._site, month(period)
        account = self._signed_in(request, region)
        with site.uploads.place(account):
            try:
                file = await read_upload(
                    request, site.uploads, site.most, lambda sent: self._sender(request, sent, region)
                )
            except Problem as problem:
                if problem.status not in UNREADABLE:
                    raise
                sent = unread(SentForm(region, wanted, {}, problem.status), problem)
                return await reading(partial(again, site, self._reader(request, region), sent))
            return await self._taken(request, region, wanted, file)

    async def _taken(self, request: Request, region: str, wanted: Month, file: FormUpload) -> Response:
        site, period = self._site, str(wanted)
        fields = dict(file.fields)
        viewer = self._sender(request, fields, region)
        sheet = TypedSheet(region, wanted, viewer.principal.id, fields)
        try:
            correlation, left = correlation_id(request), leaving_of(request)
            sender = FormSender(viewer.principal, correlation, "", left, sheet.drawn_from, proposes=True)
            key = key_of(fields.get("key", ""))
            form = await self._forms.read(sender, key, region, period, file.raw, file.extras)
            preview = await self._forms.preview(form)
            if not (preview.replayed or calm(self._checking.findings(preview))):
                return await self._checking.look(request, viewer, sheet.filled_with(read_of_file(form, fields)))
            answer = await self._forms.enter(form)
        except Problem as problem:
            sent = sheet.goes_on(SentForm(region, wanted, fields, problem.status))
            sent = titled(await self._refused(request, sent, file.raw, problem), problem)
            if problem.code == REVISION_MOVED:
                mine = TypedSheet(region, wanted, sheet.actor, {**fields, **sent.fields})
                return await reading(partial(kept_beside, site, viewer, mine))
            return await reading(partial(again, site, viewer, sent))
        return await taken(site, sheet, answer)

    async def _refused(self, request: Request, sent: SentForm, raw: bytes, problem: Problem) -> SentForm:
        """What the page shows of a file that was refused; what has had its time is not read a second time."""
        if problem.code == TOO_LONG:
            return unread(sent, problem)
        return await self._site.work.run(partial(uploaded, self._site, sent, raw, problem), leaving_of(request))

    async def marked(self, request: Request, region: str, period: str) -> Response:
        """The file that was sent, with its faults marked in it; the page has carried it along."""
        with self._site.uploads.place(self._signed_in(request, region)):
            fields = await read_page(request, 2 * self._site.most)
            viewer = self._sender(request, fields, region)
            sender = FormSender(viewer.principal, correlation_id(request), left=leaving_of(request))
            return await self._marked(sender, fields, region, period)

    async def _marked(self, sender: FormSender, fields: Mapping[str, str], region: str, period: str) -> Response:
        try:
            raw = base64.b64decode(fields.get("file", ""), validate=True)
        except binascii.Error:
            raise Problem(400, "upload-unreadable", "无法读取上传的内容") from None
        copy = await self._forms.marked(sender, region, period, raw)
        return xlsx_file(copy, f"{region}-{period}-marked.xlsx", f"月报表-{region}-{period}-错误标注.xlsx")

    async def withdraw(self, request: Request, region: str, period: str) -> Response:
        """The unit takes its report back."""
        site, wanted = self._site, month(period)
        viewer, fields = await self._read(request, region)
        key, reason = key_of(fields.get("key", "")), fields.get("reason", "")
        try:
            seen = TypedSheet(region, wanted, viewer.principal.id, fields).drawn_from
            command = site.submitting.asking.withdrawal(viewer.principal, region, period, reason, seen)
            digest = hashlib.sha256(f"withdraw\n{command}".encode()).hexdigest()
            await site.submitting.ask(viewer.principal, key, digest, command, correlation_id(request))
        except Problem as problem:
            listed = [("reason" if pointer == "/reason" else "", words) for pointer, words in told(problem)]
            shown = await reading(lambda: site.desk.report(region, wanted))
            given = {"reason": reason, "reason_faults": tuple(words for name, words in listed if name)}
            content = {"report": shown, "done": "", "key": new_key(), "fields": given}
            return site.page("report.html", viewer, HERE, listed, problem.status, **content)
        return see(f"/reports/{region}/{period}?done=withdrawn")

    async def _read(self, request: Request, region: str) -> tuple[Viewer, dict[str, str]]:
        self._signed_in(request, region)
        viewer, sent = await self._site.sent(request, Role.REPORTER)
        return viewer, last_of(sent)

    def _signed_in(self, request: Request, region: str) -> str:
        """Who has signed in, told before anything of a form is read.

        Raises:
            SignIn, Problem: as :meth:`_sender`, but for the form's token.
        """
        principal = self._site.authentication.signed_in(request, Role.REPORTER)
        self._site.access.require_read(principal, region)
        return principal.id

    def _reader(self, request: Request, region: str) -> Viewer:
        """Who looks at the form again, though what they sent could not be read.

        Raises:
            SignIn, Problem: as :meth:`_signed_in`.
        """
        viewer = self._site.viewer(request, Role.REPORTER)
        self._site.access.require_read(viewer.principal, region)
        return viewer

    def _sender(self, request: Request, fields: Mapping[str, str], region: str) -> Viewer:
        """Who sent a form.

        Raises:
            Problem: 403 for another's unit, or another role than the reporter's.
        """
        viewer = self._site.sender(request, fields.get("form_token", ""), Role.REPORTER)
        self._site.access.require_read(viewer.principal, region)
        return viewer
