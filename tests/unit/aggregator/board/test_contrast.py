"""Every colour that carries text is readable (WCAG AA: 4.5 to 1), by day and by night."""

from __future__ import annotations

import re

import pytest

from services.aggregator.board.drawing.tile_map import SHADES
from services.aggregator.board.render import STATIC

_CSS = (STATIC / "xushi.css").read_text(encoding="utf-8")
_TEXTS = ("ink", "muted", "accent", "normal", "blue", "yellow", "orange", "red", "none")


def _palette(theme: str) -> dict[str, str]:
    light, dark = re.findall(r":root \{(.*?)\}", _CSS, re.DOTALL)[:2]
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", light if theme == "light" else dark))


def _luminance(colour: str) -> float:
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("ground", ["paper", "sheet", "accent-soft"])
def test_text_stands_out_from_its_ground(theme: str, ground: str) -> None:
    palette = _palette(theme)
    weak = {name for name in _TEXTS if _contrast(palette[name], palette[ground]) < 4.5}
    assert weak == set()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_warning_that_figures_are_simulated_is_readable(theme: str) -> None:
    palette = _palette(theme)
    assert _contrast(palette["yellow"], palette["yellow-soft"]) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_button_is_readable(theme: str) -> None:
    palette = _palette(theme)
    assert _contrast(palette["paper"], palette["accent"]) >= 4.5


def _of_tiles(element: str) -> dict[str, str]:
    """What fills a part of a tile, by the last class of its rule: the name of the colour."""
    rules = re.findall(rf"\.tiles ([^{{}},]*?{element}[^{{}},]*?)(?:, [^{{]*)?\{{[^}}]*?fill: var\(--([\w-]+)\)", _CSS)
    return {selector.strip(): colour for selector, colour in rules}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_what_a_tile_says_is_readable_on_every_ground_that_a_tile_may_have(theme: str) -> None:
    palette, grounds, texts = _palette(theme), _of_tiles("rect"), _of_tiles("text")
    assert {f"shade-{step}" for step in range(1, SHADES + 1)} < set(grounds.values())
    silent = {".silent rect": grounds.pop(".silent rect")}
    measured = {
        (ground, text): _contrast(palette[texts[text]], palette[colour])
        for text, under in (("text", grounds), (".silent text", silent))
        for ground, colour in under.items()
    }
    assert len(measured) >= SHADES + 4  # and those that rise, fall, are silent, or have no shade
    assert {where: ratio for where, ratio in measured.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_legend_of_the_shades_is_readable(theme: str) -> None:
    palette = _palette(theme)
    swatch = re.search(r"\.swatch \{[^}]*?color: var\(--([\w-]+)\)", _CSS)
    assert swatch is not None
    weak = [step for step in range(1, SHADES + 1) if _contrast(palette[swatch[1]], palette[f"shade-{step}"]) < 4.5]
    assert weak == []


def test_no_text_has_a_colour_that_is_meant_for_lines_and_grounds() -> None:
    written = set(re.findall(r"(?<![-\w])color: var\(--([\w-]+)\)", _CSS))
    assert written <= {*_TEXTS, "paper"}
