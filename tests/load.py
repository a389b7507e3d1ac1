"""District systems and reviewers at work over HTTP, and what they were told.

Every system posts its months one after the other. What is not answered is sent again, with the same key, to
whichever instance, until it is: so whoever looks at the end knows of every report whether it was taken.
"""

from __future__ import annotations

import asyncio
import hashlib
import random
import threading
import uuid
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import msgspec

from shared.events import (
    Event,
    Explanation,
    ReportAccepted,
    ReportCorrected,
    ReportLine,
    ReportReturned,
    ReportSubmitted,
    ReviewFinding,
)
from shared.periods import Month
from shared.security.keys import Role, new_key, save_keys

AREAS = {"500000": 200_000, "433100": 33_000}
"""Areas whose units report, and persons insured in one of its units: about what the area's targets ask for."""

FLOW, FLOW_RATIO, STOCK_RATIO = "urban_new_employment", "mediation_success_rate", "pension_coverage_rate"
STOCKS = ("unemployment_insurance_insured", "work_injury_insurance_insured")

MOODS = (60, 85, 104, 130)
"""Percent of that which an area's units have in a month: behind, and not behind."""

_AWAY_SECONDS = (0.05, 0.4)
_TIMEOUT_SECONDS = 20.0
_KEEP_SECONDS = 2.0
"""How long an idle connection is used again: less than the services keep one, who would close it under a request."""
_CORRECTION: dict[str, Any] = {"reason": "复核更正", "evidence": "复核记录"}
_EXPLAINED = "核实无误"


class Receipt(NamedTuple):
    """What a system was told of a report: its place in the store, and what was sent."""

    position: int
    hash: str
    digest: str


class People(NamedTuple):
    """Who takes part: the secrets of the units, of the areas' reviewers and second signers, and of the operator."""

    units: Mapping[str, str]
    reviewers: Mapping[str, str]
    signers: Mapping[str, str]
    areas: Mapping[str, str]
    ops: str


def make_people(path: Path, areas: Mapping[str, Sequence[str]]) -> People:
    """Keys for the units of these areas, their reviewers and the operator, put into the file of keys."""
    keys, secrets = [], {}
    wanted = [(Role.REPORTER, unit) for units in areas.values() for unit in units]
    wanted_above = [(role, area) for role in (Role.REVIEWER, Role.SIGNER) for area in areas]
    for role, region in [*wanted, *wanted_above, (Role.OPS, "")]:
        key, secrets[role, region] = new_key(f"{role}-{region}", role, region)
        keys.append(key)
    save_keys(path, keys)
    return People(
        units={unit: secrets[role, unit] for role, unit in wanted},
        reviewers={area: secrets[Role.REVIEWER, area] for area in areas},
        signers={area: secrets[Role.SIGNER, area] for area in areas},
        areas={unit: area for area, units in areas.items() for unit in units},
        ops=secrets[Role.OPS, ""],
    )


