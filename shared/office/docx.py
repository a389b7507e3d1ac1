"""A Word document on A4, in the layout of an official paper. Pure: the same layout, the same bytes.

Written part by part instead of with a library, so that no library's later version changes a document's bytes.
Fonts are those that offices use; where one is missing, the font table names what takes its place.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from shared.office.blocks import Block, Cell, Column, Grid, Heading, Layout, Paragraph, writable_layout
from shared.office.package import pack

TITLE_FONT, BODY_FONT, HEAD_FONT, KAI_FONT, TABLE_FONT = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312", "宋体"

_MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TWIPS = 1440 / 25.4  # of a millimetre
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
    return pack(
        (name, (_DECLARATION + xml).encode())
        for name, xml in (
            ("[Content_Types].xml", _content_types()),
            ("_rels/.rels", _package_relations()),
            ("docProps/core.xml", _core(layout)),
            ("word/document.xml", _document(layout)),
            ("word/_rels/document.xml.rels", _document_relations()),
            ("word/styles.xml", _styles()),
            ("word/fontTable.xml", _fonts()),
            ("word/footer1.xml", _footer()),
        )
    )


def _document(layout: Layout) -> str:
    body = [_paragraph(layout.warning, HEAD_FONT, 12, align="center", colour="B3131F")] if layout.warning else []
    body.append(_paragraph(layout.title, TITLE_FONT, 22, align="center", before=120))
    body.append(_paragraph(layout.subtitle, KAI_FONT, 16, align="center", after=200))
    for block in layout.blocks:
        body += _block(block)
    body += [_paragraph(text, BODY_FONT, 14, align="right", keep=True) for text in layout.closing]
    section = (
        '<w:sectPr><w:footerReference w:type="default" r:id="rId3"/><w:pgSz w:w="11906" w:h="16838"/>'
        f'<w:pgMar w:top="{_twips(30)}" w:right="{_twips(20)}" w:bottom="{_twips(28)}" w:left="{_twips(20)}" '
        f'w:header="851" w:footer="{_twips(16)}" w:gutter="0"/></w:sectPr>'
    )
    return (
        f'<w:document xmlns:w="{_MAIN}" xmlns:r="{_RELATIONS}"><w:body>{"".join(body)}{section}</w:body></w:document>'
    )


def _block(block: Block) -> Iterator[str]:
    match block:
        case Heading(text):
            yield _paragraph(text, HEAD_FONT, 16, before=240, after=80, keep=True, outline=True)
        case Paragraph(text, small=True):
            yield _paragraph(text, TABLE_FONT, 9, after=20)
        case Paragraph(text):
            yield _paragraph(text, BODY_FONT, 14, first_line=not block.flush)
        case Grid():
            yield _paragraph(block.caption, HEAD_FONT, 12, align="center", before=160, after=60, keep=True)
            yield _table(block)
            yield _paragraph("", TABLE_FONT, 5)


def _paragraph(
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
) -> str:
    properties = "<w:keepNext/>" if keep else ""
    properties += f'<w:spacing w:before="{before}" w:after="{after}" w:line="276" w:lineRule="auto"/>'
    properties += '<w:ind w:firstLineChars="200" w:firstLine="560"/>' if first_line else ""
    properties += f'<w:jc w:val="{align}"/>' if align else ""
    properties += '<w:outlineLvl w:val="0"/>' if outline else ""
    return f"<w:p><w:pPr>{properties}</w:pPr>{_run(text, font, points, colour)}</w:p>"


def _run(text: str, font: str, points: float, colour: str = "", bold: bool = False) -> str:
    if not text:
        return ""
    properties = f'<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia={quoteattr(font)}/>'
    properties += "<w:b/>" if bold else ""
    properties += f'<w:color w:val="{colour}"/>' if colour else ""
    size = int(points * 2)
    properties += f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def _table(grid: Grid) -> str:
    width = sum(column.width for column in grid.columns)
    edges = "".join(
        f'<w:{edge} w:val="single" w:sz="{8 if edge in ("top", "bottom") else 4}" w:space="0" w:color="000000"/>'
        for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    properties = (
        f'<w:tblPr><w:tblW w:w="{_twips(width)}" w:type="dxa"/><w:jc w:val="center"/>'
        f"<w:tblBorders>{edges}</w:tblBorders>"
        '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="50" w:type="dxa"/><w:right w:w="50" w:type="dxa"/>'
        "</w:tblCellMar></w:tblPr>"
    )
    columns = "".join(f'<w:gridCol w:w="{_twips(column.width)}"/>' for column in grid.columns)
    head = "".join(_cell(Cell(column.head), column, head=True) for column in grid.columns)
    rows = [f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{head}</w:tr>"]
    rows += [
        "<w:tr><w:trPr><w:cantSplit/></w:trPr>"
        + "".join(_cell(cell, column) for cell, column in zip(row, grid.columns, strict=True))
        + "</w:tr>"
        for row in grid.rows
    ]
    return f"<w:tbl>{properties}<w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>"


def _cell(cell: Cell, column: Column, *, head: bool = False) -> str:
    align = "center" if head else column.align
    shade = '<w:shd w:val="clear" w:color="auto" w:fill="EEF2F2"/>' if head else ""
    indent = '<w:ind w:left="180"/>' if cell.indent else ""
    run = _run(cell.text, HEAD_FONT if head else TABLE_FONT, 9, _COLOURS.get(cell.level, ""), bool(cell.level))
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{_twips(column.width)}" w:type="dxa"/>{shade}<w:vAlign w:val="center"/></w:tcPr>'
        f'<w:p><w:pPr><w:spacing w:before="20" w:after="20"/>{indent}<w:jc w:val="{align}"/></w:pPr>{run}</w:p></w:tc>'
    )


def _footer() -> str:
    fonts = f'<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="{TABLE_FONT}"/>'
    style = f'<w:rPr>{fonts}<w:sz w:val="21"/></w:rPr>'
    number = "".join(
        f"<w:r>{style}{part}</w:r>"
        for part in (
            "<w:t>第</w:t>",
            '<w:fldChar w:fldCharType="begin"/>',
            '<w:instrText xml:space="preserve"> PAGE </w:instrText>',
            '<w:fldChar w:fldCharType="separate"/>',
            "<w:t>1</w:t>",
            '<w:fldChar w:fldCharType="end"/>',
            "<w:t>页</w:t>",
        )
    )
    return f'<w:ftr xmlns:w="{_MAIN}"><w:p><w:pPr><w:jc w:val="center"/></w:pPr>{number}</w:p></w:ftr>'


def _styles() -> str:
    fonts = f'<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="{BODY_FONT}"/>'
    return (
        f'<w:styles xmlns:w="{_MAIN}"><w:docDefaults><w:rPrDefault><w:rPr>{fonts}<w:sz w:val="28"/>'
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


def _content_types() -> str:
    word = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    parts = "".join(
        f'<Override PartName="/{name}" ContentType="{kind}+xml"/>'
        for name, kind in (
            ("word/document.xml", f"{word}.document.main"),
            ("word/styles.xml", f"{word}.styles"),
            ("word/fontTable.xml", f"{word}.fontTable"),
            ("word/footer1.xml", f"{word}.footer"),
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


def _document_relations() -> str:
    return _relations(
        (f"{_RELATIONS}/styles", "styles.xml"),
        (f"{_RELATIONS}/fontTable", "fontTable.xml"),
        (f"{_RELATIONS}/footer", "footer1.xml"),
    )


def _relations(*targets: tuple[str, str]) -> str:
    items = "".join(
        f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{items}</Relationships>'


def _twips(millimetres: float) -> int:
    return round(millimetres * _TWIPS)
