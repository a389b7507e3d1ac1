from __future__ import annotations

from services.alerts.messages.notification import NotificationRow, notification_id
from services.alerts.tables import NOTIFICATIONS

QUEUED = NotificationRow(
    notification="CQ-08-e1.3-wecom-0a",
    stream="alert-x-8-500000",
    alert="CQ-08",
    episode=1,
    sequence=3,
    channel="wecom",
    recipient="group",
    subject="预警",
    title="【红】",
    queued_at=1,
    next_attempt_at=2,
    wanted_at=2,
    correlation_id="c-1",
    content=b"{}",
    fallbacks=(("dingtalk", "d"), ("feishu", "f")),
    fallback_at=9,
)


def test_a_row_holds_what_its_table_holds() -> None:
    assert sorted(NotificationRow._fields) == sorted(NOTIFICATIONS.c.keys())


def test_what_is_queued_comes_back_the_same_with_the_id_it_was_given() -> None:
    columns = QUEUED.columns()
    assert "id" not in columns
    assert columns["fallbacks"] == '[["dingtalk","d"],["feishu","f"]]'
    assert NotificationRow.of({**columns, "id": 17}) == QUEUED._replace(id=17)


def test_a_list_may_leave_the_content_out() -> None:
    columns = QUEUED.columns()
    del columns["content"]
    assert NotificationRow.of(columns).content == b""


def test_a_message_to_a_recipient_has_one_identity_that_hides_the_address() -> None:
    names = {notification_id("CQ-08", 1, 2, "mail", each) for each in ("a@b.example", "c@b.example", "a@b.example")}
    assert len(names) == 2
    assert all(name.startswith("CQ-08-e1.2-mail-") and "@" not in name for name in names)
