"""``make benchmark``: all of them, one after the other."""

from __future__ import annotations

from benchmarks import accept, alarm, append, freshness, replay


def main() -> None:
    """Run every benchmark; each prints its own figures and ratios."""
    for benchmark in (append, accept, replay, freshness, alarm):
        benchmark.main()
        print()


if __name__ == "__main__":
    main()
