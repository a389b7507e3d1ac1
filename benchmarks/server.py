"""The server under test: ``python -m benchmarks.server standalone|intake|empty FOLDER PORT``."""

from __future__ import annotations

import sys
from pathlib import Path

from fastapi import FastAPI, Request, Response

from services.intake.main import create_app
from services.standalone import Standalone
from shared.observe import Health, Metrics, configure_logging
from shared.process.serving import server
from shared.settings import Settings
from shared.web.install import install
from shared.web.problems import json_response
from shared.web.requests import read_body


def empty_app() -> FastAPI:
    """The same frame without the work: the body is read, nothing is parsed, decided or stored."""
    app = FastAPI(openapi_url=None)
    install(app, Metrics(), Health())

    @app.post("/v1/reports")
    async def accept(request: Request) -> Response:
        body = await read_body(request, 1_000_000)
        return json_response({"bytes": len(body)}, 201)

    return app


def main(name: str, folder: Path, port: int) -> None:
    """Serve until terminated."""
    configure_logging("WARNING")
    settings = Settings(data_dir=folder, port=port)
    apps = {
        "standalone": lambda: Standalone(settings).app,
        "intake": lambda: create_app(settings),
        "empty": empty_app,
    }
    server(apps[name](), settings).run()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
