"""``make benchmark-nation``, or ``python -m benchmarks.nation burst --other ../last-release/.venv/bin/python``."""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks.nation import burst, rebuild
from benchmarks.nation.builds import THIS, Build

PARTS = {"burst": burst.main, "rebuild": rebuild.main}
"""What can be measured: each is called with the builds, the folder of histories, months, rounds and ``rest``."""


def main() -> None:
    """Measure the named parts, all where none is named; each prints its own figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("part", nargs="*", help=f"of {', '.join(PARTS)}; all where none is named")
    parser.add_argument("--data", type=Path, default=Path("var/nation"), help="where histories are kept")
    parser.add_argument("--other", type=Path, help="Python of another build's environment, measured by turns with ours")
    parser.add_argument("--only-other", action="store_true", help="measure the other build alone")
    parser.add_argument("--months", type=int, default=60, help="of history (none to sixty)")
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--rest", action="store_true", help="let the services come to rest first after their start")
    options = parser.parse_args()
    if unknown := set(options.part) - PARTS.keys():
        parser.error(f"no such part: {', '.join(unknown)}")
    if options.only_other and options.other is None:
        parser.error("--only-other without --other")
    builds = [] if options.only_other else [THIS]
    if options.other is not None:
        builds.append(Build("other", options.other.absolute()))
    data = options.data.absolute()
    data.mkdir(parents=True, exist_ok=True)
    for name in options.part or PARTS:
        PARTS[name](builds, data, options.months, options.rounds, options.rest)
        print()


if __name__ == "__main__":
    main()
