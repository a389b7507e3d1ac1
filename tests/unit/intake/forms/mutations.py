"""What a fuzz does to a filled-in form: to its cells, its rows and columns, its parts. The same for the same seed."""

from __future__ import annotations

import io
import random
import re
import zipfile
import zlib
from xml.sax.saxutils import escape

from services.intake.forms.workbook.content import Place, column_letters, place_of_address
from tests.unit.intake.forms.support import SHEET_PART

_CELL = re.compile(r'<c r="([A-Z]+[0-9]+)"( s="[0-9]+")?[^>]*?(?:/>|>.*?</c>)', re.DOTALL)
_REFERENCE = re.compile(r'(?<=[ (])(r|ref)="([A-Z]*)([0-9]+)(?::([A-Z]+)([0-9]+))?"')
_TEXTS = (
    *(
        "1790",
        "１７９０",
        "1,790",
        "1 790",
        "1\u202f790",
        "\u202d1790\u202c",
        "1790人",
        "0",
        "-5",
        "1.5",
        "",
        " ",
        "12,34",
    ),
    *(
        "1790①",
        "1790¹",
        "1790*",
        "1.79万",
        "5%",
        "1e3",
        "٣٤",
        "1_790",
        "—",
        "无",
        "约90",
        "17\n90",
        "17\u200b90",
        "9" * 50,
    ),
    *(
        "城镇新增就业人数",
        "指标",
        "本月数",
        "分子",
        "说明",
        "报表说明",
        "更正理由",
        "更正依据：",
        "本年累计",
        "时点数",
        "万人",
        "人",
    ),
    *(
        "2023年3月",
        "2023年2月",
        "填报单位：涪陵区（500102）",
        "注：初步",
        "_x000B_",
        "_x0031_790",
        "上月",
        "序号",
        "其中：",
        "件",
    ),
)
_RAW = (
    "<v>1790</v>",
    "<v>1790.4</v>",
    "<v>-1</v>",
    "<v>1E400</v>",
    "<v>NaN</v>",
    "<v></v>",
    "<f>1+1</f>",
    "<f>1+1</f><v>2</v>",
    "<v>0</v><v>7</v>",
    "<is><t>88</t></is>",
    "<is><r><t>17</t></r><r><rPr><strike/></rPr><t>90</t></r></is>",
    "<is><r><t>1790</t></r><r><rPr><vertAlign val='superscript'/></rPr><t>2</t></r></is>",
    "<is><t>17</t><r><t>90</t></r></is>",
)
_KINDS = ("n", "s", "str", "inlineStr", "b", "e", "d", "x", "")


def mutated(raw: bytes, seed: int) -> bytes:
    """The workbook after one to three things that were done to it."""
    chance = random.Random(seed)
    for _ in range(chance.choice((1, 1, 2, 3))):
        change = chance.choice((_cells, _cells, _cells, _places, _merged, _attributes, _parts, _bytes))
        try:
            raw = change(raw, chance)
        except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, ValueError, OSError, EOFError):
            break  # what was done before left no archive that could be opened once more
    return raw


