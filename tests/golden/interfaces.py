"""What others hold on to: routes, metrics, tables and commands, each a list of lines.

``python -m tests.golden.interfaces`` writes the lists anew: a change that means to change them does so and
shows the difference; a change that means not to is told by test_interfaces.py.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa
import typer
from fastapi.routing import iter_route_contexts
from typer.main import get_command

from services.aggregator.main import MIGRATIONS as AGGREGATOR
from services.alerts.main import MIGRATIONS as ALERTS
from services.cli import app
from services.intake.main import MIGRATIONS as INTAKE
from services.standalone import Standalone
from shared.database.engine import Database
from shared.observe import Metrics
from shared.settings import Settings

FOLDER = Path(__file__).parent / "interfaces"
_MIGRATIONS = {"aggregator": AGGREGATOR, "alerts": ALERTS, "intake": INTAKE}


def routes() -> Iterator[str]:
    """Every route, and where the interface describes it, its parameters (! where required) and answers."""
    with tempfile.TemporaryDirectory() as folder:
        served = Standalone(Settings(data_dir=Path(folder))).app
        described = served.openapi()["paths"]
        found = {(route.path, method) for route in iter_route_contexts(served.routes) for method in route.methods or ()}
    for path, method in sorted(found):
        operation = described.get(path, {}).get(method.lower())
        yield f"{method} {path}" + (_operation(operation) if operation else "")


def _operation(described: dict[str, Any]) -> str:
    return f" {_parameters(described)}-> {' '.join(sorted(described['responses']))}"


def _parameters(described: dict[str, Any]) -> str:
    found = (
        f"{each['in']}:{each['name']}{'!' if each.get('required') else ''} " for each in described.get("parameters", ())
    )
    return "".join(sorted(found))


def metrics() -> Iterator[str]:
    """Every metric: name, kind, labels."""
    for name, metric in sorted(vars(Metrics()).items()):
        if hasattr(metric, "describe"):
            described = metric.describe()[0]
            yield f"{described.name} {described.type} {' '.join(metric._labelnames)}".rstrip() + f" ({name})"


def tables() -> Iterator[str]:
    """Every table that each service's migrations lead to: its columns with their types."""
    with tempfile.TemporaryDirectory() as folder:
        for service, migrations in _MIGRATIONS.items():
            database = Database(f"sqlite:///{folder}/{service}.db")
            database.migrate(migrations)
            inspector = sa.inspect(database.engine)
            for table in sorted(inspector.get_table_names()):
                for column in inspector.get_columns(table):
                    null = " null" if column["nullable"] else ""
                    yield f"{service}.{table}.{column['name']} {column['type']}{null}"
            database.dispose()


def commands() -> Iterator[str]:
    """Every command with its options."""
    yield from _commands(get_command(app), "xushi")


def _commands(command: Any, name: str) -> Iterator[str]:
    for word, each in sorted(getattr(command, "commands", {}).items()):
        yield from _commands(each, f"{name} {word}")
    if not hasattr(command, "commands"):
        words = [opt for each in command.params for opt in each.opts if each.name != "help"]
        yield " ".join([name, *sorted(words)])


LISTS: dict[str, Callable[[], Iterator[str]]] = {
    "routes": routes,
    "metrics": metrics,
    "tables": tables,
    "commands": commands,
}


def write() -> None:
    """Write every list to its file."""
    for name, lines in LISTS.items():
        (FOLDER / f"{name}.txt").write_text("".join(f"{line}\n" for line in lines()), encoding="utf-8")


if __name__ == "__main__":
    typer.run(write)
