"""``python -m deploy.fonts NOTO UNIHAN``: the fonts that documents are printed in where the machine has no others.

``NOTO`` is a folder of Noto CJK's collections (Debian: ``fonts-noto-cjk``, /usr/share/fonts/opentype/noto), ``UNIHAN``
the file that says which characters 通用规范汉字表 lists (Debian: ``unicode-data``,
/usr/share/unicode/Unihan_OtherMappings.txt.bz2). A subset is taken of each of three faces: 通用规范汉字, GB 2312 with
its signs, Latin, and whatever else the catalogue and the program's own texts write. Needs ``fonttools``, which is no
part of the running system. Twice the same files give the same subsets.
"""

from __future__ import annotations

import bz2
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
TARGET = ROOT / "shared" / "office" / "fonts"
FACES = {
    "serif-regular.otf": ("NotoSerifCJK-Regular.ttc", "Noto Serif CJK SC"),
    "serif-bold.otf": ("NotoSerifCJK-Bold.ttc", "Noto Serif CJK SC"),
    "sans-regular.otf": ("NotoSansCJK-Regular.ttc", "Noto Sans CJK SC"),
}
"""What each is called here, and which face it is taken from."""

_LATIN = range(0x20, 0x180)
_SIGNS = "‐‑‒–—―‖‘’“”„†‡•…‰′″‹›※€℃№℡™Ω→←↑↓↔⇒∈∏∑−∕√∝∞∠∥∧∨∩∪∫∮∴∵∶∷∽≈≌≠≡≤≥≦≧≮≯⊕⊙⊥⊿⌒"
_SIGNS += "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳■□▲△▼▽◆◇○◎●★☆✓✔✗〇〓〔〕㎎㎏㎜㎝㎞㎡㏄￥￠￡"
_TEXTS = (".py", ".csv", ".toml", ".html", ".md", ".txt", ".json")


def listed(unihan: Path) -> Iterator[int]:
    """The characters of 通用规范汉字表."""
    for line in bz2.decompress(unihan.read_bytes()).decode("utf-8").splitlines():
        if "\tkTGH\t" in line:
            yield int(line.split("\t")[0].removeprefix("U+"), 16)


def gb2312() -> Iterator[int]:
    """The characters of GB 2312, its signs among them."""
    for row in range(0xA1, 0xF8):
        for cell in range(0xA1, 0xFF):
            try:
                yield ord(bytes((row, cell)).decode("gb2312"))
            except UnicodeDecodeError:
                continue


def written() -> set[int]:
    """The characters that the program and its catalogue write."""
    found: set[int] = set()
    for folder in ("shared", "services"):
        for path in (ROOT / folder).rglob("*"):
            if path.suffix in _TEXTS and path.is_file():
                found.update(map(ord, path.read_text("utf-8", errors="ignore")))
    return {each for each in found if each >= 0x20}


def wanted(unihan: Path) -> list[int]:
    """Every character that a shipped font has to hold if its origin does."""
    return sorted({*listed(unihan), *gb2312(), *written(), *_LATIN, *map(ord, _SIGNS)})


def _names(names: Any) -> tuple[str, str]:
    """What a font's family is called, by its old and by its typographic name."""
    return names.getDebugName(1), names.getDebugName(16)


def main(noto: Path, unihan: Path) -> None:
    """Write the fonts."""
    from fontTools import subset
    from fontTools.ttLib import TTCollection

    characters = wanted(unihan)
    options = subset.Options(layout_features=[], hinting=False, name_IDs=["*"], notdef_outline=True)
    options.recalc_timestamp = False
    for name, (collection, family) in FACES.items():
        font = next(each for each in TTCollection(noto / collection) if family in _names(each["name"]))
        subsetter = subset.Subsetter(options)
        subsetter.populate(unicodes=characters)
        subsetter.subset(font)
        font.flavor = None
        font.save(TARGET / name)
        sys.stdout.write(f"{name}: {(TARGET / name).stat().st_size:,} bytes\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
