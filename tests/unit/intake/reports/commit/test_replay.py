"""What was answered before under an idempotency key."""

from __future__ import annotations

from services.intake.reports.commands import KEY_REUSED, AskedCommand, CommandAnswer, CommandRefused, Withdraw
from services.intake.reports.commit.replay import kept_answer, repeated
from services.intake.reports.repository import KeptAnswer


def _asked(digest: str) -> AskedCommand:
    return AskedCommand(Withdraw("500101", "2023-03", "x"), "clerk", "clerk:k", digest, "c")


def test_the_same_content_gets_the_same_answer_and_another_is_refused() -> None:
    assert kept_answer(_asked("d"), KeptAnswer("d", b"body")) == CommandAnswer(b"body", replayed=True)
    refused = kept_answer(_asked("e"), KeptAnswer("d", b"body"))
    assert isinstance(refused, CommandRefused) and refused.refusal == KEY_REUSED


def test_twice_in_one_batch_is_once_and_a_refusal_is_shared() -> None:
    answer = CommandAnswer(b"body", dropped=(("500101", "2023-03"),))
    assert repeated(_asked("d"), _asked("d"), answer) == CommandAnswer(b"body", replayed=True)
    failed = ValueError()
    assert repeated(_asked("d"), _asked("d"), failed) is failed
    assert isinstance(repeated(_asked("e"), _asked("d"), answer), CommandRefused)
