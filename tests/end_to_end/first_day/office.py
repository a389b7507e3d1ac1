"""What an invented office has in hand on its first day, and the commands that it gives. Every plan is invented."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from tests.processes import free_ports, start, stop, tail

CITY, DISTRICT, NEW = "500000", "500107", "500198"
CITY_PLAN, DISTRICT_PLAN = "chongqing-2026-2030", "jiulongpo-2026-2030"
_PATIENCE = 90.0
_HEAD = """id = "{id}"
name = "{name}人力资源和社会保障事业发展“十五五”规划（虚构，示例）"
short_name = "{name}“十五五”（示例）"
region = "{region}"
first = "2026-01"
last = "2030-12"
document = "{name}人力资源和社会保障事业发展“十五五”规划（虚构，示例）"
number = ""
prefix = "{prefix}"

[tables]
targets = "专栏1 主要指标"
"""
_COLUMNS = "row,section,printed_name,name,indicator,printed_baseline,printed_target,attribute,unit,part_of\n"
_CITY_ROWS = """1,一,1.城镇新增就业人数（万人）,城镇新增就业人数,urban_new_employment,—,保持相当规模,预期性,万人,
2,一,2.城镇调查失业率（%）,城镇调查失业率,surveyed_unemployment_rate,—,控制在5.5%以内,预期性,%,
3,二,3.失业保险参保人数（万人）,失业保险参保人数,unemployment_insurance_insured,600,650左右,约束性,万人,
"""
_DISTRICT_ROWS = """1,一,1.城镇新增就业人数（万人）,城镇新增就业人数,urban_new_employment,—,年均3以上,预期性,万人,
2,二,2.失业保险参保人数（万人）,失业保险参保人数,unemployment_insurance_insured,15,提高5万人,约束性,万人,
"""


def write_plans(folder: Path) -> tuple[Path, Path]:
    """The city's plan and the district's, as they are printed."""
    made = []
    for id_, name, region, prefix, rows in (
        (CITY_PLAN, "重庆市", CITY, "CQS", _CITY_ROWS),
        (DISTRICT_PLAN, "九龙坡区", DISTRICT, "JLPS", _DISTRICT_ROWS),
    ):
        plan = folder / id_
        plan.mkdir(parents=True)
        head = _HEAD.format(id=id_, name=name, region=region, prefix=prefix)
        (plan / "plan.toml").write_text(head, "utf-8")
        (plan / "targets.csv").write_text(_COLUMNS + rows, "utf-8-sig")
        made.append(plan)
    return made[0], made[1]


class FirstDay:
    """An office's folders and its commands; ``begin`` first."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.site, self.data = folder, folder / "site", folder / "data"
        self.outbox = self.data / "outbox"
        self.secrets: dict[str, str] = {}
        self.said = ""
        self._clock = folder / "clock"
        (self._port,) = free_ports(1)
        self.url = f"http://127.0.0.1:{self._port}"

    def xushi(self, *words: str, code: int = 0) -> str:
        """A command of the office: what it says."""
        command = [sys.executable, "-m", "services.cli", *words]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout

    @property
    def environment(self) -> dict[str, str]:
        """The settings that ``xushi init`` wrote, the port, and a clock that stands where it is put."""
        file = self.site / "settings.env"
        lines = file.read_text("utf-8").splitlines() if file.exists() else []
        pairs = (line.partition("=") for line in lines if re.match(r"[A-Z_]+=", line))
        told = {name: value.strip().strip("'\"") for name, _, value in pairs}
        own = {"XUSHI_PORT": str(self._port), "XUSHI_CLOCK_FILE": str(self._clock), "XUSHI_SWEEP_SECONDS": "1"}
        return os.environ | told | own | {"COLUMNS": "300"}

    def begin(self, *plans: Path) -> None:
        """``xushi init``, with everything given, and keys for the office's systems; what it printed is kept."""
        words = ["init", "--yes", "--site", str(self.site), "--data", str(self.data), "--owed-from", "2026-01"]
        words += ["--name", "重庆市人力资源和社会保障局（虚构）", "--region", CITY]
        words += [word for plan in plans for word in ("--plan", str(plan))]
        words += ["--department", "就业处=jobs@office.test=urban_new_employment|surveyed_unemployment_rate"]
        words += [
            "--department",
            "保险处=insured@office.test",
            "--leader",
            "分管局长",
            "--leader-mail",
            "leader@office.test",
        ]
        for person, role in (("王审核", "reviewer"), ("李签字", "signer")):
            words += ["--person", f"{person}:{role}:{CITY}"]
        self.said = self.xushi(*words)
        for system, role in (("审核系统", "reviewer"), ("签字系统", "signer"), ("市系统", "reporter")):
            given = self.xushi("keys", "add", system, "--role", role, "--region", CITY, "--data", str(self.data))
            self.secrets[system] = given.strip()

    def at(self, instant: str) -> None:
        """Put the clock somewhere in China's time."""
        self._clock.write_text(f"{instant}+08:00", "utf-8")

    @contextmanager
    def up(self) -> Iterator[None]:
        """``xushi up``."""
        log = self.folder / "up.log"
        command = [sys.executable, "-m", "services.cli", "up"]
        process = start(command, log, environment=self.environment, parting=signal.SIGTERM)
        try:
            self.wait(lambda: process.poll() is None and "序时已启动" in tail(log, 100_000), log)
            yield
        finally:
            stop(process)

    def wait(self, condition: Callable[[], Any], log: Path | None = None) -> Any:
        """What ``condition`` gives as soon as it gives something."""
        deadline = time.monotonic() + _PATIENCE
        while not (found := condition()):
            assert time.monotonic() < deadline, tail(log or self.folder / "up.log", 3_000)
            time.sleep(0.2)
        return found

    def get(self, path: str, **query: str) -> Any:
        answer = httpx.get(self.url + path, params=query, headers=self._headers("审核系统"), trust_env=False)
        answer.raise_for_status()
        return answer.json()

    def post(self, path: str, body: object, system: str, key: str) -> Any:
        return json.loads(self._sent(path, json.dumps(body), "application/json", system, key))

    def post_lines(self, path: str, bodies: Sequence[object], system: str, key: str) -> list[Any]:
        """The answer to each."""
        content = "".join(json.dumps(each) + "\n" for each in bodies)
        answers = self._sent(path, content, "application/x-ndjson", system, key)
        return [json.loads(each) for each in answers.splitlines()]

    def _sent(self, path: str, content: str, kind: str, system: str, key: str) -> str:
        headers = self._headers(system) | {"Idempotency-Key": key, "Content-Type": kind}
        answer = httpx.post(self.url + path, content=content, headers=headers, timeout=60, trust_env=False)
        assert answer.status_code < 300, answer.text
        return answer.text

    def _headers(self, system: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.secrets[system]}"}
