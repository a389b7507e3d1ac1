"""What Alertmanager posts."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from services.alerts.oncall.notice import read_notice
from tests.unit.alerts.oncall import posted

HOUR = timedelta(hours=1)


def test_the_urgent_stands_first_and_then_the_oldest() -> None:
    read = posted.notice(
        posted.alert("warned", severity="warning"),
        posted.alert("later", after=HOUR),
        posted.alert("first"),
        posted.alert("over", lasted=HOUR),
    )
    assert [each.fingerprint for each in read.firing] == ["first", "later", "warned"]
    assert [each.fingerprint for each in read.resolved] == ["over"]
    assert (read.name, read.began) == ("XushiInstanceDown", posted.BEGAN)


def test_another_attempt_says_the_same_and_an_end_something_else() -> None:
    first, again = posted.notice(posted.alert()), posted.notice(posted.alert())
    assert first.content == again.content
    others = [posted.notice(posted.alert(lasted=HOUR)), posted.notice(posted.alert(), posted.alert("two"))]
    assert len({first.content, *(each.content for each in others)}) == 3
    assert {each.thread for each in others} == {first.thread}


@pytest.mark.parametrize("raw", [b"", b"[]", b"{}", b'{"groupKey": "x", "alerts": [{"status": "lost"}]}'])
def test_what_is_no_notice_is_told(raw: bytes) -> None:
    with pytest.raises(msgspec.MsgspecError):
        read_notice(raw)