class Load:
    """Runs in a thread of its own between ``begin`` and ``end``, again and again; what was told adds up.

    ``told`` is what every unit and its reviewer were told, in order; ``receipts`` has every report by its
    idempotency key as intake stores it; ``tries`` counts what came of each request; ``faults`` are answers that
    there is no excuse for.
    """

    def __init__(
        self, urls: Sequence[str], people: People, months: Sequence[Month], seed: int, pause_seconds: float
    ) -> None:
        self.told: dict[str, list[Event]] = {unit: [] for unit in people.units}
        self.receipts: dict[str, Receipt] = {}
        self.tries: Counter[str] = Counter()
        self.faults: list[str] = []
        self.pause_seconds = pause_seconds
        self._urls = tuple(urls)
        self._people = people
        self._months = tuple(months)
        self._seed = seed
        self._chance = {unit: random.Random(f"{seed}-{unit}") for unit in people.units}
        self._scripts = {unit: self._script(unit) for unit in people.units}
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def begin(self) -> None:
        """Go on where the last ``end`` left off."""
        self._stopping.clear()
        self._thread = threading.Thread(target=self._go_on, name="load")
        self._thread.start()

    def end(self, seconds: float = 120.0) -> None:
        """Wait until everything that was sent is answered.

        Raises:
            TimeoutError: something is not answered in that time.
        """
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(seconds)
            if self._thread.is_alive():
                raise TimeoutError(f"not answered: {self.tries}")
            self._thread = None

    def events(self) -> list[Event]:
        """Everything that was told: of each unit in order."""
        return [event for events in self.told.values() for event in events]

    def _go_on(self) -> None:
        try:
            asyncio.run(self._run())
        except Exception as error:  # whoever looks on shall hear of it
            self.faults.append(repr(error))

    async def _run(self) -> None:
        limits = httpx.Limits(max_keepalive_connections=len(self._people.units), keepalive_expiry=_KEEP_SECONDS)
        async with httpx.AsyncClient(timeout=_TIMEOUT_SECONDS, limits=limits) as client:
            await asyncio.gather(*(self._work(client, unit) for unit in self._people.units))

    async def _work(self, client: httpx.AsyncClient, unit: str) -> None:
        """A unit's share, one step after the other."""
        for step in self._scripts[unit]:
            await step.take(self, client)
            if self._stopping.is_set() or self.faults:
                return
            await asyncio.sleep(self._chance[unit].uniform(0, 2) * self.pause_seconds)

    def _script(self, unit: str) -> Iterator[_Step]:
        """Every month reported and accepted, some twice; then all of them corrected, and so on."""
        chance, passed = self._chance[unit], 0
        while True:
            for month in self._months:
                yield _Post(unit, str(month), passed)
                while chance.random() < 0.15:
                    yield _Review(unit, str(month), accept=False)
                    yield _Post(unit, str(month), passed)
                yield _Review(unit, str(month), accept=True)
                if chance.random() < 0.15:
                    yield _Post(unit, str(month), passed + 1)
                    yield _Review(unit, str(month), accept=True)
            passed += 1

    async def post(self, client: httpx.AsyncClient, unit: str, period: str, passed: int) -> None:
        """A report, the lines made up anew; a correction where one was accepted before."""
        lines = self._lines(unit, period, passed)
        body: dict[str, Any] = {"region": unit, "period": period, "lines": [_posted(line) for line in lines]}
        body["explanations"] = [
            {"indicator": name, "text": _EXPLAINED} for name in ("", *(line.indicator for line in lines))
        ]
        if self._was_accepted(unit, period):
            body["correction"] = _CORRECTION
        raw, key = msgspec.json.encode(body), self._key(unit)
        signer = self._people.signers[self._people.areas[unit]] if "correction" in body else ""
        answer = await self._send(client, "/v1/reports", self._people.units[unit], key, raw, signer)
        self.note(unit, period, lines, key, raw, answer["receipt"])

    def note(
        self, unit: str, period: str, lines: tuple[ReportLine, ...], key: str, raw: bytes, receipt: Mapping[str, Any]
    ) -> None:
        """A report that was taken, also one that somebody else has posted for the unit."""
        digest = hashlib.sha256(raw).hexdigest()
        self.receipts[f"{Role.REPORTER}-{unit}:{key}"] = Receipt(receipt["position"], receipt["hash"], digest)
        content: dict[str, Any] = {
            "region": unit,
            "period": period,
            "lines": lines,
            "digest": digest,
            "findings": msgspec.convert(receipt["review"], tuple[ReviewFinding, ...]),
            "explanations": msgspec.convert(receipt["explanations"], tuple[Explanation, ...]),
        }
        if self._was_accepted(unit, period):
            signer = f"{Role.SIGNER}-{self._people.areas[unit]}"
            self.told[unit].append(ReportCorrected(**content | _CORRECTION, second_signer=signer))
        else:
            self.told[unit].append(ReportSubmitted(**content))

    async def review(self, client: httpx.AsyncClient, unit: str, period: str, accept: bool) -> None:
        """The reviewer's decision on the report that stands; one that a rule holds back is returned."""
        accept = accept and not self._is_held_back(unit, period)
        word = "accept" if accept else "return"
        decision = {"region": unit, "period": period, "decision": word, "reason": "请核实", "with_blanks": accept}
        raw, secret = msgspec.json.encode({"decisions": [decision]}), self._people.reviewers[self._people.areas[unit]]
        answer = await self._send(client, "/v1/reviews", secret, self._key(unit), raw)
        result = answer["results"][0]
        if result["status"] != ("accepted" if accept else "returned"):
            raise RuntimeError(f"{decision}: {result}")
        area = self._people.areas[unit]
        told: dict[str, Any] = {"region": unit, "period": period, "revision": result["revision"], "area": area}
        self.told[unit].append(ReportAccepted(**told) if accept else ReportReturned(**told, reason="请核实"))

    async def _send(
        self, client: httpx.AsyncClient, path: str, secret: str, key: str, raw: bytes, signer: str = ""
    ) -> Any:
        """The answer, from whichever instance gives one at last."""
        headers = {"Authorization": f"Bearer {secret}", "Idempotency-Key": key, "Content-Type": "application/json"}
        if signer:
            headers["Second-Signer"] = f"Bearer {signer}"
        while True:
            try:
                answer = await client.post(random.choice(self._urls) + path, content=raw, headers=headers)
            except httpx.HTTPError as error:
                self.tries[type(error).__name__] += 1
            else:
                self.tries[str(answer.status_code)] += 1
                if answer.is_success:
                    return answer.json()
                if answer.status_code != httpx.codes.SERVICE_UNAVAILABLE or "retry-after" not in answer.headers:
                    raise RuntimeError(f"{path} {answer.status_code}: {answer.text[:500]}")
            await asyncio.sleep(random.uniform(*_AWAY_SECONDS))

    def _was_accepted(self, unit: str, period: str) -> bool:
        return any(isinstance(event, ReportAccepted) and event.period == period for event in self.told[unit])

    def _is_held_back(self, unit: str, period: str) -> bool:
        made = [each for each in self.told[unit] if isinstance(each, ReportSubmitted | ReportCorrected)]
        last = next(each for each in reversed(made) if each.period == period)
        return any(each.action == "block" for each in last.findings)

    def _key(self, unit: str) -> str:
        return uuid.UUID(int=self._chance[unit].getrandbits(128)).hex

    def _lines(self, unit: str, period: str, passed: int) -> tuple[ReportLine, ...]:
        chance, area = self._chance[unit], self._people.areas[unit]
        mood = random.Random(f"{self._seed}-{area}-{period}-{passed}").choice(MOODS)
        whole = AREAS[area]
        stocks = [ReportLine(name, whole * mood * chance.randint(95, 105) // 10_000) for name in STOCKS]
        to_date = chance.random() < 0.2
        flow = chance.randint(100, 900) * (int(period[-2:]) if to_date else 1)
        of = chance.randint(50, 500)
        return (
            *stocks,
            ReportLine(FLOW, flow, None, "year_to_date" if to_date else "month"),
            ReportLine(FLOW_RATIO, chance.randint(0, of), of),
            ReportLine(STOCK_RATIO, whole - chance.randint(0, 9_000), whole),
        )


class _Post(NamedTuple):
    unit: str
    period: str
    passed: int

    async def take(self, load: Load, client: httpx.AsyncClient) -> None:
        await load.post(client, *self)


class _Review(NamedTuple):
    unit: str
    period: str
    accept: bool

    async def take(self, load: Load, client: httpx.AsyncClient) -> None:
        await load.review(client, *self)


_Step = _Post | _Review


def months(first: str, last: str) -> list[Month]:
    """The months from ``first`` to ``last``, both included."""
    start, end = Month.parse(first), Month.parse(last)
    return [start.shift(number) for number in range(end.ordinal - start.ordinal + 1)]


def _posted(line: ReportLine) -> dict[str, object]:
    """A line as a system writes it."""
    if line.denominator is None:
        return {"indicator": line.indicator, "value": line.value, "basis": line.basis}
    return {"indicator": line.indicator, "numerator": line.value, "denominator": line.denominator}
