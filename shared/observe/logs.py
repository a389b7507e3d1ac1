"""Logs: JSON lines on standard error."""

from __future__ import annotations

import logging
import sys
from typing import TextIO

import structlog


def configure_logging(level: str, file: TextIO | None = None) -> None:
    """JSON lines on standard error (or in ``file``), one an event, from ``level`` up. Called once, by a main program.

    An HTTP client logs the addresses it asks, which hold the keys of group robots: it is kept silent.
    """
    for client in ("httpx", "httpcore"):
        logging.getLogger(client).setLevel(logging.CRITICAL)
        logging.getLogger(client).propagate = False
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=lambda *_: structlog.PrintLogger(file or sys.stderr),  # the one there is when something is said
        cache_logger_on_first_use=False,
    )
