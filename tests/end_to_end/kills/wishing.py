"""What clients ask for: requests made up at random, of everything that a month can take."""

from __future__ import annotations

import json
import random
import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from shared.security.keys import Role, new_key, save_keys
from tests.end_to_end.kills.book import Part, Wish
from tests.end_to_end.kills.model import CLOSES, LEVELS, Line

MONTHS = tuple(f"{year}-{month:02}" for year in (2022, 2023) for month in range(1, 13))

_STOCKS = ("unemployment_insurance_insured", "work_injury_insurance_insured")
_FLOW, _FLOW_RATIO, _STOCK_RATIO = "urban_new_employment", "mediation_success_rate", "pension_coverage_rate"
_CORRECTION = {"reason": "复核更正", "evidence": "复核记录"}
_JSON, _NDJSON = "application/json", "application/x-ndjson"


class Person(NamedTuple):
    """Who asks: the id of the key, and its secret."""

    id: str
    secret: str


class People(NamedTuple):
    """The units' clerks, the reviewers and the second signers by area, and the operator."""

    clerks: Mapping[str, Person]
    reviewers: Mapping[str, Person]
    signers: Mapping[str, Person]
    ops: Person


def make_people(path: Path) -> People:
    """Keys for everybody who takes part, put into the file of keys."""
    keys = []

    def person(role: Role, region: str) -> Person:
        key, secret = new_key(f"{role}-{region}", role, region)
        keys.append(key)
        return Person(key.id, secret)

    areas = sorted({area for levels in LEVELS.values() for area in levels})
    people = People(
        {unit: person(Role.REPORTER, unit) for unit in LEVELS},
        {area: person(Role.REVIEWER, area) for area in areas},
        {area: person(Role.SIGNER, area) for area in areas},
        person(Role.OPS, ""),
    )
    save_keys(path, keys)
    return people


class Wishes:
    """Makes the wishes of one client, who has a chance of their own."""

    def __init__(self, people: People, chance: random.Random) -> None:
        self._people = people
        self._chance = chance

    def report(self, unit: str, period: str, corrects: bool) -> Wish:
        """A report; a correction brings a reason, evidence and a second signer."""
        clerk, part = self._people.clerks[unit], self._reported(unit, period, corrects)
        signer = self._signer(unit) if corrects else ""
        return self._wish((part,), "/v1/reports", clerk, _as_posted(part), signer)

    def file(self, unit: str, periods: Sequence[str], corrects: bool) -> Wish:
        """Several months in one bulk call."""
        clerk = self._people.clerks[unit]
        parts = tuple(self._reported(unit, period, corrects) for period in periods)
        body = b"".join(_encoded(_as_posted(part)) + b"\n" for part in parts)
        signer = self._signer(unit) if corrects else ""
        return Wish(parts, "/v1/reports/bulk", clerk.secret, clerk.id, self._key(), body, signer, bulk=True)

    def review(self, unit: str, periods: Sequence[str], kind: str, area: str) -> Wish:
        """One or several months accepted or returned by the reviewer of an area."""
        parts = tuple(Part(kind, unit, period, area) for period in periods)
        decision = {"accepted": "accept", "returned": "return"}[kind]
        decisions = [
            {"region": unit, "period": each, "decision": decision, "reason": "请核实", "with_blanks": True}
            for each in periods
        ]
        return self._wish(parts, "/v1/reviews", self._people.reviewers[area], {"decisions": decisions})

    def withdrawal(self, unit: str, period: str) -> Wish:
        path = f"/v1/reports/{unit}/{period}/withdrawal"
        parts = (Part("withdrawn", unit, period),)
        return self._wish(parts, path, self._people.clerks[unit], {"reason": "填错"})

    def closing(self, area: str, period: str) -> Wish:
        """A month closed, whatever stands in it."""
        body = {"area": area, "period": period, "despite": "按期关账", "early": "提前关账"}
        return self._wish((Part("closed", area, period),), "/v1/periods/closings", self._people.reviewers[area], body)

    def _wish(self, parts: tuple[Part, ...], path: str, person: Person, body: object, signer: str = "") -> Wish:
        return Wish(parts, path, person.secret, person.id, self._key(), _encoded(body), signer)

    def _signer(self, unit: str) -> str:
        return self._people.signers[CLOSES[unit][0]].secret

    def _key(self) -> str:
        return uuid.UUID(int=self._chance.getrandbits(128)).hex

    def _reported(self, unit: str, period: str, corrects: bool) -> Part:
        return Part("corrected" if corrects else "submitted", unit, period, lines=self._lines(period))

    def _lines(self, period: str) -> tuple[Line, ...]:
        chance, to_date = self._chance, self._chance.random() < 0.3
        whole, of = 30_000, chance.randint(50, 500)
        return (
            *(Line(name, whole * chance.randint(60, 130) // 100) for name in _STOCKS),
            Line(_FLOW, chance.randint(100, 900) * (int(period[-2:]) if to_date else 1), 0, to_date),
            Line(_FLOW_RATIO, chance.randint(0, of), of),
            Line(_STOCK_RATIO, whole - chance.randint(0, 9_000), whole),
        )


def headers(wish: Wish) -> dict[str, str]:
    """What the wish is sent with."""
    found = {
        "Authorization": f"Bearer {wish.secret}",
        "Idempotency-Key": wish.key,
        "Content-Type": _NDJSON if wish.bulk else _JSON,
    }
    return found | ({"Second-Signer": f"Bearer {wish.signer}"} if wish.signer else {})


def _as_posted(part: Part) -> dict[str, Any]:
    body: dict[str, Any] = {
        "region": part.region,
        "period": part.period,
        "lines": [_line(line) for line in part.lines],
        "explanations": [{"indicator": name, "text": "核实无误"} for name in ("", *(each[0] for each in part.lines))],
    }
    return body | ({"correction": _CORRECTION} if part.kind == "corrected" else {})


def _line(line: Line) -> dict[str, object]:
    if line.denominator:
        return {"indicator": line.indicator, "numerator": line.value, "denominator": line.denominator}
    return {"indicator": line.indicator, "value": line.value, "basis": "year_to_date" if line.to_date else "month"}


def _encoded(body: object) -> bytes:
    return json.dumps(body, ensure_ascii=False).encode()
