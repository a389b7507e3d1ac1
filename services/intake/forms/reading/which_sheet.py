"""Which sheet of a workbook is the one that was filled in. Pure."""

from __future__ import annotations

from services.intake.forms.faults import FormRefused
from services.intake.forms.identity_sheet import SHEET
from services.intake.forms.layout import SHEET_TITLE
from services.intake.forms.reading.heads import head_row
from services.intake.forms.workbook.book import Book
from services.intake.forms.workbook.worksheet import Sheet


def form_sheet(book: Book) -> Sheet:
    """The sheet that was filled in.

    Raises:
        FormRefused: as :func:`sheet_name`.
    """
    return book.sheet(sheet_name(book))


def sheet_name(book: Book) -> str:
    """The name of the sheet of the form's own name, or of the only one that has its heads.

    Raises:
        FormRefused: there is none, more than one might be it, or nobody sees it.
    """
    if SHEET_TITLE in book.names:
        if book.hidden(SHEET_TITLE):
            hidden = f"工作表“{SHEET_TITLE}”被隐藏，看不见的内容不会读取；请取消隐藏后再上传"
            raise FormRefused("form-sheet-hidden", "报表被隐藏", hidden)
        return SHEET_TITLE
    headed = [
        name
        for name in book.names
        if name != SHEET and not book.hidden(name) and head_row(book.sheet(name)) is not None
    ]
    if len(headed) == 1:
        return headed[0]
    if not headed:
        raise FormRefused("form-unknown", "不是本系统的报表", f"文件里没有工作表“{SHEET_TITLE}”；请从系统重新下载表样")
    names = "、".join(f"“{name}”" for name in headed[:5])
    raise FormRefused("form-unknown", "不能确定是哪张表", f"工作表{names}都像报表；请把要报的一张命名为“{SHEET_TITLE}”")
