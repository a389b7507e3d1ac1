from __future__ import annotations

import asyncio
import threading
from pathlib import Path

from shared.process.beside import Beside
from shared.process.runtime import Runtime
from shared.settings import Settings
from tests.builders import a_clock


def test_what_goes_on_beside_the_services_is_started_stopped_and_asked_for_its_health(tmp_path: Path) -> None:
    runtime, looked = Runtime(Settings(data_dir=tmp_path), clock=a_clock()), threading.Event()
    beside = Beside("watching", runtime)
    beside.background.every("looking", 3_600, looked.set)
    beside.migrate()
    beside.start()
    assert looked.wait(10)
    found = {check.name: check.detail for check in runtime.health.report()}
    assert found["watching"] == "1 个后台任务在运行"
    asyncio.run(beside.stop())
    assert not any(thread.name == "looking" for thread in threading.enumerate())
    runtime.close()
