"""Who may do what: every route of the system with the roles that may ask it. A test holds every route against it.

A route that is not in the table has no place in the system. For which regions a role may ask is shared.security.access:
``regional`` routes are about one region, and refuse whoever's key is of another.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from shared.security.keys import Role


@dataclass(frozen=True, slots=True)
class AccessRule:
    """Who may ask a route: everybody (``open``), everybody while the board is open (``board``), ``roles``, or
    whoever holds a signed ``link``, and nobody without it whatever their key; or whoever stands at that ``step`` of
    their sign-in, and sends everybody else to its beginning."""

    roles: frozenset[Role] = frozenset()
    regional: bool = False
    board: bool = False
    open: bool = False
    link: bool = False
    step: bool = False

    def opens_to(self, role: Role) -> bool:
        """Whether somebody who has signed in in this role may ask, if need be about the right region."""
        return self.open or self.board or role in self.roles


REPORTER, SIGNER, REVIEWER, OPS, AUDITOR = Role.REPORTER, Role.SIGNER, Role.REVIEWER, Role.OPS, Role.AUDITOR
DEPARTMENT = Role.DEPARTMENT
ENTERPRISE = Role.ENTERPRISE


def _everybody() -> AccessRule:
    return AccessRule(open=True)


def _step() -> AccessRule:
    return AccessRule(step=True)


def _board() -> AccessRule:
    return AccessRule(board=True)


def _link() -> AccessRule:
    return AccessRule(link=True)


def _only(*roles: Role) -> AccessRule:
    return AccessRule(frozenset(roles))


def _regional(*roles: Role) -> AccessRule:
    return AccessRule(frozenset(roles), regional=True)


_ALL = tuple(Role)
_OF_REPORTS = (REPORTER, SIGNER, REVIEWER, OPS, AUDITOR)
_OF_A_SAMPLE = (ENTERPRISE, REPORTER, REVIEWER, AUDITOR)
_READS_REVIEWS = (REVIEWER, OPS, AUDITOR)

RULES: Mapping[str, AccessRule] = MappingProxyType(
    {
        # what runs the system and shows nothing of it
        "GET /healthz": _everybody(),
        "GET /livez": _everybody(),
        "GET /readyz": _everybody(),
        "GET /metrics": _everybody(),
        "GET /openapi.json": _everybody(),
        "GET /static/{name}": _everybody(),
        "GET /login": _everybody(),
        "POST /login": _everybody(),
        "GET /login/password": _step(),
        "POST /login/password": _step(),
        "GET /login/factor": _step(),
        "POST /login/factor": _step(),
        "GET /login/enrol": _step(),
        "POST /login/enrol": _step(),
        "POST /login/passkey": _everybody(),
        "GET /login/provider": _everybody(),
        "GET /login/provider/back": _everybody(),
        "GET /logout/provider": _everybody(),
        "GET /account/factors": _only(*_ALL),  # their own
        "POST /account/factors": _only(*_ALL),
        "GET /login/role": _only(*_ALL),
        "POST /login/role": _only(*_ALL),
        "POST /logout": _only(*_ALL),
        "GET /account": _only(*_ALL),
        "POST /account/password": _only(*_ALL),
        "POST /account/sessions": _only(*_ALL),
        "GET /accounts": _only(OPS),
        "POST /accounts": _only(OPS),
        "GET /accounts/{account}": _only(OPS),
        "POST /accounts/{account}": _only(OPS),
        "POST /accounts/{account}/factors": _only(OPS),
        "GET /security": _only(OPS, AUDITOR),
        "GET /security.csv": _only(OPS, AUDITOR),
        "GET /v1/session": _only(*_ALL),  # who they are themselves
        "POST /v1/session/exports": _only(*_ALL),  # what they take along themselves
        "GET /v1/session/known": _everybody(),  # whether that cookie is or was a session's
        "POST /v1/session/kept": _everybody(),  # nothing is kept but of whose session it is or was
        "GET /v1/session/kept": _only(*_ALL),  # their own
        # the board: sums, and of single units what is accepted
        "GET /": _board(),
        "GET /plans/{plan}": _board(),
        "GET /plans/{plan}/{row}": _board(),
        "GET /plans/{plan}/commitments": _board(),
        "GET /plans/{plan}/{row}/units": _board(),
        "GET /employment": _board(),  # of a district's own enterprises one by one to it alone
        "GET /regions": _board(),
        "GET /regions/{code}": _board(),
        "GET /as-of": _board(),
        "GET /ops": _board(),
        "GET /alerts": _board(),
        "GET /alerts/{number}": _board(),
        "GET /bulletins": _board(),
        "GET /bulletins/{region}/{period}": _board(),
        "GET /evaluations": _board(),
        "GET /evaluations/{plan}/{evaluation}": _board(),
        "GET /v1/evaluations": _board(),
        "GET /v1/evaluations/{plan}/{evaluation}": _board(),  # drafts only to who may publish
        "GET /v1/figures": _board(),
        "GET /v1/figures.csv": _board(),
        "GET /v1/figures/structure.xml": _board(),
        "GET /v1/figures/changes": _board(),
        "GET /v1/coverage": _board(),
        "GET /v1/progress": _board(),
        "GET /v1/forecasts": _board(),
        "GET /v1/targets": _board(),
        "GET /v1/alerts": _board(),
        "GET /v1/alerts/{number}": _board(),
        "GET /v1/bulletins": _board(),
        "GET /v1/bulletins/{region}/{period}": _board(),
        # what the responsible department does by the link of a message, and reviewers signed in
        "GET /alerts/{number}/answer": _link(),
        "POST /alerts/{number}/acknowledgement": _link(),
        "POST /alerts/{number}/answer": _link(),
        "GET /alerts/{number}/attachments/{sha256}": _only(*_READS_REVIEWS),  # or by the link
        "GET /alerts/{number}/attachments/{sha256}/{name}": _only(*_READS_REVIEWS),  # or by the link
        "GET /alerts/{number}/letters/{kind}.docx": _only(REVIEWER),
        "GET /alerts/{number}/letters/{kind}.pdf": _only(REVIEWER),
        "POST /alerts/{number}/review": _only(REVIEWER),  # of the alert's area
        "POST /alerts/{number}/sign-off": _only(REVIEWER),
        "POST /alerts/{number}/silence": _only(REVIEWER),
        # messages: recipients and texts, of the asker's area
        "GET /outbox": _only(*_READS_REVIEWS),
        "GET /outbox/{notification}": _only(*_READS_REVIEWS),
        "GET /outbox/{notification}.eml": _only(*_READS_REVIEWS),
        "GET /outbox/{notification}.json": _only(*_READS_REVIEWS),
        "GET /outbox/{notification}.png": _only(*_READS_REVIEWS),
        "POST /outbox/{notification}/resend": _only(OPS),
        "GET /reminders": _only(REPORTER, *_READS_REVIEWS),  # of the asker's area, or unit
        # reports: written by their unit, read by the unit and by those above it
        "POST /v1/reports": _regional(REPORTER),
        "POST /v1/reports/bulk": _only(REPORTER),  # each report in it is asked for itself
        "POST /v1/reports/{region}/{period}/withdrawal": _regional(REPORTER),
        "POST /v1/forms/{region}/{period}": _regional(REPORTER),
        "POST /v1/forms/{region}/{period}/marked": _regional(REPORTER),
        "POST /reports/{region}/{period}/form": _regional(REPORTER),
        "POST /reports/{region}/{period}/check": _regional(REPORTER),
        "POST /reports/{region}/{period}/draft": _regional(REPORTER),
        "POST /reports/{region}/{period}/draft/giving-up": _regional(REPORTER),
        "GET /reports/{region}/{period}/both": _regional(REPORTER),
        "POST /reports/{region}/{period}/both": _regional(REPORTER),
        "POST /reports/{region}/{period}/marked": _regional(REPORTER),
        "POST /reports/{region}/{period}/upload": _regional(REPORTER),
        "POST /reports/{region}/{period}/withdrawal": _regional(REPORTER),
        "GET /reports/{region}/{period}/form": _regional(REPORTER),
        "GET /v1/reports": _only(*_OF_REPORTS),
        "GET /v1/reports/nobodys": _only(*_OF_REPORTS),
        "GET /v1/reports/summary": _only(*_OF_REPORTS),
        "GET /v1/reports/{region}/{period}": _regional(*_OF_REPORTS),
        "GET /v1/reports/{region}/{period}/receipt": _regional(*_OF_REPORTS),
        "GET /v1/reports/{region}/{period}/revisions": _regional(*_OF_REPORTS),
        "GET /v1/forms/{region}/{period}.xlsx": _regional(*_OF_REPORTS),
        "GET /reports": _only(*_OF_REPORTS),
        "GET /reports/{region}": _everybody(),  # leads to /reports, which asks
        "GET /reports/{region}/{period}": _regional(*_OF_REPORTS),
        "GET /reports/{region}/{period}/receipt": _regional(*_OF_REPORTS),
        "GET /reports/{region}/{period}/receipt.pdf": _regional(*_OF_REPORTS),
        # sample enterprises: reported by themselves or their district, a single one's line seen by them alone
        "POST /v1/panel/reports": _only(ENTERPRISE, REPORTER),  # each report in it is asked for itself
        "GET /v1/panel/reports": _only(*_OF_A_SAMPLE),  # its own, or its district's
        "GET /panel": _only(ENTERPRISE),  # its own
        "POST /panel": _only(ENTERPRISE),  # its own
        "GET /panel/enterprises": _only(REPORTER, REVIEWER, AUDITOR),  # of exactly the asker's district
        "GET /panel/enterprises/{enterprise}": _only(*_OF_A_SAMPLE),  # of the asker's district, or the asker's own
        # corrections: signed by whoever signs for the region, at their own desk
        "GET /signatures": _only(SIGNER),
        "POST /signatures/{region}/{period}": _regional(SIGNER),
        "POST /reports/{region}/{period}/proposal": _regional(REPORTER),
        # review: decided by the area's reviewer
        "POST /v1/reviews": _only(REVIEWER),  # each decision in it is asked for itself
        "POST /v1/periods/closings": _regional(REVIEWER),
        "POST /reviews": _only(REVIEWER),
        "POST /reviews/{region}/{period}": _regional(REVIEWER),
        "POST /reviews/closing": _only(REVIEWER),
        "GET /reviews": _only(*_READS_REVIEWS),
        "GET /reviews/closing": _only(REVIEWER),
        "GET /reviews/effect": _only(REVIEWER),
        "GET /accepting": _only(REVIEWER),  # each report in it is asked for itself
        "GET /reviews/{region}/{period}": _regional(*_READS_REVIEWS),
        "GET /v1/reviews/{area}/{period}": _regional(*_READS_REVIEWS),
        "GET /screens": _only(REVIEWER, AUDITOR),
        # targets and bulletins: decided for an area
        "POST /v1/targets/revisions": _only(REVIEWER),  # who asks is told where to propose it
        "GET /adjustments": _only(REVIEWER, SIGNER, AUDITOR, OPS),  # of the areas they may see
        "POST /adjustments": _regional(REVIEWER),
        "POST /adjustments/{adjustment}/approval": _regional(SIGNER),
        "POST /adjustments/{adjustment}/rejection": _regional(SIGNER, REVIEWER),
        "GET /v1/adjustments": _only(REVIEWER, SIGNER, AUDITOR, OPS),  # of the areas they may see
        "POST /v1/adjustments": _regional(REVIEWER),
        "POST /v1/adjustments/{adjustment}/approval": _regional(SIGNER),
        "POST /v1/adjustments/{adjustment}/rejection": _regional(SIGNER, REVIEWER),
        "POST /v1/targets/annual": _regional(REVIEWER),
        "POST /v1/targets/allocations": _regional(REVIEWER),
        "POST /v1/bulletins": _regional(REVIEWER, OPS),
        "POST /bulletins": _regional(REVIEWER, OPS),
        "GET /bulletins/preview": _regional(REVIEWER, OPS),
        "POST /v1/evaluations": _regional(REVIEWER, OPS),
        "POST /evaluations": _regional(REVIEWER, OPS),
        "GET /evaluations/preview": _regional(REVIEWER, OPS),
        # comparisons: what an analyst looks into, of the asker's area
        "GET /comparisons": _only(*_READS_REVIEWS),
        "POST /comparisons": _regional(REVIEWER),
        "GET /v1/comparisons": _regional(*_READS_REVIEWS),
        "POST /v1/comparisons/explanations": _regional(REVIEWER),
        # commitments: stated by the department that answers for them, reviewed in the plan's area; each is asked for
        # itself, and told to nobody else (see services.intake.commitments.reading)
        "POST /v1/commitments/statements": _only(DEPARTMENT),
        "POST /v1/commitments/milestones": _only(DEPARTMENT, REVIEWER),
        "POST /v1/commitments/reviews": _only(REVIEWER),
        "GET /v1/commitments": _only(DEPARTMENT, *_READS_REVIEWS),
        "GET /commitments": _only(DEPARTMENT, *_READS_REVIEWS),
        "GET /commitments/{plan}/{row}": _only(DEPARTMENT, *_READS_REVIEWS),
        "GET /commitments/{plan}/{row}/evidence/{evidence}": _only(DEPARTMENT, *_READS_REVIEWS),
        "POST /commitments/{plan}/{row}/statement": _only(DEPARTMENT),
        "POST /commitments/{plan}/{row}/milestone": _only(DEPARTMENT, REVIEWER),
        "POST /commitments/{plan}/{row}/review": _only(REVIEWER),
        # appraisals: of the asker's area; a district its own
        "GET /appraisals": _only(REPORTER, *_READS_REVIEWS),
        "GET /appraisals/{region}/{period}": _regional(REPORTER, *_READS_REVIEWS),
        "POST /appraisals/{region}/{period}/false-reports": _regional(REVIEWER, AUDITOR),
        "GET /appraisals/published": _board(),
        "GET /appraisals/{region}/{period}/bulletin": _board(),  # what was published
        "GET /appraisals/{region}/{period}/draft": _regional(REVIEWER, OPS),
        "POST /appraisals/{region}/{period}/bulletin": _regional(REVIEWER, OPS),
        "GET /v1/appraisals/{region}/{period}/bulletin": _board(),
        "GET /v1/appraisals/{region}/{period}/bulletin.{kind}": _board(),
        "POST /v1/appraisals/{region}/{period}/bulletin": _regional(REVIEWER, OPS),
        "GET /v1/appraisals": _regional(*_READS_REVIEWS),
        "GET /v1/appraisals/{region}/{period}": _regional(REPORTER, *_READS_REVIEWS),
        "POST /v1/appraisals/{region}/{period}/false-reports": _regional(REVIEWER, AUDITOR),
        "POST /v1/appraisals/{region}/{period}/revocations": _regional(REVIEWER, AUDITOR),
        # operations
        "GET /v1/operations/intake": _only(OPS),
        "GET /v1/operations/aggregator": _only(OPS),
        "GET /v1/operations/alerts": _only(OPS),
        "POST /v1/operations/aggregator/sweep": _only(OPS),
        "POST /v1/operations/alerts/sweep": _only(OPS),
    }
)
