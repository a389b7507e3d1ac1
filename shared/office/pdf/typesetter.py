"""Makes PDF/A-2b of layouts by typst. The same layout and the same fonts give the same bytes, in any process."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import msgspec

from shared.office.blocks import Layout
from shared.office.pdf.characters import FontFault, characters_of
from shared.office.pdf.fonts import FontChoice, Role
from shared.office.pdf.template_data import Covered, template_data

if TYPE_CHECKING:
    import typst

_TEMPLATE = Path(__file__).parent / "document.typ"
_STANDARD: Literal["a-2b"] = "a-2b"
_NAME = "{} 的字体名称与别的文件重复，或者不能用于排版"


class SettingFault(RuntimeError):
    """A document that could not be set as it is: the message says what the typesetter had to say."""


class Typesetter:
    """Sets documents in one choice of fonts."""

    def __init__(self, fonts: FontChoice) -> None:
        self.fonts = fonts

    def pdf(self, layout: Layout, day: date) -> bytes:
        """The document, a file of ``day`` (PDF/A asks for one: its content's, never a clock's).

        A warning of the typesetter is a fault: it is how it tells that it took another font.

        Raises:
            SettingFault: it was not set as it should be.
            FontFault: a font is gone, or no font.
        """
        import typst

        data = template_data(layout, self._covered)
        book, faces = self._faces
        try:
            made, warnings = typst.compile_with_warnings(
                _TEMPLATE.read_bytes(),
                font_paths=book,
                ignore_system_fonts=True,
                format="pdf",
                pdf_standards=[_STANDARD],
                sys_inputs={
                    "layout": msgspec.json.encode(data).decode(),
                    "faces": faces,
                    "keywords": f"字体：{self.fonts.words()}",
                    **{name: str(getattr(day, name)) for name in ("year", "month", "day")},
                },
            )
        except typst.TypstError as error:
            raise SettingFault(f"{error.message} {'；'.join(error.hints)}".strip()) from None
        if warnings:
            raise SettingFault("；".join(each.message for each in warnings))
        return made + b"\n"  # else whoever appends to it (a signature) goes on in the line of %%EOF: no PDF/A any more

    @cached_property
    def _covered(self) -> Covered:
        return {
            role: frozenset().union(*(characters_of(path) for path in paths))
            for role, paths in self.fonts.faces.items()
        }

    @cached_property
    def _faces(self) -> tuple[typst.Fonts, str]:
        """typst's book of the fonts, and for each role how the faces are called in it, as JSON."""
        import typst

        folders = [str(folder) for folder in self.fonts.folders]
        book = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)
        known = {Path(each.path): each for each in reversed(book.fonts()) if each.path}
        faces: dict[Role, dict[str, object]] = {}
        for role, paths in self.fonts.faces.items():
            for path in paths:
                if path not in known:
                    raise FontFault(_NAME.format(path))
            families = list(dict.fromkeys(known[path].family for path in paths))
            faces[role] = {"families": families, "weight": known[paths[0]].weight}
        return book, msgspec.json.encode(faces).decode()
