"""Why a file cannot be read at all, and what helps. Words only."""

from __future__ import annotations

from services.intake.forms.faults import FormRefused

AGAIN = "请从系统重新下载表样填写"
_SAVE_ANEW = "请用 Excel 或 WPS 打开，另存为“Excel 工作簿（*.xlsx）”后再上传；仍不行的，重新下载表样，把数字填入新表"


def damaged() -> FormRefused:
    """The file cannot be opened."""
    return FormRefused("form-damaged", "文件已损坏", f"文件打不开，可能没有传完或已损坏；请重新保存后再上传，或{AGAIN}")


def unreadable(part: str, why: str) -> FormRefused:
    """A part of the file is not as the format wants it."""
    return FormRefused("form-damaged", "文件已损坏", f"文件内部的“{part[:60]}”{why}，读不出报表；{_SAVE_ANEW}")


def unsafe() -> FormRefused:
    """The XML declares entities, which may expand without end."""
    return FormRefused("form-unsafe", "文件不安全", f"文件内含 XML 实体声明，已拒绝打开；{AGAIN}")


def too_large(part: str = "") -> FormRefused:
    """It would unpack to far more than a form holds; ``part`` is the one that does, where it is one."""
    which = f"（主要是“{part[:60]}”）" if part else ""
    return FormRefused("form-too-large", "文件异常庞大", f"文件解开后{which}远大于一张报表，已拒绝打开；{AGAIN}", 413)
