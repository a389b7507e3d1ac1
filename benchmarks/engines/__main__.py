"""The same measurements on PostgreSQL and Kafka, beside the embedded form in one run.

``python -m benchmarks.engines [accept|apply|freshness …]``. Every process runs on this machine:
PostgreSQL (durable: fsync on), Kafka, the services and the load.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence

from benchmarks.engines.accept import accept
from benchmarks.engines.apply import apply
from benchmarks.engines.freshness import freshness
from benchmarks.engines.running import Engines, engines
from shared.observe import configure_logging

PARTS: Mapping[str, Callable[[Engines], None]] = {"accept": accept, "apply": apply, "freshness": freshness}


def main(names: Sequence[str] = ()) -> None:
    """Measure and print the named parts, or all."""
    configure_logging("ERROR")
    with engines() as made:
        for name in names or PARTS:
            PARTS[name](made)
            print()


if __name__ == "__main__":
    main(sys.argv[1:])
