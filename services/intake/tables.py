"""Intake's tables: its event store, where each report stands, answers that a store cannot give again, and people."""

from __future__ import annotations

import sqlalchemy as sa

from shared.consume import ConsumerTables, consumer_tables
from shared.process.calendar.told_days import own_told_table, told_table
from shared.store import relay_table, store_tables
from shared.store.lineage import lineage_table
from shared.web.uploads.attached import kept_files

METADATA = sa.MetaData()

STORE = store_tables(METADATA)
RELAY = relay_table(METADATA)
LINEAGE = lineage_table(METADATA)
TOLD_DAYS = told_table(METADATA)
OWN_TOLD_DAYS = own_told_table(METADATA)
CONSUMER: ConsumerTables = consumer_tables(METADATA)

REPORTS = sa.Table(
    "reports",
    METADATA,
    sa.Column("region", sa.String(20), primary_key=True),
    sa.Column("period", sa.String(7), primary_key=True),
    sa.Column("status", sa.String(12), nullable=False),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("accepted_revision", sa.Integer),
    sa.Column("accepted_area", sa.String(20), nullable=False, server_default=""),
    sa.Column("revised", sa.Integer, nullable=False, server_default="0"),
    sa.Column("reviewed", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("position", sa.BigInteger, nullable=False),
    sa.Column("lines_position", sa.BigInteger, nullable=False),
    sa.Column("first_at", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("lines_at", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("blocks", sa.Integer, nullable=False, server_default="0"),
    sa.Column("queries", sa.Integer, nullable=False, server_default="0"),
    sa.Column("screens", sa.Integer, nullable=False, server_default="0"),
    sa.Column("standing", sa.Integer, nullable=False, server_default="0"),
)
"""Read model, rebuilt from the store at will: one row a report.

``position`` is the stream's last event, ``lines_position`` the one whose lines stand, recorded at
``lines_at``; ``first_at`` is when the month was first reported (microseconds, UTC). ``accepted_area``
is the highest area that has accepted what stands, ``revised`` counts revisions after an acceptance.
``blocks``, ``queries`` and ``screens`` count the findings of the revision whose lines stand, ``standing`` those
that keep it from being accepted.
"""

RULE_FINDINGS = sa.Table(
    "rule_findings",
    METADATA,
    sa.Column("region", sa.String(20), primary_key=True),
    sa.Column("period", sa.String(7), primary_key=True),
    sa.Column("rule", sa.String(40), primary_key=True),
    sa.Column("indicator", sa.String(60), primary_key=True),
    sa.Column("outcome", sa.String(8), nullable=False),
    sa.Index("rule_findings_period", "period"),
)
"""Read model, rebuilt from the store at will: one row a question that a review rule asked of a report.

``outcome`` is what has become of it (services.intake.review.track_record). A row whose rule is ``UNREAD`` says that
the store held reports before this table was made and has not been read for it yet."""

UNREAD = "unread"

PROPOSALS = sa.Table(
    "proposals",
    METADATA,
    sa.Column("region", sa.String(20), primary_key=True),
    sa.Column("period", sa.String(7), primary_key=True),
    sa.Column("position", sa.BigInteger, nullable=False),
)
"""Read model, rebuilt from the store at will: of which reports a correction waits for its second signer, and where in
the store it was proposed."""

ANSWERS = sa.Table(
    "answers",
    METADATA,
    sa.Column("idempotency_key", sa.String(200), primary_key=True),
    sa.Column("digest", sa.String(64), nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
)
"""What was answered to reviews, withdrawals and closings: refusals inside them are no events.

A receipt is not kept here: it follows from the store.
"""

DRAFTS = sa.Table(
    "drafts",
    METADATA,
    sa.Column("region", sa.String(20), primary_key=True),
    sa.Column("period", sa.String(7), primary_key=True),
    sa.Column("fields", sa.Text),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("base_revision", sa.Integer, nullable=False),
    sa.Column("saved_by", sa.String(120), nullable=False),
    sa.Column("saved_at", sa.BigInteger, nullable=False),
    sa.Column("page", sa.String(64), nullable=False),
    sa.Column("count", sa.Integer, nullable=False),
)
"""What clerks have typed and not reported yet: one row a unit's month, see services.intake.drafts.draft.

``fields`` is the JSON of what was typed, NULL after it was reported or given up."""

COMMITMENT_FILES = kept_files("commitment_files", METADATA)
"""The files that came with statements on commitments."""

COMMITMENT_EVIDENCE = sa.Table(
    "commitment_evidence",
    METADATA,
    sa.Column("stream", sa.String(120), primary_key=True),
    sa.Column("sha256", sa.String(64), primary_key=True),
)
"""Which commitment's statements a kept file came with. A statement over the interface names files by their SHA-256, and
could name another department's: a file is handed out only where it came in."""

OPEN_ALERTS = sa.Table(
    "open_alerts",
    METADATA,
    sa.Column("stream", sa.String(120), primary_key=True),
    sa.Column("alert", sa.String(60), nullable=False),
    sa.Column("episode", sa.Integer, nullable=False),
    sa.Column("plan", sa.String(60), nullable=False),
    sa.Column("row", sa.SmallInteger, nullable=False),
    sa.Column("indicator", sa.String(60), nullable=False),
    sa.Column("region", sa.String(20), nullable=False),
    sa.Column("since", sa.String(7), nullable=False),
)
"""The episodes that are open, as the topic ``alerts`` tells."""

PROGRESS = sa.Table(
    "progress",
    METADATA,
    sa.Column("plan", sa.String(60), primary_key=True),
    sa.Column("row", sa.SmallInteger, primary_key=True, autoincrement=False),
    sa.Column("period", sa.String(7), primary_key=True),
    sa.Column("region", sa.String(20), nullable=False),
    sa.Column("progress", sa.Integer),
)
"""The last P of each target and month (basis points), as the topic ``figures`` tells."""

ACCOUNTS = sa.Table(
    "accounts",
    METADATA,
    sa.Column("id", sa.String(40), primary_key=True),
    sa.Column("name", sa.String(40), nullable=False),
    sa.Column("office", sa.String(100), nullable=False, server_default=""),
    sa.Column("telephone", sa.String(40), nullable=False, server_default=""),
    sa.Column("mail", sa.String(120), nullable=False, server_default=""),
    sa.Column("opened_at", sa.BigInteger, nullable=False),
    sa.Column("closed_at", sa.BigInteger),
    sa.Column("password", sa.String(200), nullable=False, server_default=""),
    sa.Column("must_change", sa.Boolean, nullable=False, server_default=sa.false()),
)
"""The accounts of people. One that was closed stays: its id is the actor of events, and is never given out again.

``password`` is the argon2id hash ('': none); ``must_change``: it was made for the person, who has to choose another.
Instants are in UTC microseconds."""

GRANTS = sa.Table(
    "account_grants",
    METADATA,
    sa.Column("account", sa.String(40), primary_key=True),
    sa.Column("role", sa.String(20), primary_key=True),
    sa.Column("region", sa.String(20), primary_key=True),
    sa.Column("subject", sa.String(60), primary_key=True, server_default=""),
)
"""Which roles an account has, for which regions ('': everywhere), and for which department or enterprise there ('': for
none)."""

SESSIONS = sa.Table(
    "sessions",
    METADATA,
    sa.Column("digest", sa.String(64), primary_key=True),
    sa.Column("account", sa.String(120), nullable=False),
    sa.Column("role", sa.String(20), nullable=False),
    sa.Column("region", sa.String(20), nullable=False),
    sa.Column("subject", sa.String(60), nullable=False, server_default=""),
    sa.Column("step", sa.String(20), nullable=False, server_default=""),
    sa.Column("began_at", sa.BigInteger, nullable=False),
    sa.Column("seen_at", sa.BigInteger, nullable=False),
    sa.Column("network", sa.String(64), nullable=False, server_default=""),
    sa.Index("sessions_account", "account"),
)
"""Who has signed in: one row a session, by the SHA-256 of its cookie. It stands in one role of its account; with a
``step`` the sign-in is not finished. ``network`` is where it began. A row that is over is taken away a day later: until
then it is known whose form it is that comes with its cookie."""

KEPT_FORMS = sa.Table(
    "kept_forms",
    METADATA,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("account", sa.String(120), nullable=False),
    sa.Column("path", sa.String(300), nullable=False),
    sa.Column("fields", sa.Text, nullable=False),
    sa.Column("kept_at", sa.BigInteger, nullable=False),
    sa.Index("kept_forms_account", "account"),
)
"""Forms of pages that came when their sender's session had run out, see shared.web.kept_forms: a few of each
account, for a day. ``fields`` is JSON, names and texts in the form's order."""

TOTP_FACTORS = sa.Table(
    "totp_factors",
    METADATA,
    sa.Column("account", sa.String(40), primary_key=True),
    sa.Column("secret", sa.LargeBinary, nullable=False),
    sa.Column("last_step", sa.BigInteger, nullable=False),
    sa.Column("made_at", sa.BigInteger, nullable=False),
)
"""Whose phone makes codes. ``secret`` is sealed by a key that is not in the database; ``last_step`` is the half minute
of the last code that counted: no code counts twice."""

RECOVERY_CODES = sa.Table(
    "recovery_codes",
    METADATA,
    sa.Column("account", sa.String(40), primary_key=True),
    sa.Column("digest", sa.String(64), primary_key=True),
)
"""The recovery codes that are still good, hashed. One that was used is taken away."""

PASSKEYS = sa.Table(
    "passkeys",
    METADATA,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("account", sa.String(40), nullable=False),
    sa.Column("credential", sa.LargeBinary, nullable=False),
    sa.Column("public_key", sa.LargeBinary, nullable=False),
    sa.Column("sign_count", sa.BigInteger, nullable=False),
    sa.Column("synced", sa.Boolean, nullable=False),
    sa.Column("name", sa.String(40), nullable=False),
    sa.Column("made_at", sa.BigInteger, nullable=False),
    sa.Column("used_at", sa.BigInteger),
    sa.Index("passkeys_account", "account"),
)
"""Passkeys, by the SHA-256 of what their device calls them. ``name`` is what its person calls it."""

PROVIDER_LINKS = sa.Table(
    "provider_links",
    METADATA,
    sa.Column("issuer", sa.String(200), primary_key=True),
    sa.Column("subject", sa.String(255), primary_key=True),
    sa.Column("account", sa.String(40), nullable=False),
    sa.Column("made_at", sa.BigInteger, nullable=False),
    sa.Index("provider_links_account", "account"),
)
"""Whose account somebody is whom an identity provider vouches for."""

USED_TICKETS = sa.Table(
    "used_tickets",
    METADATA,
    sa.Column("digest", sa.String(64), primary_key=True),
    sa.Column("ends_at", sa.BigInteger, nullable=False),
)
"""The tickets of questions at a sign-in that were answered, by their SHA-256, for as long as they could be shown."""

SECURITY_STORE = store_tables(METADATA, "security_")
SECURITY_SEGMENTS = sa.Table(
    "security_segments",
    METADATA,
    sa.Column("month", sa.String(7), primary_key=True),
    sa.Column("first", sa.BigInteger, nullable=False),
    sa.Column("last", sa.BigInteger, nullable=False),
    sa.Column("hash", sa.String(64), nullable=False),
    sa.Column("dropped", sa.Boolean, nullable=False),
)
"""The months of the security log: where each begins and ends in its chain, also when its events were dropped."""
