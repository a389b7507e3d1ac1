"""``make benchmark``: all of them, one after the other."""

from __future__ import annotations

from benchmarks import accept, alarm, append, freshness, replay
from benchmarks.reading import pages


def main() -> None:
    """Run every benchmark; each prints its own figures and ratios."""
    for benchmark in (append, accept, replay, freshness, alarm, pages):
        benchmark.main()
        print()


if __name__ == "__main__":
    main()
