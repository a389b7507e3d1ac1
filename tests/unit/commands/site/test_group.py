"""``xushi site check``: exit codes, and what goes to the terminal."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from services.cli import app
from tests.unit.shared.catalogue.files.layers.office import CONTACTS, TARGETS, a_district, write_site

MAIL = {
    "XUSHI_SMTP_HOST": "mail.jlp.test",
    "XUSHI_MAIL_SENDER": "序时预警 <alerts@jlp.test>",
    "XUSHI_MAIL_DOMAIN": "jlp.test",
    "XUSHI_PUBLIC_URL": "https://xushi.jlp.test",
}


@pytest.fixture
def runner(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> CliRunner:
    monkeypatch.setenv("COLUMNS", "300")
    monkeypatch.setenv("XUSHI_DATA_DIR", str(tmp_path / "data"))
    return CliRunner()


def test_a_folder_without_errors_ends_well_and_says_what_is_in_force(runner: CliRunner, tmp_path: Path) -> None:
    contacts = CONTACTS + "500107,report@jlp.test,局长,boss@jlp.test\n"
    site = write_site(tmp_path / "site", a_district(**{"contacts.csv": contacts}))
    result = runner.invoke(app, ["site", "check", "--site", str(site)], env=MAIL)
    assert result.exit_code == 0, result.output
    for said in (
        "九龙坡区人力社保局（九龙坡区 500107）",
        "jiulongpo-2026-2030",
        "自 2026-01 起应报",
        "第1行 城镇新增就业人数：五年累计高于 16 万人（原文“【>16】”）",
        "共 0 个错误，2 条提示",
    ):
        assert said in result.output


def test_how_a_row_is_read_is_said_once_in_the_row_s_own_sentence(runner: CliRunner, tmp_path: Path) -> None:
    mean = TARGETS.replace("【15】,【>16】", "3,年均3以上").replace("plan,more_than,0,,16", ",,,,")
    site = write_site(tmp_path / "site", a_district(**{"plans/jiulongpo-2026-2030/targets.csv": mean}))
    result = runner.invoke(app, ["site", "check", "--site", str(site)], env=MAIL)
    assert result.exit_code == 0, result.output
    assert result.output.count("不要求每一年都达到") == 1
    assert "第1行 城镇新增就业人数：五年累计不低于 15 万人" in result.output


def test_a_folder_with_an_error_ends_with_one_and_names_it(runner: CliRunner, tmp_path: Path) -> None:
    site = write_site(tmp_path / "site", a_district(**{"contact.csv": CONTACTS}))
    result = runner.invoke(app, ["site", "check", "--site", str(site)], env=MAIL)
    assert result.exit_code == 1
    assert "错误 [unknown_file] site/contact.csv" in result.output
    assert "是不是“contacts.csv”" in result.output


def test_the_service_says_the_same_and_does_not_start(runner: CliRunner, tmp_path: Path) -> None:
    site = write_site(tmp_path / "site", a_district(**{"contact.csv": CONTACTS}))
    result = runner.invoke(app, ["up"], env={"XUSHI_SITE_DIR": str(site)})
    assert result.exit_code == 1
    assert "是不是“contacts.csv”" in result.output


def test_without_a_folder_it_says_where_one_would_be(runner: CliRunner, tmp_path: Path) -> None:
    result = runner.invoke(app, ["site", "check"])
    assert result.exit_code == 0
    assert f"没有本单位的文件夹（{tmp_path / 'data' / 'site'}）" in result.output
    for code in ("example_address", "no_mail_server", "local_links"):
        assert f"[{code}]" in result.output


def test_a_sender_of_the_examples_is_told_where_mail_goes_out(runner: CliRunner) -> None:
    result = runner.invoke(app, ["site", "check"], env={"XUSHI_SMTP_HOST": "mail.jlp.test"})
    assert "[example_sender]" in result.output
    assert "[no_mail_server]" not in result.output


def test_a_font_that_is_none_is_an_error_and_keeps_the_service_from_starting(runner: CliRunner, tmp_path: Path) -> None:
    site = write_site(tmp_path / "site", a_district())
    (site / "fonts").mkdir()
    (site / "fonts" / "仿宋.ttf").write_bytes(b"nothing")
    checked = runner.invoke(app, ["site", "check", "--site", str(site)], env=MAIL)
    started = runner.invoke(app, ["up", "--data", str(tmp_path / "data")], env=MAIL | {"XUSHI_SITE_DIR": str(site)})
    assert checked.exit_code == 1 and started.exit_code == 2
    assert "仿宋.ttf 不是可用的字体文件" in checked.output and "仿宋.ttf 不是可用的字体文件" in started.output


def test_a_certificate_that_cannot_sign_keeps_the_service_from_starting(runner: CliRunner, tmp_path: Path) -> None:
    wrong = tmp_path / "site.pem"
    wrong.write_text("nothing")
    env = MAIL | {"XUSHI_SIGNING_CERTIFICATE_FILE": str(wrong)}
    for command in (["up", "--data", str(tmp_path / "data")], ["serve", "aggregator"]):
        started = runner.invoke(app, command, env=env)
        assert started.exit_code == 2
        assert "不是 PEM 格式的证书" in started.output
