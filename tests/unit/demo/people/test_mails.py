from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path

from services.demo.people.mails import newest_token


def lies(mails: Path, name: str, text: str) -> None:
    mail = EmailMessage()
    mail.set_content(text)
    (mails / f"{name}.eml").write_bytes(bytes(mail))


def link(token: str) -> str:
    return f"请签收：http://127.0.0.1:8600/alerts/CQ-07/answer?token={token} 。"


def test_the_newest_mail_of_the_episode_has_the_token(tmp_path: Path) -> None:
    lies(tmp_path, "CQ-07-e1.9-mail", link("ninth"))
    lies(tmp_path, "CQ-07-e1.10-mail", link("tenth"))
    assert newest_token(tmp_path, "CQ-07", 1) == "tenth"


def test_a_mail_without_a_link_is_passed_over(tmp_path: Path) -> None:
    lies(tmp_path, "CQ-07-e1.1-mail", link("first"))
    lies(tmp_path, "CQ-07-e1.2-mail", "已销号")
    assert newest_token(tmp_path, "CQ-07", 1) == "first"


def test_another_episode_or_alert_is_not_meant(tmp_path: Path) -> None:
    lies(tmp_path, "CQ-07-e1.1-mail", link("first"))
    assert newest_token(tmp_path, "CQ-07", 2) is None
    assert newest_token(tmp_path, "CQ-08", 1) is None
