"""The table of review rules: name, family, action, threshold and reason. What each says stands in its module."""

from __future__ import annotations

from typing import Literal, NamedTuple

from shared.events import ReviewFinding

Action = Literal["block", "query", "screen"]


class ReviewRule(NamedTuple):
    """A rule as people read of it: ``family`` and ``title`` in Chinese, ``threshold`` when it speaks.

    ``unrecorded`` says why nobody can count how often it was right ('': its findings are kept with the reports).
    """

    name: str
    family: str
    action: Action
    title: str
    threshold: str
    unrecorded: str = ""

    def finding(self, indicator: str, message: str) -> ReviewFinding:
        """What the rule says of an indicator ('' the report as a whole)."""
        return ReviewFinding(self.name, self.action, indicator, message)


REFUSED = "报送时即拒收，不入库，无从统计"
WHOLE_MONTH = "整月审核时现算，不随报表入库；准不准见关账页和核查页"
SPREAD = "看的是一片数字的分布，不落到哪一个数，无从统计"

YTD_FALLS = ReviewRule("ytd-falls", "跨期", "block", "本年累计下降", "小于本年此前报送的累计")
YTD_NOT_RESET = ReviewRule(
    "ytd-not-reset", "跨期", "block", "一月没有重新起算", "1月的累计不小于上年12月的累计（≥100）"
)
YTD_BELOW_MONTHS = ReviewRule("ytd-below-months", "表间", "block", "累计与各月不符", "本年累计小于各月之和")
CHILDREN = ReviewRule("children-differ", "表间", "block", "上下级不符", "下级之和大于上级；下级报齐时不等于上级")
IDENTITY = ReviewRule("identity", "表间", "block", "期末不平", "期末数≠上月期末数＋增加−减少（目录写明的指标）")
JUMP = ReviewRule(
    "jump",
    "异常波动",
    "query",
    "同比异常",
    "偏离大于平常起伏的3.5倍（同比变动不少于8个），且偏离不少于10、超过上年同月的25%（时点数5%，比率10个百分点）",
)
SCALE = ReviewRule(
    "off-scale",
    "量级",
    "query",
    "差一个量级",
    "时点数及其分子分母达到上月的2倍或不足一半，发生数达到本单位本年、上年各月最大的3倍或不足最小的1/3，且相差不少于10",
)
SWAPPED = ReviewRule(
    "rows-swapped",
    "量级",
    "query",
    "两行填反",
    "两行各变动1.5倍以上，又各与另一行上月的数相近（相差不到四成，均不小于20）",
)
BASELINE = ReviewRule(
    "off-baseline",
    "量级",
    "query",
    "与规划基期不符",
    "时点数达到本级规划基期数的10倍或不足十分之一，或不小于所属地区的基期数；上月已如此的不再问",
)
PLAN = ReviewRule(
    "off-plan",
    "量级",
    "query",
    "与规划目标不符",
    "首次报送时，发生数达到本级规划月均目标的6倍或不足1/6，或不小于所属地区的月均目标；比率达到规划所列的4倍或不足1/4",
)
PEERS = ReviewRule(
    "off-peers",
    "量级",
    "query",
    "与同级不符",
    "整月审核时，与按同级单位本月各项和本单位规模推得的数相差5倍以上（同级不少于4个，较大的不小于50）；上月已如此的不再问",
    WHOLE_MONTH,
)
FLOW_COPIED = ReviewRule("flow-copied", "照抄", "query", "与上月相同", "三位以上的发生数与上月相同")
REPORT_COPIED = ReviewRule(
    "report-copied", "照抄", "query", "半数与上月相同", "不少于6项不为0的指标，至少半数与上月相同"
)
ROUND = ReviewRule("round", "取整", "query", "整百过多", "近12个月以00结尾的比例，二项检验p<0.01，n≥30，且本月有")
LAST_DIGIT = ReviewRule(
    "last-digit",
    "末位数字",
    "screen",
    "末位数字不均匀",
    "χ²（自由度9）>21.67，n≥50",
    WHOLE_MONTH,
)
BENFORD = ReviewRule(
    "benford", "首位数字", "screen", "首位数字偏离", "本福特定律平均绝对偏差>0.015，n≥1000，只看发生数", SPREAD
)
HUGGING = ReviewRule(
    "target-hugging", "贴线", "screen", "进度恰好过线", "P在[0.95,0.97)远多于[0.93,0.95)，p<0.01，n≥20", SPREAD
)
CONVENIENT = ReviewRule("convenient-fix", "及时更正", "screen", "预警后向好更正", "预警未结时的向好更正，须附凭据")

LEFT_OUT = ReviewRule("left-out", "更正", "query", "前版有、本版无", "本月前一版已报的指标，新一版没有")
LEFT_OUT_ALERTED = ReviewRule(
    "left-out-alerted",
    "更正",
    "block",
    "预警指标被撤下",
    "前一版已报、预警未结的指标，新一版没有；更正附了凭据的只抽查",
)

SLIP = ReviewRule(
    "ten-thousand-slip", "格式", "block", "差一万倍", "与近12个月中位数相差5千至2万倍；报送时即拒收", REFUSED
)
PART = ReviewRule(
    "part-exceeds-whole",
    "表内",
    "block",
    "其中大于总计",
    "其中项大于总计；报送时即拒收",
    REFUSED,
)
RATIO = ReviewRule(
    "numerator-exceeds",
    "表内",
    "block",
    "分子大于分母",
    "比率超过100%；报送时即拒收",
    REFUSED,
)

RULES: tuple[ReviewRule, ...] = (
    SLIP,
    PART,
    RATIO,
    YTD_BELOW_MONTHS,
    CHILDREN,
    IDENTITY,
    YTD_FALLS,
    YTD_NOT_RESET,
    JUMP,
    SCALE,
    SWAPPED,
    BASELINE,
    PLAN,
    PEERS,
    FLOW_COPIED,
    REPORT_COPIED,
    ROUND,
    LEFT_OUT,
    LEFT_OUT_ALERTED,
    LAST_DIGIT,
    BENFORD,
    HUGGING,
    CONVENIENT,
)
"""Every rule. Those of 格式 and 表内 are faults: the report is refused at once, and nothing is stored."""

BY_NAME = {rule.name: rule for rule in RULES}
