"""Who is told, as the settings name them."""

from __future__ import annotations

import pytest

from services.alerts.oncall.recipients import MAIL, ROBOTS, Recipient, WrongRecipients, recipients_of


def test_addresses_and_robots_are_told_each_once() -> None:
    found = recipients_of("ops@cq.example, 值班 <night@cq.example>,ops@cq.example,", "wecom:ops , feishu: duty")
    assert found[MAIL] == (Recipient("mail", "ops@cq.example"), Recipient("mail", "值班 <night@cq.example>"))
    assert found[ROBOTS] == (Recipient("wecom", "ops"), Recipient("feishu", "duty"))
    assert str(found[ROBOTS][0]) == "企业微信 ops"


def test_nobody_may_be_named() -> None:
    assert recipients_of("", " ") == {MAIL: (), ROBOTS: ()}


def test_every_name_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(WrongRecipients) as told:
        recipients_of("ops,fine@cq.example,运维@cq.example", "wecom,slack:ops,dingtalk:,feishu:fine")
    for wrong in ("“ops”", "“运维@cq.example”", "“wecom”", "“slack:ops”", "“dingtalk:”"):
        assert wrong in str(told.value)
    assert "fine" not in str(told.value)
