"""Clients at work over HTTP: one a unit, who is its clerk and its reviewers in turn, and those who close months.

What is not answered may have happened or not: it is asked for again under the same key until it is answered.
"""

from __future__ import annotations

import json
import random
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import httpx

from tests.end_to_end.kills.book import Book, Outcome, Part, Reply, Wish, outcomes
from tests.end_to_end.kills.model import CLOSES, LEVELS, Paper, apply, refusal
from tests.end_to_end.kills.wishing import MONTHS, People, Wishes, headers

_TIMEOUT_SECONDS = 40.0
_AWAY_SECONDS = (0.02, 0.2)
_PAUSE_SECONDS = (0.0, 0.04)
_CLOSING_PAUSE_SECONDS = (1.0, 8.0)
_KEEP_SECONDS = 2.0
"""How long an idle connection is used again: less than the services keep one, who would close it under a request."""


class Ended(Exception):
    """There is nobody left to ask: the game is over."""


class Wire:
    """A client's wire to the system: asks until there is an answer, and writes into the book what was promised."""

    def __init__(self, urls: Sequence[str], book: Book, chance: random.Random, over: threading.Event) -> None:
        self._urls = urls
        self._book = book
        self._chance = chance
        self._over = over
        limits = httpx.Limits(keepalive_expiry=_KEEP_SECONDS)
        self._http = httpx.Client(timeout=_TIMEOUT_SECONDS, limits=limits, trust_env=False)

    def ask(self, wish: Wish, allowed: Callable[[], Sequence[set[str]]]) -> Sequence[Outcome]:
        """What became of each part. ``allowed`` says, once it is answered, what each may be refused with ('' nothing).

        Raises:
            Ended: it was not answered, and will not be.
        """
        self._book.asked(wish)
        reply, missed = self._answer(wish)
        found = outcomes(wish, reply)
        if reply.status == 200 and not missed and not wish.bulk:
            self._book.fault(f"{wish.name}: answered as a repetition, asked for once: {wish}")
        self._check(wish, found, allowed())
        return found

    def ask_again(self, wish: Wish, before: Sequence[Outcome]) -> None:
        """Ask for something that was granted: the same answer."""
        reply, _ = self._answer(wish)
        self._book.count("asked again")
        if reply.status != 200 or tuple(outcomes(wish, reply)) != tuple(before):
            self._book.fault(f"{wish.name}: told {before} before, now {reply}")

    def ask_twice_at_once(self, wish: Wish, allowed: Callable[[], Sequence[set[str]]]) -> Sequence[Outcome]:
        """As :meth:`ask`, by somebody who presses twice."""
        self._book.asked(wish)
        with ThreadPoolExecutor(2) as pool:
            (one, _), (two, _) = pool.map(self._answer, (wish, wish))
        found, other = outcomes(wish, one), outcomes(wish, two)
        self._book.count("asked twice at once")
        if found != other:
            self._book.fault(f"{wish.name}: told two things at once: {found} and {other}")
        self._check(wish, found, allowed())
        return found

    def close(self) -> None:
        self._http.close()

    def _check(self, wish: Wish, found: Sequence[Outcome], allowed: Sequence[set[str]]) -> None:
        self._book.granted(wish, found)
        if len(found) != len(wish.parts):
            self._book.fault(f"{wish.name}: {len(wish.parts)} were asked for, {len(found)} answered")
        for part, outcome, codes in zip(wish.parts, found, allowed, strict=False):
            self._book.count(f"{part.kind}{' refused' if outcome.code else ''}")
            if outcome.code not in codes:
                self._book.fault(f"{wish.name}: {part.kind} {part.region} {part.period} {outcome}, allowed {codes}")

    def _answer(self, wish: Wish) -> tuple[Reply, int]:
        """The answer, and how often there was none."""
        missed = 0
        while not self._over.is_set():
            try:
                answer = self._http.post(
                    self._chance.choice(self._urls) + wish.path, content=wish.body, headers=headers(wish)
                )
                reply = _reply(wish, answer)
            except httpx.HTTPError as error:
                self._book.count(type(error).__name__)
            else:
                if reply is not None:
                    return reply, missed
                self._book.count("put off")
            missed += 1
            time.sleep(random.uniform(*_AWAY_SECONDS))
        raise Ended(wish.name)


def _reply(wish: Wish, answer: httpx.Response) -> Reply | None:
    """The answer, None where it only says that there is none now."""
    if answer.status_code == 503 and "retry-after" in answer.headers:
        return None
    if not (wish.bulk and answer.status_code == 200):
        return Reply(answer.status_code, answer.json())
    lines = [json.loads(line) for line in answer.text.splitlines()]
    whole = lines and lines[-1].get("complete") and not lines[-1]["summary"]["failed"]
    return Reply(200, lines) if whole else None


class Client:
    """Somebody who goes on until told to stop."""

    def __init__(self, line: Wire, wishes: Wishes, book: Book, chance: random.Random) -> None:
        self._line = line
        self._wishes = wishes
        self._book = book
        self._chance = chance

    def work(self, stop: threading.Event) -> None:
        """Ask for one thing after the other; what was begun is ended."""
        try:
            while not stop.wait(self._chance.uniform(*self.pause)):
                self.step()
        except Ended:
            return
        except Exception as error:  # whoever looks on shall hear of it
            self._book.fault(f"a client broke: {error!r}")

    pause = _PAUSE_SECONDS

    def step(self) -> None:
        raise NotImplementedError


