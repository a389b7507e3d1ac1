"""A Word document on A4, in the layout of an official paper. Pure: the same layout, the same bytes.

Written part by part instead of with a library, so that no library's later version changes a document's bytes.
Fonts are those that offices use; where one is missing, the font table names what takes its place.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import floor
from xml.sax.saxutils import escape, quoteattr

from shared.office.blocks import Block, Cell, Column, Grid, Heading, Layout, Paragraph, writable_layout
from shared.office.measures import (
    CHARACTERS,
    FIRST,
    OFFICIAL,
    TEXT_WIDTH,
    TWIPS,
    Measures,
    table_points,
    table_scale,
    twips,
)
from shared.office.package import pack

TITLE_FONT, BODY_FONT, HEAD_FONT, KAI_FONT, TABLE_FONT = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312", "宋体"

_MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_KEPT = ' xml:space="preserve"'  # a blank at a text's end
_OFF_THE_GRID = '<w:snapToGrid w:val="0"/>'  # small print: by the grid of lines a row of a table would be two high
_NUMBER_POINTS = 14
_FROM_THE_EDGE = 4  # characters between the date and the edge
_COLOURS = {"red": "B3131F", "orange": "B04A00", "yellow": "806000", "blue": "2060B0", "normal": "1F7A3D"}
_INSTEAD = {
    TITLE_FONT: "宋体;SimSun;Noto Serif CJK SC",
    BODY_FONT: "仿宋;FangSong;宋体",
    HEAD_FONT: "SimHei;Noto Sans CJK SC",
    KAI_FONT: "楷体;KaiTi;宋体",
    TABLE_FONT: "SimSun;Noto Serif CJK SC",
}


def docx(layout: Layout) -> bytes:
    """The document."""
    layout = writable_layout(layout)
    measures = OFFICIAL if layout.official else FIRST
    numbered = _official_footers() if layout.official else [("word/footer1.xml", _footer())]
    parts = [
        ("[Content_Types].xml", _content_types(layout.official)),
        ("_rels/.rels", _package_relations()),
        ("docProps/core.xml", _core(layout)),
        ("word/document.xml", _document(layout, measures)),
        ("word/_rels/document.xml.rels", _document_relations(layout.official)),
        ("word/styles.xml", _styles(measures)),
        ("word/fontTable.xml", _fonts()),
        *numbered,
    ]
    return pack((name, (_DECLARATION + xml).encode()) for name, xml in parts)


def _document(layout: Layout, measures: Measures) -> str:
    writer = _BlockWriter(measures)
    body = [writer.paragraph(layout.warning, HEAD_FONT, 12, align="center", colour="B3131F")] if layout.warning else []
    body.append(writer.paragraph(layout.title, TITLE_FONT, 22, align="center", before=120))
    body.append(writer.paragraph(layout.subtitle, KAI_FONT, 16, align="center", after=200))
    for block in layout.blocks:
        body += writer.block(block)
    body += writer.ending(layout)
    return (
        f'<w:document xmlns:w="{_MAIN}" xmlns:r="{_RELATIONS}"><w:body>{"".join(body)}{_section(measures)}</w:body>'
        "</w:document>"
    )


def _section(measures: Measures) -> str:
    above, right, below, left = measures.margins
    even = '<w:footerReference w:type="even" r:id="rId4"/>' if measures.official else ""
    grid = ""
    if measures.official:
        grid = f'<w:docGrid w:type="lines" w:linePitch="{measures.pitch}"/>'
    return (
        f'<w:sectPr><w:footerReference w:type="default" r:id="rId3"/>{even}<w:pgSz w:w="11906" w:h="16838"/>'
        f'<w:pgMar w:top="{twips(above)}" w:right="{twips(right)}" w:bottom="{twips(below)}" w:left="{twips(left)}" '
        f'w:header="851" w:footer="{twips(measures.footer)}" w:gutter="0"/>{grid}</w:sectPr>'
    )


class _BlockWriter:
    """Writes blocks in one set of measures."""

    def __init__(self, measures: Measures) -> None:
        self._measures = measures

    def block(self, block: Block) -> Iterator[str]:
        body, official = self._measures.body, self._measures.official
        match block:
            case Heading(text) if official:
                yield self.paragraph(text, HEAD_FONT, 16, first_line=True, keep=True, outline=True)
            case Heading(text):
                yield self.paragraph(text, HEAD_FONT, 16, before=240, after=80, keep=True, outline=True)
            case Paragraph(text, small=True):
                yield self.paragraph(text, TABLE_FONT, 9, after=20, exact=False)
            case Paragraph(text):
                yield self.paragraph(text, BODY_FONT, body, first_line=not block.flush)
            case Grid():
                yield self.paragraph(block.caption, HEAD_FONT, 12, align="center", before=160, after=60, keep=True)
                yield _table(block, official)
                yield self.paragraph("", TABLE_FONT, 5, exact=False)

    def ending(self, layout: Layout) -> Iterator[str]:
        """The lines under the blocks; the office over the middle of the date, that four characters from the edge."""
        body = self._measures.body
        for text in layout.closing if layout.official else layout.ending:
            yield self.paragraph(text, BODY_FONT, body, align="right", keep=True)
        if not layout.official:
            return
        signed = [text for text in (layout.issuer, layout.signed_on) if text]
        middle = max((_characters(text) for text in signed[-1:]), default=0) / 2 + _FROM_THE_EDGE
        for text in signed:
            edge = max(middle - _characters(text) / 2, 0)
            yield self.paragraph(text, BODY_FONT, body, align="right", keep=True, edge=round(edge * body * 20))

    def paragraph(
        self,
        text: str,
        font: str,
        points: float,
        *,
        align: str = "",
        before: int = 0,
        after: int = 0,
        colour: str = "",
        first_line: bool = False,
        keep: bool = False,
        outline: bool = False,
        exact: bool = True,
        edge: int = 0,
    ) -> str:
        pitch = self._measures.pitch if exact else 0
        line = f'w:line="{pitch}" w:lineRule="exact"' if pitch else 'w:line="276" w:lineRule="auto"'
        if self._measures.official:
            before = after = 0
        properties = "<w:keepNext/>" if keep else ""
        properties += _OFF_THE_GRID if self._measures.official and not exact else ""
        properties += f'<w:spacing w:before="{before}" w:after="{after}" {line}/>'
        two = round(2 * self._measures.body * 20)
        properties += f'<w:ind w:firstLineChars="200" w:firstLine="{two}"/>' if first_line else ""
        properties += f'<w:ind w:right="{edge}"/>' if edge else ""
        properties += f'<w:jc w:val="{align}"/>' if align else ""
        properties += '<w:outlineLvl w:val="0"/>' if outline else ""
        closer = _closer(points) if self._measures.official else 0
        return f"<w:p><w:pPr>{properties}</w:pPr>{_run(text, font, points, colour, closer=closer)}</w:p>"


def _characters(text: str) -> float:
    """How many characters wide a line is: a figure is half of one."""
    return sum(0.5 if each.isascii() else 1.0 for each in text)


def _closer(points: float) -> int:
    """By how many twentieths of a point the characters of a text of the body's size stand closer than they are wide, so
    that as many as are prescribed fit a line. A grid of characters would say so for the whole page; LibreOffice 7.4
    sets twenty of them by it, and small print as far apart as large."""
    return floor(TEXT_WIDTH / CHARACTERS * TWIPS - points * 20) if points == OFFICIAL.body else 0


def _run(text: str, font: str, points: float, colour: str = "", bold: bool = False, closer: int = 0) -> str:
    if not text:
        return ""
    properties = f'<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia={quoteattr(font)}/>'
    properties += "<w:b/>" if bold else ""
    properties += f'<w:color w:val="{colour}"/>' if colour else ""
    properties += f'<w:spacing w:val="{closer}"/>' if closer else ""
    size = int(points * 2)
    properties += f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def _table(grid: Grid, official: bool) -> str:
    width: float = sum(column.width for column in grid.columns)
    points, scale = 9.0, 1.0
    if official:
        points, scale = table_points(len(grid.columns)), table_scale(width)
        width *= scale
    edges = "".join(
        f'<w:{edge} w:val="single" w:sz="{8 if edge in ("top", "bottom") else 4}" w:space="0" w:color="000000"/>'
        for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    properties = (
        f'<w:tblPr><w:tblW w:w="{twips(width)}" w:type="dxa"/><w:jc w:val="center"/>'
        f"<w:tblBorders>{edges}</w:tblBorders>"
        '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="50" w:type="dxa"/><w:right w:w="50" w:type="dxa"/>'
        "</w:tblCellMar></w:tblPr>"
    )
    columns = "".join(f'<w:gridCol w:w="{twips(column.width * scale)}"/>' for column in grid.columns)
    head = "".join(_cell(Cell(column.head), column, points, scale, official, head=True) for column in grid.columns)
    rows = [f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{head}</w:tr>"]
    rows += [
        "<w:tr><w:trPr><w:cantSplit/></w:trPr>"
        + "".join(_cell(cell, column, points, scale, official) for cell, column in zip(row, grid.columns, strict=True))
        + "</w:tr>"
        for row in grid.rows
    ]
    return f"<w:tbl>{properties}<w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>"


def _cell(cell: Cell, column: Column, points: float, scale: float, official: bool, *, head: bool = False) -> str:
    align = "center" if head else column.align
    shade = '<w:shd w:val="clear" w:color="auto" w:fill="EEF2F2"/>' if head else ""
    indent = '<w:ind w:left="180"/>' if cell.indent else ""
    run = _run(cell.text, HEAD_FONT if head else TABLE_FONT, points, _COLOURS.get(cell.level, ""), bool(cell.level))
    width, grid = twips(column.width * scale), _OFF_THE_GRID if official else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{shade}<w:vAlign w:val="center"/></w:tcPr>'
        f'<w:p><w:pPr>{grid}<w:spacing w:before="20" w:after="20"/>{indent}<w:jc w:val="{align}"/></w:pPr>'
        f"{run}</w:p></w:tc>"
    )


def _footer() -> str:
    fonts = f'<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="{TABLE_FONT}"/>'
    style = f'<w:rPr>{fonts}<w:sz w:val="21"/></w:rPr>'
    number = _page_number(style, "第", "页")
    return f'<w:ftr xmlns:w="{_MAIN}"><w:p><w:pPr><w:jc w:val="center"/></w:pPr>{number}</w:p></w:ftr>'


def _page_number(style: str, before: str, after: str) -> str:
    parts = (
        f"<w:t{_KEPT if ' ' in before else ''}>{before}</w:t>",
        '<w:fldChar w:fldCharType="begin"/>',
        '<w:instrText xml:space="preserve"> PAGE </w:instrText>',
        '<w:fldChar w:fldCharType="separate"/>',
        "<w:t>1</w:t>",
        '<w:fldChar w:fldCharType="end"/>',
        f"<w:t{_KEPT if ' ' in after else ''}>{after}</w:t>",
    )
    return "".join(f"<w:r>{style}{part}</w:r>" for part in parts)


def _official_footers() -> list[tuple[str, str]]:
    """Page numbers outside between lines, one character from the edge: right on odd pages, left on even ones."""
    settings = f'<w:settings xmlns:w="{_MAIN}"><w:evenAndOddHeaders/></w:settings>'
    return [
        ("word/footer1.xml", _numbered("right")),
        ("word/footer2.xml", _numbered("left")),
        ("word/settings.xml", settings),
    ]


def _numbered(side: str) -> str:
    fonts = f'<w:rFonts w:ascii="{TABLE_FONT}" w:hAnsi="{TABLE_FONT}" w:eastAsia="{TABLE_FONT}"/>'
    indent = f'<w:ind w:{side}="{_NUMBER_POINTS * 20}"/>'
    number = _page_number(f'<w:rPr>{fonts}<w:sz w:val="{_NUMBER_POINTS * 2}"/></w:rPr>', "— ", " —")
    return f'<w:ftr xmlns:w="{_MAIN}"><w:p><w:pPr>{indent}<w:jc w:val="{side}"/></w:pPr>{number}</w:p></w:ftr>'


def _styles(measures: Measures) -> str:
    fonts = f'<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="{BODY_FONT}"/>'
    size = round(measures.body * 2)
    return (
        f'<w:styles xmlns:w="{_MAIN}"><w:docDefaults><w:rPrDefault><w:rPr>{fonts}<w:sz w:val="{size}"/>'
        '<w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>'
        '<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style></w:styles>'
    )


def _fonts() -> str:
    fonts = "".join(
        f'<w:font w:name={quoteattr(name)}><w:altName w:val={quoteattr(other)}/><w:charset w:val="86"/></w:font>'
        for name, other in _INSTEAD.items()
    )
    return f'<w:fonts xmlns:w="{_MAIN}">{fonts}</w:fonts>'


def _core(layout: Layout) -> str:
    return (
        f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{escape(layout.title)}</dc:title><dc:subject>{escape(layout.subtitle)}</dc:subject>"
        "<dc:creator>序时</dc:creator></cp:coreProperties>"
    )


def _content_types(official: bool) -> str:
    word = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    more = (("word/footer2.xml", f"{word}.footer"), ("word/settings.xml", f"{word}.settings"))
    parts = "".join(
        f'<Override PartName="/{name}" ContentType="{kind}+xml"/>'
        for name, kind in (
            ("word/document.xml", f"{word}.document.main"),
            ("word/styles.xml", f"{word}.styles"),
            ("word/fontTable.xml", f"{word}.fontTable"),
            ("word/footer1.xml", f"{word}.footer"),
            *(more if official else ()),
            ("docProps/core.xml", "application/vnd.openxmlformats-package.core-properties"),
        )
    )
    return (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{parts}</Types>'
    )


def _package_relations() -> str:
    core = f"{_PACKAGE}/relationships/metadata/core-properties"
    return _relations((f"{_RELATIONS}/officeDocument", "word/document.xml"), (core, "docProps/core.xml"))


def _document_relations(official: bool) -> str:
    return _relations(
        (f"{_RELATIONS}/styles", "styles.xml"),
        (f"{_RELATIONS}/fontTable", "fontTable.xml"),
        (f"{_RELATIONS}/footer", "footer1.xml"),
        *(((f"{_RELATIONS}/footer", "footer2.xml"), (f"{_RELATIONS}/settings", "settings.xml")) if official else ()),
    )


def _relations(*targets: tuple[str, str]) -> str:
    items = "".join(
        f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{items}</Relationships>'
