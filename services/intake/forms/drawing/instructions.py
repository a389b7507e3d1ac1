"""The sheets 填报说明 and 指标解释: what they say, and how they are set. Pure."""

from __future__ import annotations

from openpyxl import Workbook

from services.intake.forms.drawing import styles
from services.intake.forms.layout import Form

NOTES_TITLE = "填报说明"

NOTES = (
    "只在浅黄底色的格子里填写；其余格子已锁定。不要增删、移动或合并行列，不要改工作表名称，不要把内容复制到别的文件里上传。",
    "数字按本行的计量单位填，只填数字，不带“万”“人”等字。人、人次、件、项填整数。"
    "没有发生填 0；没有数据则留空，并在“报表说明”里写明原因。0 与空白不是一回事。",
    "口径：发生数可选“本月”或“本年累计”（已按上月的报法预选），选了本年累计就填自1月起的累计数；时点数（如参保人数、持卡人数）填月末数。",
    "比率指标填分子和分母，不填百分数；比率由系统计算，表中“本月数”一格自动显示，供核对。分子不能大于分母。",
    "“其中”项不能大于它上面的总计。",
    "“上月”“上年同月”是本单位已报送的数字，供对照，不用填写；按本年累计报送的已折算为当月数；"
    "“含5月”表示此前有月份未报、数里含那几个月，“无法比较”表示累计小于此前各月之和，“—”表示没有报送。",
    "数字变动较大，或系统提示需要说明的，把原因写在该行的“说明”里（不超过2000字）。",
    "该月报表审核通过之后或者该月关账之后再报，属于更正或补报：须填写“更正理由”，有依据的写明依据；提交后由第二签字人用自己的密钥签字才生效。",
    "该月已经报过的，下载的表里已填好最近一版的数和说明，第4行写明是第几版、是否已审核；只改要改的格子即可。"
    "清空的格子即撤下该项，不再计入。",
    "可以用公式填数，上传时取公式的计算结果；保存前请确认公式已经算出结果。",
    "请保存为“Excel 工作簿（*.xlsx）”，不设密码，不含宏。Excel、WPS、LibreOffice 均可。",
    "上传后，有误之处会按单元格逐一列出（如“E9：不能大于 E8”），改正后重新上传即可；"
    "有一处错误，整张表都不入库。也可以下载标好错误的副本，对照修改。",
)


DEFINITIONS_TITLE = "指标解释"

_DEFINITION_WIDTHS = {"A": 5, "B": 30, "C": 68}
_DEFINITION_WIDTH = 72  # columns of an explanation in one line of its cell
_NOTE_WIDTH = 104  # columns of a note in one line of its cell


def add_instructions(book: Workbook, form: Form) -> None:
    """The sheet, a numbered line a note, behind the form."""
    sheet = book.create_sheet(NOTES_TITLE)
    sheet.column_dimensions["A"].width = 5
    sheet.column_dimensions["B"].width = 96
    sheet.sheet_view.showGridLines = False
    styles.put(sheet, "A1:B1", NOTES_TITLE, styles.TITLE)
    sheet.row_dimensions[1].height = 32
    lines = list(NOTES)
    if form.anew:
        lines.insert(2, f"本月只能报本月数，不能报本年累计：{form.anew}。")
    if form.sent_as_simulated:
        lines.insert(0, "本表为模拟数据演示用表，表中已有的数字为模拟数据，填报内容也按模拟数据入库。")
    elif form.simulated:
        lines.insert(0, "本表“比较”栏中有模拟数据。")
    for index, text in enumerate(lines, 1):
        styles.put(sheet, f"A{index + 1}", index, styles.PLAIN_MIDDLE)
        styles.put(sheet, f"B{index + 1}", text, styles.PLAIN)
        sheet.row_dimensions[index + 1].height = 18 * (1 + styles.width(text) // _NOTE_WIDTH)
    sheet.protection.sheet = True
    styles.fit_width(sheet, "portrait")


def add_definitions(book: Workbook, form: Form) -> None:
    """What each indicator of the form means, in its order, on a sheet behind the instructions."""
    sheet = book.create_sheet(DEFINITIONS_TITLE)
    for column, width in _DEFINITION_WIDTHS.items():
        sheet.column_dimensions[column].width = width
    sheet.sheet_view.showGridLines = False
    styles.put(sheet, "A1:C1", DEFINITIONS_TITLE, styles.TITLE)
    sheet.row_dimensions[1].height = 32
    for column, head in zip("ABC", ("序号", "指　标", "解　释"), strict=True):
        styles.put(sheet, f"{column}2", head, styles.HEAD)
    for at, row in enumerate(form.rows, 3):
        lines = [f"{line.label}：{line.text}" for line in row.rule.explained]
        styles.put(sheet, f"A{at}", row.number, styles.PLAIN_MIDDLE)
        styles.put_text(sheet, f"B{at}", row.printed_name, styles.PLAIN)
        styles.put_text(sheet, f"C{at}", "\n".join(lines), styles.PLAIN)
        height = sum(1 + styles.width(line) // _DEFINITION_WIDTH for line in lines)
        sheet.row_dimensions[at].height = min(409, 6 + 15 * height)  # no row is higher
    sheet.protection.sheet = True
    styles.fit_width(sheet, "portrait")
