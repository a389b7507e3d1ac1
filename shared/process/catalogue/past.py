"""The catalogues of the past as the doors of a service ask for them: what cannot be answered is said in words."""

from __future__ import annotations

import time
from collections.abc import Callable

from shared.catalogue import Catalogue
from shared.catalogue.known import Moment
from shared.catalogue.record import EditsDoNotFit, RecordedCatalogues
from shared.observe.health import CheckFailed
from shared.web.problems import Problem

PATIENCE_SECONDS = 10.0
"""A process that is begun with files of an earlier day finds a later change recorded until its own is read."""


class PastCatalogues:
    """See shared.catalogue.known.KnownCatalogues."""

    def __init__(
        self,
        recorded: RecordedCatalogues,
        stands: Callable[[], bool] = lambda: True,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """``stands``: whether what the service has made still stands by this process's catalogue, if it can tell."""
        self._recorded = recorded
        self._stands = stands
        self._monotonic = monotonic
        self._outdated_since: float | None = None
        self.outdated = False
        """Whether this process's catalogue had given way to another when it was last looked at."""

    @property
    def now(self) -> Catalogue:
        """The catalogue that the service works by."""
        return self._recorded.now

    def at(self, moment: Moment) -> Catalogue:
        """The catalogue in force at a point.

        Raises:
            CatalogueError: this version cannot read the files of then any more.
            Problem: 503 where a change between is missing, which is found as soon as it is read.
        """
        try:
            return self._recorded.at(moment)
        except EditsDoNotFit as error:
            raise Problem(503, "catalogue-incomplete", "目录的变更记录尚不完整，请稍后再查") from error

    def of_digest(self, digest: str) -> Catalogue | None:
        """As RecordedCatalogues.of_digest."""
        return self._recorded.of_digest(digest)

    def look(self) -> None:
        """See whether this process's catalogue has given way to another: at once where what stands was put to that
        one, and where one was recorded, once that has lasted."""
        now = self._monotonic()
        if not self._recorded.outdated():
            self._outdated_since = None
        elif self._outdated_since is None:
            self._outdated_since = now
        lasting = self._outdated_since is not None and now - self._outdated_since >= PATIENCE_SECONDS
        self.outdated = lasting or not self._stands()

    def refuse_outdated(self) -> None:
        """For the doors of the present: what stands may be judged by another catalogue than they would name it by.

        Raises:
            Problem: 503 once this process's catalogue has given way to another.
        """
        if self.outdated:
            message = "目录已更换，本实例尚在使用旧目录，请稍后再查"
            raise Problem(503, "catalogue-outdated", message, headers={"Retry-After": "10"})

    def check(self) -> str:
        """That this process's catalogue is the one in force.

        Raises:
            CheckFailed: another has been recorded since: the process is begun again with the newest files. Or intake
                has recorded none like it: it is yet to be begun with these files, or has another folder.
        """
        self.look()
        if self.outdated:
            raise CheckFailed("在用的目录已经更换：请用最新的文件重新启动这个实例")
        history = self._recorded.history()
        last = history.last
        if last is None:
            return "还没有记录"
        if self._recorded.digest not in (edition.digest for edition in history.editions):
            raise CheckFailed(f"报送服务所用的目录文件（自位置 {last.position} 起）与这个实例的不同")
        return f"自位置 {last.position} 起在用"
