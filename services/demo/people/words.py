"""What the simulated departments and reviewers say; all of it is labelled simulated."""

from __future__ import annotations

from dataclasses import dataclass

SIMULATED = "（模拟）"
BETTER = "已列出未参保企业名单 312 户，逐户包干到科室，每月通报进度"
RETURN_REASON = f"措施没有落实到户，也没有时限，请补充{SIMULATED}。"
ACCEPTED = f"同意，按月报送进展{SIMULATED}。"
MONTHS_TO_RECOVER = 6

_SIGNED_OFF = {
    "resolved": "已审核数据回到要求以内，予以销号",
    "expired_completed": "经核实，规划期满目标已完成，予以销号",
    "expired_not_completed": "经核实，规划期满目标未完成，原因和后续安排已列入期满评估，予以销号",
    "expired_unreviewed": "规划期满，最后一月数据待核实，已列入期满评估，予以销号",
    "expired_unreported": "规划期满，最后一月数据缺报，已列入期满评估，予以销号",
    "expired_unjudged": "规划期满，最后一月未作判定，已列入期满评估，予以销号",
    "closed_by_correction": "更正材料已核实，予以销号",
}


@dataclass(frozen=True, slots=True)
class SimulatedAnswer:
    """What a department says in an answer: why it is behind, and what it does about it."""

    cause: str
    measures: str


_ANSWERS = (
    SimulatedAnswer(
        "部分企业用工减少，参保人数净减；新业态从业人员尚未纳入", "按月核对用工备案与参保名单，逐户督促补办"
    ),
    SimulatedAnswer("补办名单中的企业又有减员，补办人数抵不过停保人数", "停保即核查去向，转入单位的当月接续；按周通报"),
    SimulatedAnswer("建筑项目集中完工，按项目参保人员成批停保", "新开工项目先参保、后开工，会同住建部门按月比对"),
    SimulatedAnswer("缺口集中在少数区县，当地经办力量不足", "从机关抽调人员驻点，缺口最大的区县由分管领导联系"),
    SimulatedAnswer("小微企业注销较多，灵活就业人员参保意愿低", "会同税务部门比对工资申报，对未参保的发提醒函"),
    SimulatedAnswer("部分职工退休、转出后岗位没有补人", "对减员十人以上的单位逐户走访，新招人员当月参保"),
    SimulatedAnswer("前几轮措施主要补存量，新增参保来源不足", "把新登记企业纳入“一件事”办理，登记时同步参保登记"),
    SimulatedAnswer("差距较大，常规扩面的力度不够", "提请专题会研究，逐项明确责任科室和时限"),
    SimulatedAnswer("规划期将满，可扩面的单位不多", "集中补办名单内的单位，每周报告，预计缺口同步上报"),
)


def answer(accepted: int, *, returned: bool) -> SimulatedAnswer:
    """The answer after so many that were ``accepted``, or after one that was ``returned``: a department that is asked
    again says what is new, and nobody promises the same measures for years.
    """
    found = _ANSWERS[min(accepted, len(_ANSWERS) - 1)]
    measures = BETTER if returned else found.measures
    return SimulatedAnswer(f"{found.cause}{SIMULATED}。", f"{measures}{SIMULATED}。")


def signed_off(state: str) -> str:
    """Why an alert that is over, in this state, is struck off."""
    return f"{_SIGNED_OFF[state]}{SIMULATED}。"
