"""What the simulated departments and reviewers say; all of it is labelled simulated."""

from __future__ import annotations

SIMULATED = "（模拟）"
CAUSE = "部分企业用工减少，参保人数净减；新业态从业人员尚未纳入。" + SIMULATED
MEASURES = "按月核对用工备案与参保名单，逐户督促补办；会同税务部门比对工资申报。" + SIMULATED
BETTER = "已列出未参保企业名单 312 户，逐户包干到科室，每月通报进度。" + SIMULATED
RETURN_REASON = "措施没有落实到户，也没有时限，请补充。" + SIMULATED
ACCEPTED = "同意，按月报送进展。" + SIMULATED
SIGNED_OFF = "指标已回到序时进度，予以销号。" + SIMULATED
MONTHS_TO_RECOVER = 6
