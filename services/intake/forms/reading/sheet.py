"""A workbook as it is read: loaded without what could harm, its sheet with formulas and their results. Pure."""

from __future__ import annotations

import io
import zipfile
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from openpyxl import load_workbook
from openpyxl.cell.cell import MergedCell
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from services.intake.forms.faults import FormRefused
from services.intake.forms.identity_sheet import SHEET
from services.intake.forms.layout import (
    SHEET_TITLE,
)
from services.intake.forms.reading.cells import Content
from services.intake.forms.reading.file_check import damaged


class FormSheet:
    """The sheet twice: with the results of formulas, and with the formulas themselves."""

    def __init__(self, values: Worksheet, formulas: Worksheet) -> None:
        self._values, self._formulas = values, formulas

    def at(self, address: str) -> Content:
        """What stands in a cell."""
        cell = self._values[address]
        formula = self._formulas[address]
        return Content(cell.value, getattr(formula, "data_type", "") == "f", str(cell.number_format or "General"))

    def merged(self, address: str) -> bool:
        """Whether the cell is swallowed by a merged one, or has swallowed others."""
        return isinstance(self._values[address], MergedCell) or any(
            address in merged for merged in self._values.merged_cells.ranges
        )


def form_sheet(book: Workbook) -> Worksheet:
    """The sheet that was filled in.

    Raises:
        FormRefused: there is none.
    """
    title = SHEET_TITLE if SHEET_TITLE in book.sheetnames else book.sheetnames[0]
    sheet = book[title]
    if not isinstance(sheet, Worksheet) or title == SHEET:
        raise FormRefused("form-unknown", "不是本系统的报表", f"文件里没有工作表“{SHEET_TITLE}”；请从系统重新下载表样")
    return sheet


def load(raw: bytes, *, results: bool) -> Workbook:
    """The workbook, with the formulas' ``results`` or with the formulas themselves.

    Raises:
        FormRefused: the file is damaged or dangerous.
    """
    try:
        return load_workbook(io.BytesIO(raw), data_only=results, keep_links=False)
    except DefusedXmlException as error:
        raise FormRefused("form-unsafe", "文件不安全", "文件内含 XML 实体声明，已拒绝打开；请重新下载表样") from error
    except (InvalidFileException, zipfile.BadZipFile, ParseError) as error:
        raise damaged() from error
    except Exception as error:  # openpyxl fails in many ways on parts that do not fit together
        raise damaged() from error
