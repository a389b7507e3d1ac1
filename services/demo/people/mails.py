"""The departments' mailbox: a folder in which the mails of the demonstration lie."""

from __future__ import annotations

import email
import email.policy
import re
from pathlib import Path

_LINK = re.compile(r"(/alerts/[^/\s]+/answer)\?token=([A-Za-z0-9_.-]+)")


def newest_token(mails: Path, number: str, episode: int) -> str | None:
    """The token of the link in the newest mail about an alert's episode; None where no mail has one."""
    found = sorted(
        mails.glob(f"{number}-e{episode}.*.eml"),
        key=lambda path: int(path.name.split("-e")[1].split(".")[1].split("-")[0]),
    )
    for path in reversed(found):
        mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        body = mail.get_body(("plain",))
        link = _LINK.search(body.get_content()) if body is not None else None
        if link is not None:
            return link[2]
    return None
