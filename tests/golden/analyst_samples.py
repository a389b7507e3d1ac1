"""What analysts record beside the figures, as the golden files say."""

from __future__ import annotations

from shared.events import (
    AppraisalContent,
    AppraisalPublished,
    AppraisedDistrict,
    AppraisedItem,
    ComparisonExplained,
    Event,
    FalseReportRecorded,
    FalseReportRevoked,
)
from shared.events.bulletin_content import ChainHead


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
        AppraisalPublished(
            region="500000",
            period="2024-Q1",
            number=1,
            position=812,
            content=AppraisalContent(
                region="500000",
                region_name="重庆市",
                period="2024-Q1",
                number=1,
                position=812,
                instant=1_713_000_000_000_000,
                title="重庆市2024年第一季度规划实施考核通报",
                scheme="规划实施考核（示例）",
                basis="示例",
                example=True,
                simulated=True,
                items=(AppraisedItem("报送及时", "满分 30：每迟一个工作日扣 5 分"),),
                districts=(
                    AppraisedDistrict("500107", "九龙坡区", 1, "265/3", "90", ("88.33/90",)),
                    AppraisedDistrict("500103", "渝中区", None, "0", "0", ("—",), "免于考核，不计"),
                ),
                heads=(ChainHead("reports", 812, "ab" * 32),),
                issuer="重庆市人力资源和社会保障局（虚构）",
            ),
            digests={"html": "cd" * 32},
            published_by="审核员乙",
        ),
    )
