"""The day that views go by where the clock is simulated (``XUSHI_CLOCK_FILE``, a demonstration of past years).

Views compare due days with today. Where the services go by the machine's clock nothing is written, and the database's
own clock says the day in China: right at every midnight, and while no service runs. Only a clock that stands somewhere
else is written down: at the start, and in every sweep.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from shared.database.engine import Database
from shared.periods import CHINA

SAME = timedelta(hours=1)
"""Clocks nearer to each other than this are the same one."""


def simulated_day(now: datetime, machine: datetime) -> date | None:
    """The day in China at ``now``, where that is not the ``machine``'s own clock (both aware); None where it is."""
    return None if abs(now - machine) < SAME else now.astimezone(CHINA).date()


def publish_today(database: Database, now: datetime, machine: datetime) -> None:
    """Let the views go by ``now``. Writes only what has changed; nothing on SQLite, which has no views."""
    if not database.postgresql:
        return
    wanted = simulated_day(now, machine)
    with database.read() as connection:
        stands = connection.exec_driver_sql("SELECT max(day) FROM catalogue.simulated_today").scalar_one()
    if stands == wanted:
        return
    with database.write() as connection:
        connection.exec_driver_sql("LOCK TABLE catalogue.simulated_today IN SHARE ROW EXCLUSIVE MODE")
        connection.exec_driver_sql("DELETE FROM catalogue.simulated_today")
        if wanted is not None:
            connection.exec_driver_sql("INSERT INTO catalogue.simulated_today VALUES (%s)", (wanted,))
