from __future__ import annotations

import socket
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from shared.process.serving import serving
from shared.settings import Settings
from tests.processes import free_ports


def an_app() -> FastAPI:
    app = FastAPI()

    @app.get("/here")
    def here() -> dict[str, bool]:
        return {"here": True}

    return app


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (port,) = free_ports(1)
    return Settings(data_dir=tmp_path, host="127.0.0.1", port=port)


def test_it_answers_as_long_as_the_block_lasts(settings: Settings) -> None:
    address = f"http://127.0.0.1:{settings.port}/here"
    with serving(an_app(), settings) as ended:
        assert httpx.get(address).json() == {"here": True}
        assert not ended.is_set()
    assert ended.is_set()
    with pytest.raises(httpx.ConnectError):
        httpx.get(address)


# uvicorn ends its thread with SystemExit where the port is taken
@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_what_does_not_start_is_said(settings: Settings) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", settings.port))
        taken.listen()
        with pytest.raises(RuntimeError, match="did not start"), serving(an_app(), settings):
            pytest.fail("it has started")
