"""An analyst's note about a finding: read, checked, recorded."""

from __future__ import annotations

from datetime import date

import msgspec

from services.aggregator.comparison.quarters import Quarter
from services.aggregator.comparison.reading import stream_of
from services.aggregator.recordings import KeyTaken, OwnRecording, RecordingAuthor, record
from shared.catalogue import Catalogue
from shared.database.engine import Database
from shared.events import ComparisonExplained
from shared.periods import Clock, Month, today_in_china
from shared.security.access import Access
from shared.store import EventStore, NewEvent
from shared.web.problems import Fault, Problem

MOST_CHARACTERS = 2_000


class ExplainBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What was found out about what a rule found in a region's quarter."""

    region: str
    quarter: str
    rule: str
    text: str


def checked(body: ExplainBody, catalogue: Catalogue, today: date) -> tuple[ExplainBody, Quarter]:
    """The note with its quarter, which has ended: of another nothing is found that could be looked into.

    Raises:
        Problem: 422 with a fault for everything that is wrong.
    """
    faults: list[Fault] = []
    text, quarter = body.text.strip(), None
    try:
        quarter = Quarter.parse(body.quarter)
    except ValueError as fault:
        faults.append(Fault("bad_quarter", "/quarter", str(fault)))
    if quarter is not None and quarter.last >= Month.of(today):
        faults.append(Fault("quarter_to_come", "/quarter", f"{quarter.chinese}尚未结束，没有可以核实的比对"))
    if body.rule not in {each.id for each in catalogue.office.comparisons}:
        faults.append(Fault("unknown_rule", "/rule", f"没有比对规则“{body.rule[:40]}”"))
    if not text:
        faults.append(Fault("empty_text", "/text", "请写明核实的结果"))
    elif len(text) > MOST_CHARACTERS:
        faults.append(Fault("text_too_long", "/text", f"说明不能超过 {MOST_CHARACTERS} 字"))
    if faults or quarter is None:
        raise Problem(422, "explanation-invalid", "说明有误", faults=faults)
    return msgspec.structs.replace(body, text=text), quarter


class Explaining:
    """Records notes; each stands beside the finding from then on."""

    def __init__(self, database: Database, store: EventStore, catalogue: Catalogue, clock: Clock) -> None:
        self._database = database
        self._store = store
        self._catalogue = catalogue
        self._access = Access(catalogue)
        self._clock = clock

    def explain(self, body: ExplainBody, author: RecordingAuthor) -> OwnRecording:
        """Record the note.

        Raises:
            Problem: 403 for another's region, 404 for none; as :func:`checked`; 409 where the key was used for another.
        """
        self._access.require_read(author.principal, body.region)
        note, quarter = checked(body, self._catalogue, today_in_china(self._clock))
        new = NewEvent(
            stream=stream_of(note.region, quarter),
            event=ComparisonExplained(
                region=note.region, quarter=str(quarter), rule=note.rule, text=note.text, by=author.by
            ),
            actor=author.principal.id,
            correlation_id=author.correlation,
            idempotency_key=author.key,
        )
        try:
            with self._database.write() as connection:
                return record(connection, self._store, new)
        except KeyTaken:
            raise Problem(409, "idempotency-key-reused", "该 Idempotency-Key 已用于另一份内容") from None
