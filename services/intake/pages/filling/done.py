"""What comes after a form was sent: its receipt, or the form once more with what was wrong."""

from __future__ import annotations

import msgspec
import sqlalchemy as sa
import structlog
from fastapi import Response

from services.intake.pages.clerk_mends import titled
from services.intake.pages.filling.both import kept_beside
from services.intake.pages.filling.sheet import TypedSheet
from services.intake.pages.form_page import SentForm, again
from services.intake.pages.render import Viewer
from services.intake.pages.site import Site, reading, see, told
from services.intake.pages.views.typed.placing import place
from services.intake.pages.views.typed.report import WrittenForm
from services.intake.reports.commands import CommandAnswer
from services.intake.reports.decide import REVISION_MOVED
from shared.web.problems import Problem


async def taken(site: Site, sheet: TypedSheet, answer: CommandAnswer) -> Response:
    """On to the receipt; of a correction that has to be signed, to the report. The draft that was sent is let go of,
    and the report is in by now, whatever becomes of that: one that is left shows as drawn from an earlier revision."""
    region, period = sheet.region, str(sheet.period)
    try:
        await reading(lambda: site.drafts.drop(region, period, sheet.drop()))
    except sa.exc.OperationalError as error:
        structlog.get_logger().warning("draft not dropped", region=region, error=repr(error))
    if answer.proposed:
        return see(f"/reports/{region}/{period}?done=proposed")
    revision = msgspec.json.decode(answer.body)["receipt"]["revision"]
    return see(f"/reports/{region}/{period}/receipt?revision={revision}&new=1")


def not_taken(site: Site, viewer: Viewer, sheet: TypedSheet, written: WrittenForm, problem: Problem) -> Response:
    """What comes back of a form that was typed in and could not be taken; call it in a thread.

    Raises:
        Problem: the problem itself, when it is none that a form can be mended by.
    """
    if problem.code == REVISION_MOVED:
        return kept_beside(site, viewer, sheet)
    placed = place(told(problem), written)
    sent = titled(SentForm(sheet.region, sheet.period, sheet.fields, problem.status, placed), problem)
    return again(site, viewer, sheet.goes_on(sent))
