from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import date

import pytest

from services.alerts.handling.letters import NAMES, Case, Kind, letter
from services.alerts.messages.subject import MessageSubject
from shared.catalogue.catalogue import Catalogue
from shared.catalogue.model import Letterhead
from shared.office.docx import docx
from shared.periods import Month
from tests.unit.alerts.setting import an_assessed


@pytest.fixture(name="case")
def fixture_case(catalogue: Catalogue) -> Case:
    return a_case(catalogue)


def a_case(catalogue: Catalogue) -> Case:
    assessed = an_assessed("2025-03", "red")
    return Case(
        alert="CQ-08",
        episode=1,
        subject=MessageSubject.of(catalogue, assessed, "2025-03", assessed.assessment),
        level="red",
        raised=Month(2023, 3),
        assessment=assessed.assessment,
        behind=25,
        answer_by=date(2025, 4, 16),
        steps=((date(2025, 4, 9), "发出预警"),),
        simulated=True,
    )


def words(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read("word/document.xml").decode()


@pytest.mark.parametrize("kind", list(NAMES))
def test_a_letter_says_the_figures_of_the_episode(case: Case, kind: Kind) -> None:
    text = words(docx(letter(kind, case)))
    for said in ("657.00 万人", "750.00 万人", "CQ-08", "渝府办发〔2021〕109号", "模拟数据", "2025年4月9日，发出预警"):
        assert said in text
    assert "**" not in text


def test_a_letter_is_the_same_to_the_byte(case: Case) -> None:
    assert docx(letter("supervision", case)) == docx(letter("supervision", case))


def test_a_letter_asks_the_department_and_the_proposal_goes_to_the_leader(case: Case) -> None:
    assert "重庆市人力社保局工伤保险处：" in words(docx(letter("notice", case)))
    assert "2025年4月16日前" in words(docx(letter("supervision", case)))
    assert "局领导：" in words(docx(letter("interview", case)))


def test_a_department_reads_nothing_of_drafts_about_it(case: Case) -> None:
    drafted = ((date(2025, 4, 9), "约谈建议草拟"), (date(2025, 4, 10), "督办函草拟"), (date(2025, 4, 14), "催办"))
    told = replace(case, steps=(*case.steps, *drafted))
    for kind in ("notice", "supervision"):
        text = words(docx(letter(kind, told)))
        assert "催办" in text
        assert "草拟。" not in text
    proposal = words(docx(letter("interview", told)))
    assert "约谈建议草拟。" in proposal
    assert "督办函草拟。" in proposal


def test_a_letter_that_has_only_drafts_to_name_names_no_steps(case: Case) -> None:
    text = words(docx(letter("notice", replace(case, steps=((date(2025, 4, 9), "约谈建议草拟"),)))))
    assert "已采取的措施" not in text
    assert "二、有关要求" in text


def test_an_office_that_has_a_letterhead_signs_with_its_name_and_number(case: Case) -> None:
    head = Letterhead("500000", "重庆市人力资源和社会保障局", "渝人社函〔{year}〕　　号", "张三", "023-00000000")
    signed = words(docx(letter("notice", replace(case, letterhead=head, year=2025))))
    for said in ("渝人社函〔2025〕　　号（草稿", "重庆市人力资源和社会保障局", "（联系人：张三　电话：023-00000000）"):
        assert said in signed
    plain = words(docx(letter("notice", case)))
    assert "渝人社函" not in plain
    assert "联系人：" not in plain
