"""A report sent through the system in one process, and the modules that ran meanwhile."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from types import FrameType
from typing import Any

from fastapi.testclient import TestClient
from httpx2 import Response

from services.standalone import Standalone
from shared.catalogue.model import Kind
from shared.periods import CHINA, SettableClock
from shared.security.keys import Role, new_key, save_keys
from shared.settings import Settings

ROOT = Path(__file__).parents[2]

UNIT, AREA = "500240", "500000"
"""石柱县 has a plan of its own, so that its report alone moves a target; 重庆市 reviews it."""

SECONDS = 60.0


class Watch:
    """Which modules of services and shared are entered while it is on, in any thread that was begun after it."""

    def __init__(self) -> None:
        self._on = False
        self._files: set[str] = set()

    def __enter__(self) -> Watch:
        self._before: Any = threading.getprofile()
        threading.setprofile(self._entered)
        return self

    def __exit__(self, *_: object) -> None:
        threading.setprofile(self._before)

    def during(self, work: Callable[[], object]) -> set[str]:
        """The modules that ``work`` ran through, of whatever thread."""
        self._files.clear()
        before = sys.getprofile()
        self._on = True
        sys.setprofile(self._entered)
        try:
            work()
        finally:
            sys.setprofile(before)
            self._on = False
        paths = [Path(file) for file in self._files]
        return {
            ".".join(path.relative_to(ROOT).with_suffix("").parts)
            for path in paths
            if path.is_relative_to(ROOT / "services") or path.is_relative_to(ROOT / "shared")
        }

    def _entered(self, frame: FrameType, event: str, _argument: object) -> None:
        if self._on and event == "call":
            self._files.add(frame.f_code.co_filename)


class System:
    """The three services in one process in February 2025, with a key of the unit and one of its reviewer.

    No figure of January waits for review any more: what is raised is raised on the report.
    """

    def __init__(self, folder: Path) -> None:
        self.outbox = folder / "outbox"
        settings = Settings(data_dir=folder, sweep_seconds=3_600)
        unit, self._unit = new_key("unit", Role.REPORTER, UNIT)
        reviewer, self._reviewer = new_key("reviewer", Role.REVIEWER, AREA)
        save_keys(settings.keys_path, [unit, reviewer])
        self._clock = SettableClock(datetime(2025, 2, 20, 10, tzinfo=CHINA))
        self.standalone = Standalone(settings, self._clock)
        self.client = TestClient(self.standalone.app)

    def report(self) -> Response:
        """The unit reports January: a hundred of everything, far below its targets."""
        catalogue = self.standalone.runtime.catalogue
        lines = []
        for indicator in (catalogue.indicators[each] for each in catalogue.owed(UNIT)):
            rate: dict[str, object] = {"numerator": 50, "denominator": 100}
            value: dict[str, object] = {"value": "5" if indicator.kind is Kind.DIRECT else 100}
            note = {"note": "试报，不是真数"}  # without it, what is far from the plan's baseline could not be accepted
            lines.append({"indicator": indicator.id} | note | (rate if indicator.kind is Kind.RATIO else value))
        return self._post("/v1/reports", self._unit, {"region": UNIT, "period": "2025-01", "lines": lines})

    def accept(self) -> Response:
        """The reviewer accepts it."""
        decision = {"region": UNIT, "period": "2025-01", "revision": 1, "decision": "accept", "with_blanks": True}
        return self._post("/v1/reviews", self._reviewer, {"decisions": [decision]})

    def ask_as_of(self, day: str) -> Response:
        """The unit's figures of January as they were known at the end of a day."""
        wanted = {"region": UNIT, "period": "2025-01", "as_of": day}
        return self.client.get("/v1/figures", params=wanted, headers={"Authorization": f"Bearer {self._unit}"})

    def settle(self) -> None:
        """Until everything is read, decided and delivered."""
        self.standalone.settle(SECONDS)

    def pass_days(self, day: int) -> None:
        """It is a later day of February."""
        self._clock.set(datetime(2025, 2, day, 10, tzinfo=CHINA))

    def _post(self, path: str, secret: str, body: dict[str, Any]) -> Response:
        headers = {"Authorization": f"Bearer {secret}", "Idempotency-Key": path, "Content-Type": "application/json"}
        return self.client.post(path, content=json.dumps(body), headers=headers)
