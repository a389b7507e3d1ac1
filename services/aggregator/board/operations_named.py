"""What stands on the page 运行 by a name that only machines read, in words. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping

_SERVICES = {"intake": "报送", "aggregator": "汇总", "alerts": "预警"}
_TOPICS = {"reports": "报表", "figures": "汇总数", "alerts": "预警"}
_PARTS = {
    "store": "事件库",
    "chain": "事件链",
    "background": "后台任务",
    "standby": "值守",
    "clock": "时钟",
    "catalogue": "目录",
    "database": "数据库",
    "judge": "判断",
}
_CHECKS = {
    "readers": "各读取者",
    "calendar": "放假安排",
    "clock": "模拟时钟",
    "keys": "密钥",
    "disk": "磁盘",
    "printing": "印制文件",
    "health": "健康检查",
    "watching": "监看",
}
_READERS = {
    "aggregator": "汇总：报表",
    "board": "看板：预警",
    "alerts": "预警：汇总数",
    "reminders": "催报：报表",
    "intake-alerts": "报送：预警",
    "intake-progress": "报送：汇总数",
}


def service_name(code: str) -> str:
    """A service; the code itself where it has no name."""
    return _SERVICES.get(code, code)


def topic_name(code: str) -> str:
    """A topic; the code itself where it has no name."""
    return _TOPICS.get(code, code)


def reader_name(code: str) -> str:
    """A reader; the code itself where it has no name."""
    return _READERS.get(code, code)


def check_name(code: str) -> str:
    """A health check: of a service's part, of a reader, or of the process."""
    if code in _CHECKS:
        return _CHECKS[code]
    if code.endswith("-consumer"):
        return f"读取者 {reader_name(code.removesuffix('-consumer'))}"
    if code.startswith("relay-"):
        return f"转发 {topic_name(code.removeprefix('relay-'))}"
    whose, _, part = code.partition("-")
    if whose in _SERVICES and part in _PARTS:
        return f"{_SERVICES[whose]} {_PARTS[part]}"
    return code


FILTERS: Mapping[str, Callable[[str], str]] = {
    "service_name": service_name,
    "topic_name": topic_name,
    "reader_name": reader_name,
    "check_name": check_name,
}
"""For templates."""