def _edited(raw: bytes, part: str, content: bytes | None, name: str | None = None) -> bytes:
    """The archive with a part replaced, renamed, or (None) left out."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as source, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as target:
        for each in source.namelist():
            if each != part:
                target.writestr(each, source.read(each))
            elif content is not None:
                target.writestr(name or each, content)
    return written.getvalue()


def _sheet(raw: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        return archive.read(SHEET_PART).decode("utf-8", "replace") if SHEET_PART in archive.namelist() else ""


def _with_sheet(raw: bytes, text: str) -> bytes:
    return _edited(raw, SHEET_PART, text.encode())


def _cells(raw: bytes, chance: random.Random) -> bytes:
    """Other things in one to four cells, among those to be filled in more often than elsewhere."""
    text = _sheet(raw)
    for _ in range(chance.randint(1, 4)):
        cells = list(_CELL.finditer(text))
        if not cells:
            return raw
        inputs = [each for each in cells if each[1][0] in "EFGJ"]
        cell = chance.choice(inputs if inputs and chance.random() < 0.6 else cells)
        text = text[: cell.start()] + _content(cell[1], cell[2] or "", chance) + text[cell.end() :]
    return _with_sheet(raw, text)


def _content(address: str, style: str, chance: random.Random) -> str:
    if chance.random() < 0.2:
        style = f' s="{chance.randint(0, 22)}"'
    if chance.random() < 0.6:
        return f'<c r="{address}"{style} t="inlineStr"><is><t>{escape(chance.choice(_TEXTS))}</t></is></c>'
    kind = chance.choice(_KINDS)
    return f'<c r="{address}"{style}{f" t={chr(34)}{kind}{chr(34)}" if kind else ""}>{chance.choice(_RAW)}</c>'


def _places(raw: bytes, chance: random.Random) -> bytes:
    """A row or a column put in, or all cells of one row given to another."""
    at, upright = chance.randint(1, 30), chance.random() < 0.5
    if chance.random() < 0.3:
        one, other = chance.randint(5, 30), chance.randint(5, 30)
        return _with_sheet(raw, re.sub(rf'r="([A-Z]*){one}"', rf'r="\g<1>{other}"', _sheet(raw)))
    column = chance.randint(1, 11)

    def moved(letters: str, number: str) -> str:
        if upright:
            return f"{letters}{int(number) + (int(number) >= at)}"
        place = place_of_address(f"{letters or 'A'}{number}")
        shifted = Place(place.row, place.column + (place.column >= column))
        return f"{column_letters(shifted.column) if letters else ''}{number}"

    def reference(found: re.Match[str]) -> str:
        end = f":{moved(found[4], found[5])}" if found[5] else ""
        return f'{found[1]}="{moved(found[2], found[3])}{end}"'

    return _with_sheet(raw, _REFERENCE.sub(reference, _sheet(raw)))


def _merged(raw: bytes, chance: random.Random) -> bytes:
    """Another merged range, or none at all."""
    text = _sheet(raw)
    if chance.random() < 0.3:
        return _with_sheet(raw, re.sub(r"<mergeCells.*?</mergeCells>", "", text, flags=re.DOTALL))
    top, left = chance.randint(1, 30), chance.randint(1, 10)
    bottom, right = top + chance.randint(0, 3), left + chance.randint(0, 3)
    area = f"{column_letters(left)}{top}:{column_letters(right)}{bottom}"
    return _with_sheet(raw, text.replace("</mergeCells>", f'<mergeCell ref="{area}"/></mergeCells>', 1))


def _attributes(raw: bytes, chance: random.Random) -> bytes:
    """An attribute of the sheet, somewhere, with another value; or a row or column hidden."""
    text = _sheet(raw)
    if chance.random() < 0.3:
        row = f'<row r="{chance.randint(1, 30)}"'
        return _with_sheet(raw, text.replace(row, f'{row} hidden="1"', 1))
    found = list(re.finditer(r' (r|s|t|ref|min|max|hidden|ht)="([^"]*)"', text))
    if not found:
        return raw
    one = chance.choice(found)
    value = chance.choice(
        ("0", "-1", "999999999", "A1", "A0", "XFD1048576", "AAAA1", "", "x", "1", "A1:A1", "1.5", "é")
    )
    return _with_sheet(raw, f'{text[: one.start()]} {one[1]}="{value}"{text[one.end() :]}')


def _parts(raw: bytes, chance: random.Random) -> bytes:
    """A part left out, renamed, emptied, broken off, or put in another's place."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        names = archive.namelist()
        if not names:
            return raw
        part, other = chance.choice(names), chance.choice(names)
        content, foreign = archive.read(part), archive.read(other)
    return chance.choice(
        (
            lambda: _edited(raw, part, None),
            lambda: _edited(raw, part, content, part.replace("/", "\\")),
            lambda: _edited(raw, part, content, part.upper()),
            lambda: _edited(raw, part, b""),
            lambda: _edited(raw, part, content[: chance.randint(0, len(content))]),
            lambda: _edited(raw, part, foreign),
        )
    )()


def _bytes(raw: bytes, chance: random.Random) -> bytes:
    """Bytes changed inside a part, or in the archive itself."""
    if chance.random() < 0.3:
        return _changed(raw, chance)
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        part = chance.choice(archive.namelist())
        content = archive.read(part)
    return _edited(raw, part, _changed(content, chance))


def _changed(content: bytes, chance: random.Random) -> bytes:
    if not content:
        return content
    start = chance.randrange(len(content))
    return content[:start] + chance.randbytes(chance.randint(0, 3)) + content[start + chance.randint(0, 6) :]
