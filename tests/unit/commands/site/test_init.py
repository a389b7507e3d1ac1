"""``xushi init``: a handful of answers make a folder that loads, the first accounts, and what to do next."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from services.cli import app
from services.intake.accounts import repository
from services.intake.accounts.account import Account, HeldRole
from services.intake.accounts.passwords import Hashing
from shared.catalogue import load_catalogue
from shared.database.engine import Database
from shared.periods import Month
from shared.security.keys import Role
from shared.settings import Settings
from tests.unit.shared.catalogue.files.layers.office import DEPARTMENT, PLAN, TARGETS, write_site

Init = Callable[..., Result]
FLAGS = ("--name", "九龙坡区人力社保局", "--region", "500107", "--department", "就业科（虚构）=jobs@jlp.test")


@pytest.fixture
def init(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Init:
    monkeypatch.setenv("COLUMNS", "300")
    monkeypatch.setenv("XUSHI_DATA_DIR", str(tmp_path / "data"))
    return lambda *flags, **more: CliRunner().invoke(app, ["init", *flags], **more)


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    return write_site(tmp_path / "jiulongpo-2026-2030", {"plan.toml": PLAN, "targets.csv": TARGETS})


def the_site(tmp_path: Path) -> Path:
    return tmp_path / "data" / "site"


def test_flags_alone_make_a_folder_that_loads(init: Init, plan: Path, tmp_path: Path) -> None:
    flags = ("--plan", str(plan), "--leader-mail", "boss@jlp.test", "--contact", "500107=a@jlp.test|b@jlp.test")
    result = init("--yes", *FLAGS, *flags, "--owed-from", "2026-11")
    assert result.exit_code == 0, result.output
    catalogue = load_catalogue(site=the_site(tmp_path))
    assert list(catalogue.plans) == ["jiulongpo-2026-2030"]
    assert catalogue.plans["jiulongpo-2026-2030"].first_owed == Month(2026, 11)
    assert catalogue.office.name == "九龙坡区人力社保局"
    assert catalogue.office.letterheads["500107"].issuer == "九龙坡区人力社保局"
    department = catalogue.department_for("jiulongpo-2026-2030", 1)
    assert (department.mail, department.leader_mail) == (("jobs@jlp.test",), ("boss@jlp.test",))
    assert catalogue.contacts["500107"].mail == ("a@jlp.test", "b@jlp.test")
    assert "接下来：" in result.output


def opened(tmp_path: Path) -> list[Account]:
    database = Database(Settings(data_dir=tmp_path / "data").database_url("intake"))
    with database.read() as connection:
        found = repository.everybody(connection)
    database.dispose()
    return found


def fit(output: str, accounts: list[Account]) -> bool:
    """Whether every password that is printed is that of one of the accounts, each of another."""
    printed = re.findall(r"\b(?:[a-z2-9]{4}-){3}[a-z2-9]{4}\b", output)
    hashing = Hashing()
    fitting = [each.id for word in printed for each in accounts if hashing.fits_now(word, each.password)]
    return sorted(fitting) == sorted(each.id for each in accounts)


def test_the_first_persons_get_accounts_whose_passwords_are_printed_once(init: Init, tmp_path: Path) -> None:
    result = init("--yes", *FLAGS, "--person", "李四:reviewer", "--person", "王五:reporter:500106")
    assert result.exit_code == 0, result.output
    found = opened(tmp_path)
    assert {each.id: each.grants for each in found} == {
        "李四": (HeldRole(Role.REVIEWER, "500107"),),
        "王五": (HeldRole(Role.REPORTER, "500106"),),
    }
    assert fit(result.output, found)
    assert not (tmp_path / "data" / "keys.json").exists()


def test_a_password_is_printed_whole_on_a_narrow_terminal(
    init: Init, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    result = init("--yes", *FLAGS, "--person", "李四:reviewer")
    assert fit(result.output, opened(tmp_path))


def test_where_nobody_is_named_those_get_accounts_without_whom_no_month_is_accepted(init: Init, tmp_path: Path) -> None:
    assert init("--yes", *FLAGS).exit_code == 0
    roles = {role.role for each in opened(tmp_path) for role in each.grants}
    assert roles == {Role.OPS, Role.REVIEWER, Role.SIGNER, Role.REPORTER}


def test_departments_share_the_rows_of_the_plan(init: Init, tmp_path: Path) -> None:
    other = ("--department", "工伤科（虚构）=injury@jlp.test=work_injury_insurance_insured")
    assert init("--yes", *FLAGS, *other, "--plan", "jiulongpo-2021-2025").exit_code == 0
    catalogue = load_catalogue(site=the_site(tmp_path))
    named = {
        target.indicator: catalogue.department_for("jiulongpo-2021-2025", target.row).name
        for target in catalogue.plans["jiulongpo-2021-2025"].targets
    }
    assert named["work_injury_insurance_insured"] == "工伤科（虚构）"
    assert set(named.values()) == {"工伤科（虚构）", "就业科（虚构）"}


def test_a_region_that_is_not_shipped_is_written_down(init: Init, tmp_path: Path) -> None:
    flags = ("--name", "某县人力社保局（虚构）", "--region", "500198", "--region-name", "某县（虚构）")
    assert init("--yes", *flags, "--region-parent", "500000").exit_code == 0
    region = load_catalogue(site=the_site(tmp_path)).regions["500198"]
    assert (region.name, region.level, region.parent) == ("某县（虚构）", "county", "500000")


def test_units_below_the_office_s_region_report_and_get_accounts(init: Init, plan: Path, tmp_path: Path) -> None:
    units = ("--unit", "500107001=杨家坪街道", "--unit", "500107-hi=高新区")
    assert init("--yes", *FLAGS, *units, "--plan", str(plan)).exit_code == 0
    catalogue = load_catalogue(site=the_site(tmp_path))
    assert catalogue.units_under("500107") == ("500107001", "500107-hi")
    assert catalogue.regions["500107001"].level == "unit"
    reporters = {role.region for each in opened(tmp_path) for role in each.grants if role.role is Role.REPORTER}
    assert reporters == {"500107001", "500107-hi"}


def test_the_settings_hold_what_the_environment_needs_and_no_password(init: Init, tmp_path: Path) -> None:
    mail = ("--smtp-host", "mail.jlp.test", "--smtp-user", "alerts", "--mail-sender", "序时预警 <alerts@jlp.test>")
    assert init("--yes", *FLAGS, *mail, "--public-url", "https://xushi.jlp.test").exit_code == 0
    lines = (the_site(tmp_path) / "settings.env").read_text("utf-8").splitlines()
    found = dict(line.split("=", 1) for line in lines if not line.startswith("#"))
    assert found["XUSHI_SITE_DIR"] == str(the_site(tmp_path))
    assert found["XUSHI_SMTP_PORT"] == "587"
    assert found["XUSHI_MAIL_SENDER"] == '"序时预警 <alerts@jlp.test>"'
    assert found["XUSHI_MAIL_DOMAIN"] == "jlp.test"
    assert not [name for name in found if name.endswith("PASSWORD")]


def test_questions_are_asked_for_what_no_flag_says(init: Init, plan: Path, tmp_path: Path) -> None:
    answers = [
        "九龙坡区人力社保局",
        "500107",
        "",  # no units of its own
        "nowhere",  # neither a plan nor a folder: asked again
        str(plan),
        "",
        "就业科 jobs@jlp.test",  # not as it is to be written: asked again
        "就业科=jobs@jlp.test",
        "",
        "boss@jlp.test",
        "500107=report@jlp.test",
        "",
        "",  # no mail server
        "",  # no address
    ]
    result = init(input="\n".join(answers) + "\n")
    assert result.exit_code == 0, result.output
    assert "“nowhere”既不是自带规划的编号，也不是文件夹" in result.output
    assert "应写作 名称=邮箱" in result.output
    catalogue = load_catalogue(site=the_site(tmp_path))
    assert catalogue.department_for("jiulongpo-2026-2030", 1).leader_mail == ("boss@jlp.test",)


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        (("--region", "500107"), "须给出 --name"),
        (("--name", "x"), "须给出 --region"),
        (("--name", "x", "--region", "999999"), "自带的地区里没有代码“999999”"),
        (("--name", "x", "--region", "500107", "--region-name", "y"), "不必再写名称"),
        (("--name", "x", "--region", "500198", "--region-name", "y", "--region-level", "town"), "级别“town”应为"),
        (
            ("--name", "x", "--region", "500198", "--region-name", "y", "--region-parent", "9"),
            "没有代码为“9”的上级地区",
        ),
        ((*FLAGS, "--unit", "500107001"), "应写作 代码=名称"),
        ((*FLAGS, "--unit", "500106=沙坪坝区"), "500106 是自带的（沙坪坝区）"),
        ((*FLAGS, "--plan", "chongqing-2026-2030"), "不是文件夹"),
        ((*FLAGS, "--department", "x=nobody"), "“nobody”不是邮箱地址"),
        ((*FLAGS, "--contact", "a@jlp.test"), "应写作 地区代码=邮箱"),
        ((*FLAGS, "--contact", "999999=a@jlp.test"), "没有代码为“999999”的地区"),
        ((*FLAGS, "--person", "张三:chief"), "应写作 名称:角色"),
        ((*FLAGS, "--person", "张三:reviewer:999999"), "没有代码为“999999”的地区"),
        ((*FLAGS, "--owed-from", "2026-13"), "owed_from"),
    ],
)
def test_what_cannot_be_used_is_refused_and_nothing_is_written(
    init: Init, tmp_path: Path, flags: tuple[str, ...], said: str
) -> None:
    result = init("--yes", *flags)
    assert result.exit_code in (1, 2)
    assert said in result.output
    assert not (tmp_path / "data").exists() or list((tmp_path / "data").iterdir()) == []


def test_a_plan_of_which_nobody_answers_for_a_row_is_refused_and_nothing_is_written(
    init: Init, plan: Path, tmp_path: Path
) -> None:
    other = ("--name", "x", "--region", "500107", "--department", "工伤科=a@jlp.test=work_injury_insurance_insured")
    result = init("--yes", *other, "--plan", str(plan))
    assert result.exit_code == 1
    assert "没有责任部门" in result.output
    assert list((tmp_path / "data").iterdir()) == []


def test_a_folder_that_is_in_use_is_left_as_it_is(init: Init, tmp_path: Path) -> None:
    site = write_site(tmp_path / "mine", {"departments.toml": DEPARTMENT})
    result = init("--yes", *FLAGS, "--site", str(site))
    assert result.exit_code == 2
    assert "已有文件，没有改动" in result.output
    assert [path.name for path in site.iterdir()] == ["departments.toml"]
    assert not (tmp_path / "data").exists()


def test_an_empty_folder_is_filled(init: Init, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    assert init("--yes", *FLAGS, "--site", str(tmp_path / "mine")).exit_code == 0
    assert (tmp_path / "mine" / "site.toml").exists()


def test_a_disk_that_refuses_is_told_in_words(init: Init, tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where the folder should be", "utf-8")
    result: Any = init("--yes", *FLAGS)
    assert result.exit_code == 2
    assert "不能写入" in result.output
