"""The player sends what departments say of commitments, and what reviewers decide on it."""

from __future__ import annotations

from dataclasses import dataclass

from services.demo.player.stage import PlayKeys, PlaySummary
from services.demo.script.commitments import PlayedWords
from services.demo.transport.answers import rows_of
from services.demo.transport.client import Client, PlayError

COMMITMENTS = "/v1/commitments"
DONE_BEFORE = ("already-reviewed", "statement-moved")
"""What is answered where an earlier play has done it, and gone on since."""


@dataclass(frozen=True, slots=True)
class WordSender:
    """Sends under the key of the department, or of the area's reviewer; what came of it is counted in ``summary``."""

    client: Client
    keys: PlayKeys
    summary: PlaySummary

    async def send(self, said: PlayedWords) -> None:
        """All that somebody says at once; without a key for them nothing is said, nor reviewed."""
        keys, name = (self.keys.departments, said.department) if said.department else (self.keys.reviewers, said.area)
        if name not in keys or not self.keys.departments:
            return
        path = f"{COMMITMENTS}/{said.path}"
        answer = await self.client.post(path, keys[name], {said.field: list(said.items)}, said.key)
        for result in rows_of(answer, "results", "POST", path):
            if result["status"] == "refused" and result.get("code") not in DONE_BEFORE:
                raise PlayError("POST", path, 200, f"{result['plan']} {result['row']}：{result}")
        if said.department:
            self.summary.stated += len(said.items)
