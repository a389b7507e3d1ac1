"""In which faces documents are printed: the office's own, else Debian's Fandol, else the shipped Noto CJK."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from shared.office.pdf.characters import FontFault, characters_of

Role = Literal["body", "title", "head", "kai", "song"]

ROLES: Mapping[Role, str] = {"body": "仿宋", "title": "小标宋", "head": "黑体", "kai": "楷体", "song": "宋体"}
"""What each face is called, as an office's font file is named: ``仿宋.ttf``."""

SHIPPED = Path(__file__).parent.parent / "fonts"
"""Parts of Noto CJK, under the SIL Open Font License; how they were made: deploy/fonts.py."""

FANDOL = Path("/usr/share/texlive/texmf-dist/fonts/opentype/public/fandol")
"""Where Debian's package texlive-lang-chinese puts Fandol."""

_SUFFIXES = (".ttf", ".otf", ".ttc")
_SHIPPED_FACES: Mapping[Role, str] = {
    "body": "serif-regular.otf",
    "title": "serif-bold.otf",
    "head": "sans-regular.otf",
    "kai": "serif-regular.otf",
    "song": "serif-regular.otf",
}
_FANDOL_FACES: Mapping[Role, str] = {  # no bold one: veraPDF finds widths in FandolSong-Bold that are not the glyphs'
    "body": "FandolFang-Regular.otf",
    "head": "FandolHei-Regular.otf",
    "kai": "FandolKai-Regular.otf",
    "song": "FandolSong-Regular.otf",
}


@dataclass(frozen=True, slots=True)
class FontChoice:
    """A file for each role, and the shipped one behind it for what that cannot write."""

    faces: Mapping[Role, tuple[Path, ...]]

    @property
    def folders(self) -> tuple[Path, ...]:
        """Where the files lie, each folder once."""
        return tuple(dict.fromkeys(path.parent for files in self.faces.values() for path in files))

    @property
    def names(self) -> tuple[str, ...]:
        """Which face is set in which file: ``仿宋 FandolFang-Regular.otf``."""
        return tuple(f"{ROLES[role]} {files[0].name}" for role, files in self.faces.items())

    def words(self) -> str:
        """The same in one line."""
        return "，".join(self.names)


def choose(own: Path | None = None, fandol: Path = FANDOL) -> FontChoice:
    """The faces of this machine: ``own`` is the office's folder of fonts (None, or not there: it has none).

    Raises:
        FontFault: a file of the office's folder is no font, or nobody would use it.
    """
    found = _own(own) if own is not None and own.is_dir() else {}
    faces: dict[Role, tuple[Path, ...]] = {}
    for role in ROLES:
        shipped = SHIPPED / _SHIPPED_FACES[role]
        usual = fandol / _FANDOL_FACES[role] if role in _FANDOL_FACES else shipped
        first = found.get(role) or (usual if usual.is_file() else shipped)
        faces[role] = tuple(dict.fromkeys((first, shipped)))
    return FontChoice(faces)


def _own(folder: Path) -> dict[Role, Path]:
    """The office's files, by the role that each is named for."""
    roles = {word: role for role, word in ROLES.items()}
    found: dict[Role, Path] = {}
    faults = []
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() not in _SUFFIXES or path.name.startswith("."):
            continue
        if path.stem not in roles:
            faults.append(f"{path}：字体文件按用处命名，应为{'、'.join(roles)}之一")
            continue
        try:
            characters_of(path)
        except FontFault as fault:
            faults.append(str(fault))
        found[roles[path.stem]] = path
    if faults:
        raise FontFault("；".join(faults))
    return found
