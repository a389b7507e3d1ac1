"""Pictures for the documents: ``XUSHI_PICTURES=docs/images`` keeps those that the guide and the handbook show."""

from __future__ import annotations

import os
from pathlib import Path

from playwright.sync_api import Page


def picture(page: Page, name: str) -> None:
    """The whole page as it is now, where pictures are wanted: in a window as high as the page, so that what sticks to
    the window's edge lies over nothing."""
    folder, window = os.environ.get("XUSHI_PICTURES"), page.viewport_size
    if folder and window:
        height = int(page.evaluate("document.documentElement.scrollHeight"))
        page.set_viewport_size({"width": window["width"], "height": height})
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
        page.set_viewport_size(window)
