"""Where a service is."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the service is: from a base URL such as ``http://127.0.0.1:8000``."""

    host: str
    port: int
    secure: bool
    prefix: str

    @classmethod
    def of(cls, base_url: str) -> Origin:
        """Read a base URL.

        Raises:
            ValueError: it is no http or https address.
        """
        parts = urlsplit(base_url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"“{base_url}”不是 http 地址")
        secure = parts.scheme == "https"
        return cls(parts.hostname, parts.port or (443 if secure else 80), secure, parts.path.rstrip("/"))
