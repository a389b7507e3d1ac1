"""Drafts of letters as files."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from shared.security.keys import Principal, Role
from tests.unit.alerts.pages.test_api import a_client
from tests.unit.alerts.setting import Setting, levels
from tests.unit.shared.office.pdf.printed import text_of

REVIEWER = Principal("reviewer-500000", Role.REVIEWER, "500000")


@pytest.fixture
def client(setting: Setting) -> TestClient:
    setting.assess(*levels(("2025-03", "red")))
    setting.deliver()
    return a_client(setting, viewer=REVIEWER)


@pytest.mark.parametrize("kind", ["notice", "supervision", "interview"])
def test_a_letter_is_printed_as_it_is_written_and_the_same_whenever_it_is_asked_for(
    client: TestClient, kind: str
) -> None:
    address = f"/alerts/CQ-08/letters/{kind}"
    paper, again, word = client.get(f"{address}.pdf"), client.get(f"{address}.pdf"), client.get(f"{address}.docx")
    assert (paper.status_code, word.status_code) == (200, 200)
    assert paper.content == again.content
    assert paper.headers["content-type"] == "application/pdf"
    assert "657.00" in text_of(paper.content)


def test_of_what_is_not_there_no_letter_is_printed(client: TestClient) -> None:
    assert client.get("/alerts/CQ-08/letters/nothing.pdf").status_code == 404
    assert client.get("/alerts/XX-99/letters/notice.pdf").status_code == 404
