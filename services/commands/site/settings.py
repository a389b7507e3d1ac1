"""Settings that an office in use should have made, beside its folder."""

from __future__ import annotations

from shared.catalogue.findings import Findings
from shared.settings import Settings

_PLACE = "设置"
_LOCAL = ("127.0.0.1", "localhost")


def check_settings(settings: Settings, findings: Findings) -> None:
    """A warning where messages would go nowhere, come from an example, or lead back to this machine alone."""
    if not settings.smtp_host:
        message = "没有设 XUSHI_SMTP_HOST：消息只写进外发文件夹，不会发出"
        findings.warning("no_mail_server", _PLACE, 0, message)
    elif ".example" in settings.mail_sender or settings.mail_domain.endswith(".example"):
        message = "XUSHI_MAIL_SENDER、XUSHI_MAIL_DOMAIN 还是示例（.example），收件服务器多半拒收"
        findings.warning("example_sender", _PLACE, 0, message)
    if any(f"//{name}" in settings.public_url for name in _LOCAL):
        message = f"XUSHI_PUBLIC_URL 是 {settings.public_url}：消息里的链接只有本机打得开"
        findings.warning("local_links", _PLACE, 0, message)
