from __future__ import annotations

import pytest

from shared.catalogue.files.load import load_catalogue
from shared.catalogue.model import Letterhead
from tests.unit.shared.catalogue.files.layers.conftest import Write
from tests.unit.shared.catalogue.files.layers.office import faults

HEAD = '[[letterhead]]\nregion = "500107"\nissuer = "九龙坡区人力社保局"\n'


def test_a_region_s_letterhead_is_read(write: Write) -> None:
    site = write({"letterhead.toml": HEAD + 'number = "九人社函〔{year}〕　号"\nphone = "023-00000000"\n'})
    assert load_catalogue(site=site).office.letterheads == {
        "500107": Letterhead("500107", "九龙坡区人力社保局", "九人社函〔{year}〕　号", phone="023-00000000")
    }


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        (HEAD + 'issued = "x"\n', "unknown_key", "是不是“issuer”"),
        (HEAD.replace("letterhead", "letterheads"), "unknown_key", "是不是“letterhead”"),
        ('[[letterhead]]\nregion = "500107"\n', "missing_key", "缺少 region 或 issuer"),
        (HEAD + "phone = 23\n", "bad_value", "“phone”应是文字"),
        (HEAD.replace("500107", "999999"), "unknown_region", "999999"),
        (HEAD + HEAD, "duplicate_letterhead", "重复"),
        ("letterhead = 1\n", "bad_value", "应写作 [[letterhead]]"),
    ],
)
def test_a_fault_is_told_with_its_line(write: Write, text: str, code: str, said: str) -> None:
    (found,) = faults(write({"letterhead.toml": text}))
    assert (found.code, found.file) == (code, "site/letterhead.toml")
    assert said in found.message


def test_the_line_is_that_of_the_table(write: Write) -> None:
    (found,) = faults(write({"letterhead.toml": f"# 两处\n\n{HEAD}\n{HEAD}"}))
    assert found.line == 7
