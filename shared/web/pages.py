"""What every service's pages share: the way templates are filled, and the navigation."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from shared.periods import CHINA

NAVIGATION = (
    ("/", "总览"),
    ("/reports", "报送"),
    ("/reviews", "审核"),
    ("/alerts", "预警"),
    ("/as-of", "时点"),
    ("/regions", "地区"),
    ("/ops", "运行"),
)
"""The pages that every page leads to, whichever service answers for them: address and word."""

_SHARED = Path(__file__).parent.parent / "templates"


def environment(templates: Path) -> Environment:
    """Fills the templates of that folder, and the shared ones (``_nav.html``) that they include.

    What is written into a page is escaped, and a value that is missing is an error, not an empty place.
    """
    made = Environment(
        loader=FileSystemLoader([templates, _SHARED]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["navigation"] = NAVIGATION
    made.filters["china"] = china
    return made


def china(instant: datetime) -> str:
    """An instant as a page writes it: Chinese time to the minute."""
    return instant.astimezone(CHINA).strftime("%Y-%m-%d %H:%M")
