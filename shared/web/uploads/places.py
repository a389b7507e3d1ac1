"""How many uploads are under way at once, of everybody together and of each account. Used by the event loop only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from shared.web.problems import Problem


class UploadPlaces:
    """Places for ``most`` uploads, of which one account takes no more than ``most_of_one``."""

    def __init__(self, most: int, most_of_one: int) -> None:
        self._most = most
        self._most_of_one = most_of_one
        self._taken = Counter[str]()

    @contextmanager
    def taken(self, account: str) -> Iterator[None]:
        """One place, for as long as the block lasts.

        Raises:
            Problem: 503, all are taken, or all that this account may have.
        """
        own, all_of_them = self._taken[account], self._taken.total()
        if own >= self._most_of_one or all_of_them >= self._most:
            structlog.get_logger().warning("upload refused", account=account, own=own, under_way=all_of_them)
            raise self._refusal(own >= self._most_of_one)
        self._taken[account] += 1
        try:
            yield
        finally:
            self._taken[account] -= 1
            if not self._taken[account]:
                del self._taken[account]

    def _refusal(self, own: bool) -> Problem:
        whose, most = ("这个账号", self._most_of_one) if own else ("系统", self._most)
        detail = f"{whose}同时至多接收 {most} 份上传，请稍后重试（Too many uploads at once; try again later.）"
        headers = {"Retry-After": "5", "Connection": "close"}
        return Problem(503, "too-many-uploads", "正在接收的上传过多", detail=detail, headers=headers)
