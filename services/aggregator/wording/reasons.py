"""What each named reason and level says to a reader, in Chinese. The one place for these sentences."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from shared.events import Level

LEVEL_NAMES: Mapping[Level, str] = MappingProxyType(
    {
        "normal": "正常",
        "blue": "蓝",
        "yellow": "黄",
        "orange": "橙",
        "red": "红",
        "missing": "缺报",
        "reporting": "报送中",
        "unassessed": "不判",
    }
)
"""A level's word on every page and in every message."""

REASON_TEXTS: Mapping[str, str] = MappingProxyType(
    {
        "backfill_incomplete": "本月在规划启用之前，补录尚未报齐，暂不评判",
        "reports_due": "本月仍在报送期内，尚有单位未报，暂不评判",
        "reports_missing": "报送期限已过，未报的过多或无从估算，按缺报处理，不评判",
        "earlier_months_missing": "前面有月份未报的过多或无从估算，累计数不完整，不评判",
        "units_missing_decide": "未报单位报多报少会改变等级，按缺报处理，不评判",
        "no_target_value": "规划未给出目标数值，不评判",
        "words_only": "规划为文字表述，只跟踪，不评判",
        "composition_only": "规划目标是构成比例，只跟踪，不评判",
        "change_not_workable": "规划目标是相对数，无法据原文折算，只跟踪，不评判",
        "print_not_read": "规划目标的原文未能读作一个数，待人工确认读法，不评判",
        "no_baseline": "规划未给出基期数，到规划末月再判是否完成",
        "zero_denominator": "本期没有发生数（分母为零），无法计算比率",
        "on_schedule": "达到序时进度",
        "target_reached": "已达到规划末的目标值",
        "likely_missed": "达到序时进度，但按目前走势，到期更可能完不成",
        "behind_schedule": "落后于序时进度",
        "within_a_month": "落后序时进度不足一个月，按正常看待",
        "moved_away": "比基期不进反退，背离目标方向",
        "falling_back": "连续三个月不进反退，背离目标方向",
        "inside_noise_guard": "序时应变动的幅度小于数据的正常修订幅度，不计算进度",
        "bound_kept": "符合底线要求",
        "bound_breached": "突破底线要求",
        "year_mean_breached": "本年各月平均突破底线要求",
        "single_month_above": "当月高于上限，但本年各月平均未突破，仅作提示",
        "single_month_below": "当月低于下限，但本年各月平均未突破，仅作提示",
        "awaiting_review": "待审核：其中单位的数字审核通过后显示",
        "completed": "规划期末：完成",
        "not_completed": "规划期末：未完成",
    }
)
"""Every reason that an assessment can give."""

OUTLOOK_REASON_TEXTS: Mapping[str, str] = MappingProxyType(
    {
        "under_twelve_months": "数据不足12个月，暂不预判，只看差距和所需步速。",
        "figures_too_large": "数字超出可预判的范围，不作预判。",
        "nothing_ahead": "本年度已到期末，不再预判。",
        "earlier_months_missing": "前面有月份缺报，累计数不完整，暂不预判。",
    }
)
"""Why an assessment has no forecast."""
