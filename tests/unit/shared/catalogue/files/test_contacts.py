"""Who is reminded of a region's reports: read, checked, and complete in the published catalogue."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from shared.catalogue.catalogue import Catalogue
from shared.catalogue.contacts import Contact
from shared.catalogue.files.contacts import check_contacts
from shared.catalogue.files.load import load_catalogue
from shared.catalogue.files.tables import DATA
from shared.catalogue.findings import CatalogueError

HEAD = "region,mail,leader,leader_mail\n"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DATA, tmp_path / "data"))


def test_every_region_that_reports_has_a_contact_that_no_mail_can_reach(catalogue: Catalogue) -> None:
    assert check_contacts(catalogue) == []
    assert set(catalogue.contacts) == {*catalogue.units(), *catalogue.area_reporters, "500000", "510000", "433100"}
    addresses = [each for contact in catalogue.contacts.values() for each in (*contact.mail, *contact.leader_mail)]
    assert all(address.endswith(".example") for address in addresses)
    assert len(set(addresses)) == len(addresses) == 2 * 233


def test_several_addresses_are_parted_by_bars_and_a_leader_may_be_missing(data: Path) -> None:
    text = HEAD + "500107,a@x.example | b@x.example,局长,c@x.example\n500108,d@x.example,,\n"
    (data / "contacts.csv").write_text(text, encoding="utf-8")
    found = load_catalogue(data).contacts
    assert found["500107"] == Contact("500107", ("a@x.example", "b@x.example"), "局长", ("c@x.example",))
    assert found["500108"] == Contact("500108", ("d@x.example",))


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("999999,a@x.example,,", "没有代码为“999999”的地区"),
        ("500107,,,", "“mail”不能为空"),
        ("500107,nobody,,", "“mail”中的“nobody”不是邮箱地址"),
        ("500107,a@x.example,,局长@x.example", "“leader_mail”中的“局长@x.example”不是邮箱地址"),
        ("500107,a@x.example;b@x.example,,", "不是邮箱地址"),
        ("500107,a@x.example,,\n500107,b@x.example,,", "第3行：“500107”重复"),
    ],
)
def test_every_fault_is_told_with_its_line(data: Path, line: str, message: str) -> None:
    (data / "contacts.csv").write_text(HEAD + line + "\n", encoding="utf-8")
    with pytest.raises(CatalogueError) as caught:
        load_catalogue(data)
    assert message in str(caught.value)
    assert "contacts.csv 第" in str(caught.value)


def test_who_has_no_contact_is_named(data: Path) -> None:
    lines = (data / "contacts.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (data / "contacts.csv").write_text("".join(line for line in lines if "500107" not in line), encoding="utf-8")
    [finding] = check_contacts(load_catalogue(data))
    assert "九龙坡区" in finding.message
    assert finding.code == "contact_missing"


def test_without_a_file_nobody_has_a_contact(data: Path) -> None:
    (data / "contacts.csv").unlink()
    assert load_catalogue(data).contacts == {}
