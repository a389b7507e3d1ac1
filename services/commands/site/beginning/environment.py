"""The environment of an office that begins: what its settings file holds."""

from __future__ import annotations

from email.utils import parseaddr
from pathlib import Path

from services.commands.site.beginning.answers import Answers
from shared.settings import Settings


def environment_of(answers: Answers, settings: Settings, site: Path) -> dict[str, str]:
    """The variables by name, each with its value; a password is never among them, only the file that holds it."""
    mail = answers.mail
    found = {"XUSHI_DATA_DIR": str(settings.data_dir.resolve()), "XUSHI_SITE_DIR": str(site.resolve())}
    if answers.public_url:
        found["XUSHI_PUBLIC_URL"] = answers.public_url
    if mail.host:
        found |= {
            "XUSHI_SMTP_HOST": mail.host,
            "XUSHI_SMTP_PORT": str(mail.port),
            "XUSHI_SMTP_SECURITY": mail.security,
        }
    if mail.user:
        password = settings.data_dir.resolve() / "smtp-password"
        found |= {"XUSHI_SMTP_USER": mail.user, "XUSHI_SMTP_PASSWORD_FILE": str(password)}
    if mail.sender:
        found["XUSHI_MAIL_SENDER"] = mail.sender
        found["XUSHI_MAIL_DOMAIN"] = parseaddr(mail.sender)[1].rpartition("@")[2]
    return found
