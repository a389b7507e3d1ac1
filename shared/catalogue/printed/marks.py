"""The words and signs that stand round a printed number, and what each of them says. Pure.

以上, 以下 and 以内 include the number itself, 超过, 低于 and 不足 do not (民法典 article 1259).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from shared.catalogue.model import Bound
from shared.catalogue.printed.cell import PrintedSpan


@dataclass(frozen=True, slots=True)
class Marks:
    """What the marks round a number say together; ``clash``: two of them say different things."""

    bound: Bound | None = None
    span: PrintedSpan | None = None
    about: bool = False
    kept: bool = False
    new: bool = False
    clash: bool = False

    def __or__(self, other: Marks) -> Marks:
        clash = _differ(self.bound, other.bound) or _differ(self.span, other.span)
        return Marks(
            self.bound or other.bound,
            self.span or other.span,
            self.about or other.about,
            self.kept or other.kept,
            self.new or other.new,
            self.clash or other.clash or clash,
        )


def _differ(one: object, other: object) -> bool:
    return one is not None and other is not None and one is not other


_NOTHING = Marks()
_AT_LEAST, _MORE = Marks(Bound.AT_LEAST), Marks(Bound.MORE_THAN)
_AT_MOST, _LESS = Marks(Bound.AT_MOST), Marks(Bound.LESS_THAN)
_ABOUT, _KEPT, _NEW = Marks(about=True), Marks(kept=True), Marks(new=True)
_TOTAL, _MEAN, _EACH = (
    Marks(span=PrintedSpan.TOTAL),
    Marks(span=PrintedSpan.MEAN),
    Marks(span=PrintedSpan.EACH),
)

_BEFORE: Mapping[str, Marks] = {
    **dict.fromkeys(("≥", "不低于", "不少于", "不小于", "不下于", "至少"), _AT_LEAST),
    **dict.fromkeys((">", "高于", "大于", "多于", "超过", "超", "突破"), _MORE),
    **dict.fromkeys(("≤", "不高于", "不超过", "不超", "不大于", "不多于", "至多"), _AT_MOST),
    **dict.fromkeys(("<", "低于", "小于", "少于", "不到", "不足"), _LESS),
    "控制在": replace(_AT_MOST, kept=True),
    **dict.fromkeys(("保持在", "稳定在", "维持在", "保持", "稳定"), _KEPT),
    **dict.fromkeys(("约", "大约", "约为"), _ABOUT),
    **dict.fromkeys(
        (
            "累计",
            "合计",
            "总计",
            "五年",
            "5年",
            "五年累计",
            "5年累计",
            "五年合计",
            "五年共",
            "期内累计",
            "规划期累计",
        ),
        _TOTAL,
    ),
    **dict.fromkeys(("年均", "年平均", "平均每年", "每年平均"), _MEAN),
    **dict.fromkeys(("每年", "每年度", "各年", "逐年"), _EACH),
    "新增": _NEW,
    **dict.fromkeys(
        (
            "达到",
            "达",
            "实现",
            "完成",
            "力争",
            "争取",
            "确保",
            "为",
            "在",
            "均",
            "再",
            "预计",
        ),
        _NOTHING,
    ),
    **dict.fromkeys(
        (
            *(
                "提高到",
                "提高至",
                "提升到",
                "提升至",
                "增加到",
                "增加至",
                "增长到",
                "增长至",
                "上升到",
                "扩大到",
            ),
            *(
                "下降到",
                "下降至",
                "降低到",
                "降低至",
                "降到",
                "降至",
                "减少到",
                "减少至",
            ),
        ),
        _NOTHING,
    ),
}
_BEHIND: Mapping[str, Marks] = {
    **dict.fromkeys(("以上", "及以上", "或以上", "(含)以上"), _AT_LEAST),
    **dict.fromkeys(("以下", "及以下", "以内", "之内", "之下", "内"), _AT_MOST),
    **dict.fromkeys(("左右", "上下"), _ABOUT),
    **dict.fromkeys(("/年", "每年", "(每年)"), _EACH),
    "(年均)": _MEAN,
    **dict.fromkeys(("(累计)", "(五年累计)", "(5年累计)"), _TOTAL),
}
_LONGEST_BEFORE = sorted(_BEFORE, key=len, reverse=True)
_LONGEST_BEHIND = sorted(_BEHIND, key=len, reverse=True)


def peel(text: str) -> tuple[Marks, str]:
    """The marks at both ends of ``text``, and what is left between them."""
    before, rest = peel_before(text)
    found, more = before, True
    while more and rest:
        mark = next((each for each in _LONGEST_BEHIND if rest.endswith(each)), None)
        more = mark is not None
        if mark is not None:
            found, rest = found | _BEHIND[mark], rest.removesuffix(mark)
    return found, rest


def peel_before(text: str) -> tuple[Marks, str]:
    """The marks at the beginning of ``text``, and what stands behind them."""
    found, rest, more = _NOTHING, text, True
    while more and rest:
        mark = next((each for each in _LONGEST_BEFORE if rest.startswith(each)), None)
        more = mark is not None
        if mark is not None:
            found, rest = found | _BEFORE[mark], rest.removeprefix(mark)
    return found, rest
