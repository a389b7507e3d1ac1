"""What analysts record beside the figures, as the golden files say."""

from __future__ import annotations

from shared.events import ComparisonExplained, Event, FalseReportRecorded, FalseReportRevoked


def analyst_examples() -> tuple[Event, ...]:
    """One event of each kind, every field filled."""
    return (
        ComparisonExplained(
            region="500000",
            quarter="2024-Q3",
            rule="registered_new",
            text="登记口径自7月起含灵活就业人员，两项不再可比。",
            by="分析员甲",
        ),
        FalseReportRecorded(
            region="500107",
            period="2024-03",
            revision=2,
            document="统计执法检查决定书渝统执〔2024〕3号（虚构）",
            text="新增就业人数虚报120人。",
            by="审核员乙",
        ),
        FalseReportRevoked(
            region="500107",
            period="2024-03",
            record=812,
            document="行政复议决定书渝府复〔2024〕9号（虚构）",
            text="原决定撤销。",
            by="审核员乙",
        ),
    )
