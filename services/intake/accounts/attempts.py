"""Who fails to sign in is slowed: from where, at which account, and by which browser. Pure: time is passed in.

An attempt is counted before its password is looked at, and forgiven when it was right: of many that come at once no
more are looked at than of as many one after another. A browser that has signed in to the account before has a count of
its own, and waits for nobody else: who guesses at an account, from wherever, does not keep its person out.
"""

from __future__ import annotations

import math

from shared.security.attempts import Counted, Patience, network_of

HERE = Patience(free=5)
"""At one account from one network, or by one known browser."""

NETWORK = Patience(free=20)
"""From one network: a whole bureau may stand behind it, in which some mistype."""

ANYWHERE = Patience(free=20, most_seconds=60.0)
"""At one account from all networks together, but for browsers that it knows."""


class SignInAttempts:
    """The three counts. Used by one thread at a time."""

    def __init__(self) -> None:
        self._here = Counted(HERE)
        self._networks = Counted(NETWORK)
        self._anywhere = Counted(ANYWHERE)

    def begin(self, account: str, address: str, browser: str, now: float) -> int:
        """An attempt at ``account``; for how many whole seconds it is to wait (0: it is looked at, and counted).

        ``browser`` names a browser that the account knows ('': none such).
        """
        counts = self._counts(account, address, browser)
        waits = max(count.wait(name, now) for count, name in counts)
        if waits == 0:
            for count, name in counts:
                count.fail(name, now)
        return math.ceil(waits)

    def was_right(self, account: str, address: str, browser: str, now: float) -> None:
        """The attempt that has just begun was no failure."""
        for count, name in self._counts(account, address, browser):
            count.forgive(name, now)

    def _counts(self, account: str, address: str, browser: str) -> tuple[tuple[Counted, str], ...]:
        if browser:
            return ((self._here, f"{account} by {browser}"),)
        network = network_of(address)
        return (self._here, f"{account} at {network}"), (self._networks, network), (self._anywhere, account)
