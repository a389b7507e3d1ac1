"""A loss on its way from the report to the mail: told once, to the district, and read on pages by nobody else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.security.keys import Role
from tests.enterprises.office import CITY, JLP, SPB, PanelOffice, a_body, panel_office


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PanelOffice]:
    """J-1 lost 190 of 1,200 in February, then corrected that to more, and to none."""
    with panel_office(tmp_path_factory.mktemp("losses")) as made:
        for start, left, reason in (
            (1_200, 190, ""),
            (1_200, 180, "改"),
            (1_200, 210, "漏计"),
            (1_200, 19, "多填一位"),
        ):
            answer = made.post([a_body("J-1", start=start, left=left, reason=reason)], Role.REPORTER, JLP)
            assert answer.status_code == 201, answer.text
            made.settle()
        yield made


def outbox(office: PanelOffice) -> list[Path]:
    folder = office.standalone.runtime.settings.outbox_path
    return sorted(folder.glob("YG-500107-*.json"))


def test_it_is_told_again_where_it_grows_and_taken_back_and_no_oftener(office: PanelOffice) -> None:
    texts = [path.read_text("utf-8") for path in outbox(office)]
    assert len(texts) == 3
    assert ["190 人" in texts[0], "210 人" in texts[1], "不再达到告知界限" in texts[2]] == [True, True, True]
    assert all("employment@jlp.example" in text for text in texts)
    assert not any("@cq.example" in text for text in texts)


def test_the_message_is_opened_by_its_district_and_by_nobody_above_or_beside(office: PanelOffice) -> None:
    for path in outbox(office):
        for suffix in ("", ".json", ".eml"):
            door = f"/outbox/{path.stem}{suffix}"
            assert office.visit(door, Role.REVIEWER, JLP).status_code == 200, door
            for role, region in ((Role.REVIEWER, CITY), (Role.REVIEWER, SPB), (Role.OPS, ""), (Role.AUDITOR, "")):
                assert office.visit(door, role, region).status_code == 403, (door, role, region)


@pytest.mark.parametrize(("role", "region"), [(Role.REVIEWER, CITY), (Role.OPS, ""), (Role.AUDITOR, "")])
def test_the_list_of_messages_tells_others_nothing_of_the_enterprise(
    office: PanelOffice, role: Role, region: str
) -> None:
    page = office.visit("/outbox", role, region).text
    assert not re.search(r"(?<![\w-])(?:1,?200|190|210|J-1)(?![\w-])|甲机械厂", page)
