"""What is said of events that a backup does not hold."""

from __future__ import annotations

import pytest

from services.commands.lost_events import words_of_lost


@pytest.mark.parametrize(
    ("types", "said"),
    [
        (
            ["ReportSubmitted", "ReportAccepted"],
            "备份之后的 2 个报送事件不在其中，写在 F：请有关单位重新报送，审核重做。",
        ),
        (
            ["ShapeDefined", "ReportSubmitted"],
            "备份之后的 1 个报送事件不在其中，写在 F：请有关单位重新报送，审核重做。",
        ),
        (["CatalogueChanged"], "备份之后目录文件的 1 条改动记录不在其中，写在 F：下次启动时按现有文件记录。"),
        (
            ["ReportSubmitted", "CatalogueChanged"],
            "备份之后的 1 个报送事件不在其中，写在 F：请有关单位重新报送，审核重做。"
            "备份之后目录文件的 1 条改动记录不在其中：下次启动时按现有文件记录。",
        ),
    ],
)
def test_reports_are_to_be_sent_again_and_changes_of_the_catalogue_are_recorded_again(
    types: list[str], said: str
) -> None:
    assert words_of_lost(types, "，写在 F") == said
