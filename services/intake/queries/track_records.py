"""How often each rule was right over the reports of a year: read from the read model of questions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

from services.intake.review.rules import RULES, ReviewRule
from services.intake.review.track_record import LEAST_RAISED, MONTHS, NEVER, TrackRecord, TrackRecords, track_records
from services.intake.tables import RULE_FINDINGS
from shared.periods import Month

_IN_LIST = 400  # regions in one IN (…); more are sifted here


def read_track_records(connection: sa.Connection, regions: Collection[str], until: Month) -> dict[str, TrackRecord]:
    """The records of the rules over the reports of these regions for the year that ends with ``until``."""
    table = RULE_FINDINGS.c
    query = sa.select(table.region, table.rule, table.outcome, sa.func.count()).where(
        table.period.between(str(until.shift(1 - MONTHS)), str(until))
    )
    if len(regions) <= _IN_LIST:
        query = query.where(table.region.in_(list(regions)))
    counted: Counter[tuple[str, str]] = Counter()
    for region, rule, outcome, number in connection.execute(query.group_by(table.region, table.rule, table.outcome)):
        if region in regions:
            counted[rule, outcome] += number
    return track_records((rule, outcome, number) for (rule, outcome), number in counted.items())


def told(records: TrackRecords) -> dict[str, str]:
    """What is said of each rule, in Chinese, by its name."""
    return {
        rule.name: rule.unrecorded
        if rule.unrecorded and rule.name not in records
        else records.get(rule.name, NEVER).told
        for rule in RULES
    }


def documents(records: TrackRecords) -> list[dict[str, Any]]:
    """As it is answered: every rule whose questions can be counted, in the order of the table."""
    counted = (rule for rule in RULES if rule.name in records or not rule.unrecorded)
    return [_document(rule, records.get(rule.name, NEVER)) for rule in counted]


def _document(rule: ReviewRule, record: TrackRecord) -> dict[str, Any]:
    return {
        "rule": rule.name,
        "title": rule.title,
        "action": rule.action,
        "months": MONTHS,
        "raised": record.raised,
        "changed": record.changed,
        "kept": record.kept,
        "open": record.open,
        "enough": record.raised >= LEAST_RAISED,
        "told": record.told,
    }
