"""The process that compares: ``python -m services.aggregator.rebuild.checking``, begun by :mod:`.apart`.

Told on its standard input what it works with, it answers on its standard output with what it found, or with null where
the live figures stand by another catalogue than it has read. It steps back for whoever else wants the processor, and
ends when its input does: whoever began it is gone.
"""

from __future__ import annotations

import os
import pickle
import sys
import threading

import msgspec

from services.aggregator.catalogue_in_use import AnotherCatalogue
from services.aggregator.rebuild.checking.found import CheckFound, found_in
from services.aggregator.rebuild.checking.work import CheckWork
from services.aggregator.rebuild.rebuild import rebuild_figures
from shared.observe import configure_logging
from shared.process.runtime import Runtime

_STEPS_BACK = 10


def main() -> None:
    """Compare once."""
    os.nice(_STEPS_BACK)
    asked, answer = sys.stdin.buffer, sys.stdout.buffer
    work: CheckWork = pickle.load(asked)  # from the process that began this one, and from nobody else
    threading.Thread(target=end_with, args=(asked.fileno(),), daemon=True).start()
    configure_logging(work.settings.log_level)
    answer.write(msgspec.json.encode(_compare(work)))
    answer.flush()


def _compare(work: CheckWork) -> CheckFound | None:
    runtime = Runtime(work.settings, from_stores=work.from_stores)
    try:
        return found_in(rebuild_figures(runtime))
    except AnotherCatalogue:
        return None
    finally:
        runtime.close()


def end_with(asked: int) -> None:
    """End this process as soon as what it is ``asked`` by, a file descriptor, ends."""
    while os.read(asked, 1):
        continue
    os._exit(1)


if __name__ == "__main__":
    main()
