"""Libraries that only some work needs, imported when it is done for the first time: a start does not wait for them.

``if TYPE_CHECKING: import webauthn`` tells the checker what the name is; ``else: webauthn = Later("webauthn")`` is what
runs. A boundary that a single function passes imports inside that function instead.
"""

from __future__ import annotations

import importlib
from typing import Any


class Later:
    """A module that is imported when something of it is asked for. Threads that ask at once wait for one."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, attribute: str) -> Any:
        return getattr(importlib.import_module(self._name), attribute)
