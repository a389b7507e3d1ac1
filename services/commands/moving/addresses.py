"""Where the three databases are to be: the addresses of the settings, which the services go by afterwards."""

from __future__ import annotations

from collections import Counter

import sqlalchemy as sa

from shared.log import PRODUCERS
from shared.settings import Settings


def setting_of(service: str) -> str:
    """The setting that names a service's database."""
    return f"XUSHI_{service.upper()}_DATABASE"


def address_faults(settings: Settings) -> list[str]:
    """What is wrong with the addresses as they are set, every fault in Chinese; none where all is well."""
    faults: list[str] = []
    places: dict[str, tuple[str | int | None, ...]] = {}
    for service in PRODUCERS.values():
        configured: str = getattr(settings, f"{service}_database")
        if not configured:
            faults.append(f"没有设置 {setting_of(service)}：要迁到哪里")
            continue
        try:
            url = sa.make_url(configured)
        except (sa.exc.ArgumentError, ValueError):
            faults.append(f"{setting_of(service)} 不是数据库地址")
            continue
        if url.get_backend_name() != "postgresql":
            faults.append(f"{setting_of(service)} 不是 PostgreSQL 的地址")
        places[service] = (url.host, url.port, url.database)
    for place, count in Counter(places.values()).items():
        if count > 1:
            names = "、".join(setting_of(each) for each, its in places.items() if its == place)
            faults.append(f"{names} 指的是同一个库：每个服务须有自己的库")
    return faults


def shown_address(settings: Settings, service: str) -> str:
    """The address of a service's database as it may be shown: without the password."""
    return sa.make_url(getattr(settings, f"{service}_database")).render_as_string(hide_password=True)
