"""Health: the checks that a service answers for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Literal, NamedTuple

import structlog

from shared.observe.disk import DISK_FULL, is_full

_KINDS = {
    "ChainBroken": "事件链断裂，请执行 xushi verify",
    "LogAway": "事件的来源（Kafka 或事件库）没有应答",
    "LogBroken": "主题里的事件与读到过的不符",
    "OperationalError": "数据库没有应答",
    "PermissionError": "没有所需的权限",
}

Status = Literal["ok", "degraded", "unavailable"]
"""What the checks come to: nothing is wrong; something is, and requests are taken all the same; they are not."""


class HealthCheck(NamedTuple):
    """The outcome of one health check; a ``needed`` one says whether requests can be taken at all."""

    name: str
    ok: bool
    detail: str
    needed: bool = False


def status_of(checks: Iterable[HealthCheck]) -> Status:
    """What the checks come to."""
    failed = [check for check in checks if not check.ok]
    if any(check.needed for check in failed):
        return "unavailable"
    return "degraded" if failed else "ok"


class CheckFailed(RuntimeError):
    """A check has found something: ``told`` in words that everybody may read, for health is public; ``detail`` is
    for the log."""

    def __init__(self, told: str, detail: str = "") -> None:
        super().__init__(detail or told)
        self.told = told


def told_of(error: BaseException | None) -> str:
    """What everybody may read of an error: its kind in words, for its text may hold what is nobody's affair."""
    if isinstance(error, CheckFailed):
        return error.told
    if error is not None and is_full(error):
        return DISK_FULL
    kind = type(error).__name__
    return _KINDS.get(kind, f"内部错误 {kind}")


class Health:
    """The checks a service answers for; a check returns its detail, or raises.

    Some of them say whether the service can do what it is asked at all (``needed``): its own database, and
    writing to it. Whatever else is wrong, it goes on taking requests.
    """

    def __init__(self) -> None:
        self._checks: dict[str, Callable[[], str]] = {}
        self._needed: set[str] = set()

    def add(self, name: str, check: Callable[[], str], *, needed: bool = False) -> None:
        """Ask ``check`` under this name from now on."""
        self._checks[name] = check
        if needed:
            self._needed.add(name)

    def report(self, *, needed: bool = False) -> list[HealthCheck]:
        """Every check's outcome now, or only of those that are ``needed``."""
        return [self._run(name, check) for name, check in self._checks.items() if not needed or name in self._needed]

    def _run(self, name: str, check: Callable[[], str]) -> HealthCheck:
        needed = name in self._needed
        try:
            return HealthCheck(name, True, check(), needed)
        except Exception as error:
            structlog.get_logger().warning("health check failed", check=name, error=repr(error))
            return HealthCheck(name, False, told_of(error), needed)
