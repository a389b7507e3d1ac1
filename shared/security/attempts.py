"""Who shows wrong keys again and again is told to wait: how long, from what failed before. Time is passed in.

Two things are counted: the address that a wrong key came from, and the account, which is the wrong key itself (of
whoever shows an unknown key nothing else is known). A right key is never asked about here.
"""

from __future__ import annotations

import ipaddress
import math
from collections import OrderedDict
from typing import NamedTuple


class Patience(NamedTuple):
    """How many failures are borne, and what comes then.

    After ``free`` failures each further one doubles the wait, from ``first_seconds`` to ``most_seconds``. One
    failure is forgotten every ``forgets_seconds``.
    """

    free: int
    first_seconds: float = 1.0
    most_seconds: float = 300.0
    forgets_seconds: float = 300.0


ACCOUNT = Patience(free=5)
"""Of one wrong key: a program that goes on with a key that was taken away."""

ADDRESS = Patience(free=20)
"""Of one address: a whole bureau may stand behind it, in which some mistype."""

MOST_COUNTED = 10_000
"""So many addresses, and as many accounts, are remembered; those that failed longest ago are forgotten first."""

_LONGEST_NAME = 64
_IPV6_NETWORK = 64


class Standing(NamedTuple):
    """What is remembered of one that failed: ``failures`` as they counted at ``at``, and until when it is to wait."""

    failures: float
    at: float
    until: float


def remembered(standing: Standing | None, now: float, patience: Patience) -> float:
    """How many failures still count at ``now``; 0 for one that never failed."""
    if standing is None:
        return 0.0
    return max(0.0, standing.failures - (now - standing.at) / patience.forgets_seconds)


def failed(standing: Standing | None, now: float, patience: Patience) -> Standing:
    """What is remembered after one more failure at ``now``."""
    failures = remembered(standing, now, patience) + 1
    beyond = math.ceil(failures - patience.free)
    if beyond <= 0:
        return Standing(failures, now, now)
    doublings = min(beyond - 1, math.ceil(math.log2(patience.most_seconds / patience.first_seconds)))
    return Standing(failures, now, now + min(patience.most_seconds, patience.first_seconds * 2.0**doublings))


def wait(standing: Standing | None, now: float) -> float:
    """For how many seconds nothing more is heard of it; 0 when it may try."""
    return max(0.0, standing.until - now) if standing is not None else 0.0


def network_of(address: str) -> str:
    """What is counted as one address: an IPv4 address, the /64 of an IPv6 one, of which one site has them all."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address[:_LONGEST_NAME]
    if isinstance(parsed, ipaddress.IPv4Address):
        return str(parsed)
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network((int(parsed), _IPV6_NETWORK), strict=False))


class Counted:
    """The standings of one kind, no more than ``most`` of them."""

    def __init__(self, patience: Patience, most: int = MOST_COUNTED) -> None:
        self._patience = patience
        self._most = most
        self._standings: OrderedDict[str, Standing] = OrderedDict()

    def __len__(self) -> int:
        return len(self._standings)

    def wait(self, name: str, now: float) -> float:
        """As :func:`wait`."""
        return wait(self._standings.get(name), now)

    def fail(self, name: str, now: float) -> None:
        """Remember one more failure of ``name``."""
        self._standings[name] = failed(self._standings.pop(name, None), now, self._patience)
        if len(self._standings) > self._most:
            self._standings.popitem(last=False)

    def forgive(self, name: str, now: float) -> None:
        """Take back one failure of ``name``, which was none in the end, and its wait."""
        failures = remembered(self._standings.pop(name, None), now, self._patience) - 1
        if failures > 0:
            self._standings[name] = Standing(failures, now, now)


class Attempts:
    """Both counts. Used by one thread at a time."""

    def __init__(self, most: int = MOST_COUNTED) -> None:
        self._addresses = Counted(ADDRESS, most)
        self._accounts = Counted(ACCOUNT, most)

    def __len__(self) -> int:
        return len(self._addresses) + len(self._accounts)

    def fail(self, address: str, account: str, now: float) -> float:
        """A wrong key came from ``address``. 0 when that is counted and said; else for how many seconds the address,
        or the account, is to be told to wait: then it is not counted again, so that waiting helps."""
        network = network_of(address)
        waits = max(self._addresses.wait(network, now), self._accounts.wait(account, now))
        if waits == 0:
            self._addresses.fail(network, now)
            self._accounts.fail(account, now)
        return waits