class Unit(Client):
    """A unit's clerk and reviewers, who know of each month where it stands."""

    def __init__(self, unit: str, line: Wire, wishes: Wishes, book: Book, chance: random.Random) -> None:
        super().__init__(line, wishes, book, chance)
        self._unit = unit
        self._papers: dict[str, Paper] = defaultdict(Paper)
        self._granted: list[str] = []

    def step(self) -> None:
        """One request, most often one that may happen."""
        draw = self._chance.random()
        if draw < 0.08 and self._granted:
            self._line.ask_again(*self._book.replies[self._chance.choice(self._granted)])
            return
        self._ask(self._wish(draw))

    def _wish(self, draw: float) -> Wish:
        unit, wishes, months = self._unit, self._wishes, self._chance.sample(MONTHS, self._chance.choice((1, 1, 2, 3)))
        if draw < 0.16:
            return wishes.withdrawal(unit, months[0])
        if draw < 0.26:
            return wishes.file(unit, months, self._chance.random() < 0.4)
        if draw < 0.60:
            accepted = self._papers[months[0]].accepted_revision is not None
            return wishes.report(unit, months[0], self._chance.random() < (0.9 if accepted else 0.2))
        waiting = [month for month, paper in self._papers.items() if paper.status == "submitted"]
        if waiting and self._chance.random() < 0.8:
            months = self._chance.sample(waiting, min(len(waiting), len(months)))
        kind = "accepted" if self._chance.random() < 0.7 else "returned"
        return wishes.review(unit, months, kind, self._chance.choice(LEVELS[unit]))

    def _ask(self, wish: Wish) -> None:
        closed_before = set(self._book.closings_told)
        ask = self._line.ask_twice_at_once if self._chance.random() < 0.1 and not wish.bulk else self._line.ask
        found = ask(wish, lambda: self._allowed(wish.parts, closed_before))
        deeds = [deed for number in range(len(found)) if (deed := self._book.deeds.get((wish.name, number)))]
        for deed in deeds:
            apply(self._papers[deed.period], deed)
        if len(deeds) == len(wish.parts):  # what was refused is decided anew when it is asked for again
            self._granted.append(wish.name)

    def _allowed(self, parts: Sequence[Part], closed_before: set[tuple[str, str]]) -> list[set[str]]:
        """The codes that each part may be answered with: two, while somebody is closing the month."""
        closed_since = set(self._book.closings_asked)
        return [
            {
                refusal(
                    self._papers[part.period], part.kind, self._closed(part.period, closings), self._unit, part.area
                )
                for closings in (closed_before, closed_since)
            }
            for part in parts
        ]

    def _closed(self, period: str, closings: set[tuple[str, str]]) -> bool:
        return any((area, period) in closings for area in CLOSES[self._unit])


class Closer(Client):
    """Closes an area's months, now and then one that is closed."""

    pause = _CLOSING_PAUSE_SECONDS

    def __init__(self, area: str, line: Wire, wishes: Wishes, book: Book, chance: random.Random) -> None:
        super().__init__(line, wishes, book, chance)
        self._area = area

    def step(self) -> None:
        period = self._chance.choice(MONTHS)
        code = "already-closed" if (self._area, period) in self._book.closings_told else ""
        self._line.ask(self._wishes.closing(self._area, period), lambda: [{code}])


class Crowd:
    """All the clients of a game. They work between ``begin`` and ``end``, again and again."""

    def __init__(self, urls: Sequence[str], people: People, book: Book, seed: int) -> None:
        self._stack = ExitStack()
        self._over = threading.Event()
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []
        self._clients: list[Client] = []
        for unit in LEVELS:
            self._clients.append(Unit(unit, *self._equipment(urls, people, book, f"{seed}-{unit}")))
        for area in sorted({area for areas in CLOSES.values() for area in areas}):
            self._clients.append(Closer(area, *self._equipment(urls, people, book, f"{seed}-closing-{area}")))

    def begin(self) -> None:
        self._stop.clear()
        self._threads = [threading.Thread(target=each.work, args=(self._stop,)) for each in self._clients]
        for thread in self._threads:
            thread.start()

    def end(self, seconds: float) -> None:
        """Wait until all that was asked is answered.

        Raises:
            TimeoutError: something is not, in that time.
        """
        self._stop.set()
        deadline = time.monotonic() + seconds
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))
        if any(thread.is_alive() for thread in self._threads):
            raise TimeoutError(f"not answered within {seconds} s")

    def close(self) -> None:
        """Nobody asks any more."""
        self._over.set()
        self._stop.set()
        for thread in self._threads:
            thread.join(2 * _TIMEOUT_SECONDS)
        self._stack.close()

    def _equipment(
        self, urls: Sequence[str], people: People, book: Book, name: str
    ) -> tuple[Wire, Wishes, Book, random.Random]:
        chance = random.Random(name)
        line = Wire(urls, book, chance, self._over)
        self._stack.callback(line.close)
        return line, Wishes(people, chance), book, chance
