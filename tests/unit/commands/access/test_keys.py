from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from services.cli import app
from shared.security.keys import OF_A_SUBJECT, Keyring, Role, load_key_file, load_keys, new_key, save_keys


def xushi(*words: str, data: Path) -> Result:
    return CliRunner().invoke(app, ["keys", *words, "--data", str(data)], env={"COLUMNS": "200"})


def given(data: Path, *options: str) -> str:
    result = xushi("add", "k", "--role", "reporter", "--region", "500107", *options, data=data)
    assert result.exit_code == 0
    return result.stdout.strip()


def test_a_date_of_expiry_is_the_end_of_that_day_in_china(tmp_path: Path) -> None:
    given(tmp_path, "--expires", "2099-12-31")
    (key,) = load_keys(tmp_path / "keys.json")
    assert key.expires_at == datetime(2099, 12, 31, 16, tzinfo=UTC)
    assert "2100-01-01 00:00" in xushi("list", data=tmp_path).stdout


def test_a_time_that_has_passed_is_refused(tmp_path: Path) -> None:
    result = xushi("add", "k", "--role", "ops", "--expires", "2020-01-01", data=tmp_path)
    assert (result.exit_code, result.stdout.strip()) == (2, "到期时间已过")


def test_a_key_for_a_department_or_an_enterprise_says_which_and_no_other_does(tmp_path: Path) -> None:
    city = ("--region", "500000")
    without = xushi("add", "k", "--role", "department", *city, data=tmp_path)
    assert without.exit_code == 2 and "--subject" in without.stdout
    other = xushi("add", "k", "--role", "reviewer", *city, "--subject", "就业处", data=tmp_path)
    assert other.exit_code == 2 and "--subject" in other.stdout
    secret = xushi("add", "k", "--role", "department", *city, "--subject", "就业处", data=tmp_path).stdout.strip()
    found = Keyring(tmp_path / "keys.json").find(secret, datetime.now(UTC))
    assert found is not None and (found.role, found.region, found.subject) == (Role.DEPARTMENT, "500000", "就业处")
    assert "就业处" in xushi("list", data=tmp_path).stdout


@pytest.mark.parametrize("role", ["reporter", "signer", "reviewer", "department", "enterprise"])
def test_a_key_that_would_open_nothing_is_not_given(role: str, tmp_path: Path) -> None:
    whose = ("--subject", "就业处") if role in OF_A_SUBJECT else ()
    nowhere = xushi("add", "k", "--role", role, "--region", "999999", *whose, data=tmp_path)
    assert nowhere.exit_code == 2 and "没有代码为“999999”的地区" in nowhere.stdout
    without = xushi("add", "k", "--role", role, *whose, data=tmp_path)
    assert without.exit_code == 2 and "--region" in without.stdout
    assert load_keys(tmp_path / "keys.json") == []


def test_a_key_is_given_for_a_region_of_the_office_s_own(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "site.toml").write_text('name = "示例"\nregion = "500000"\n', "utf-8")
    regions = "code,name,short_name,level,parent,valid_from,valid_to\n500198,示例新区,示例,county,500000,2026-01,\n"
    (tmp_path / "site" / "regions.csv").write_text(regions, "utf-8")
    assert xushi("add", "k", "--role", "reporter", "--region", "500198", data=tmp_path).exit_code == 0
    assert [key.region for key in load_keys(tmp_path / "keys.json")] == ["500198"]


def test_a_rotated_key_opens_with_both_secrets_until_the_overlap_ends(tmp_path: Path) -> None:
    old = given(tmp_path)
    result = xushi("rotate", "k", "--overlap", "7d", data=tmp_path)
    new, now = result.stdout.strip(), datetime.now(UTC)
    keyring = Keyring(tmp_path / "keys.json")
    for secret in (old, new):
        principal = keyring.find(secret, now)
        assert principal is not None
        assert principal.id == "k"
    assert keyring.find(old, now + timedelta(days=7)) is None
    assert "轮换中" in xushi("list", data=tmp_path).stdout


def test_a_rotation_without_overlap_closes_the_old_secret_at_once(tmp_path: Path) -> None:
    old = given(tmp_path)
    assert xushi("rotate", "k", "--overlap", "0", data=tmp_path).exit_code == 0
    assert Keyring(tmp_path / "keys.json").find(old, datetime.now(UTC)) is None


@pytest.mark.parametrize("overlap", ["x", "7", "-1d", "91d"])
def test_an_overlap_must_be_readable_and_short(tmp_path: Path, overlap: str) -> None:
    given(tmp_path)
    assert xushi("rotate", "k", f"--overlap={overlap}", data=tmp_path).exit_code == 2


def test_an_unknown_key_is_not_rotated(tmp_path: Path) -> None:
    assert xushi("rotate", "nobody", data=tmp_path).exit_code == 2


def test_the_name_of_a_key_that_was_taken_away_is_not_given_out_again(tmp_path: Path) -> None:
    given(tmp_path)
    assert xushi("remove", "k", data=tmp_path).exit_code == 0
    result = xushi("add", "k", "--role", "ops", data=tmp_path)
    assert result.exit_code == 2
    assert "作废" in result.stdout
    assert load_key_file(tmp_path / "keys.json").removed == ["k"]


def test_the_list_says_what_expires_soon_and_what_has_expired(tmp_path: Path) -> None:
    now = datetime.now(UTC)
    soon, _ = new_key("soon", Role.AUDITOR, "", now + timedelta(days=10, hours=1))
    past, _ = new_key("past", Role.SIGNER, "500000", now - timedelta(days=1))
    later, _ = new_key("later", Role.OPS, "", now + timedelta(days=300))
    save_keys(tmp_path / "keys.json", [soon, past, later])
    lines = {
        line.split("│")[1].strip(): line for line in xushi("list", data=tmp_path).stdout.splitlines() if "│" in line
    }
    assert "即将到期（10 天）" in lines["soon"]
    assert "已到期" in lines["past"]
    assert "有效" in lines["later"]


def test_a_key_never_has_the_name_that_an_account_has_or_had(tmp_path: Path) -> None:
    def account(*words: str) -> int:
        return CliRunner().invoke(app, ["account", *words, "--data", str(tmp_path)]).exit_code

    assert account("add", "chen.mei", "--name", "陈梅", "--role", "ops") == 0
    for closes in (False, True):
        assert not closes or account("close", "chen.mei") == 0
        refused = xushi("add", "chen.mei", "--role", "ops", data=tmp_path)
        assert (refused.exit_code, "“chen.mei”是或曾是一个账号" in refused.stdout) == (2, True)
    assert load_keys(tmp_path / "keys.json") == []
    assert xushi("add", "chen.mei-system", "--role", "ops", data=tmp_path).exit_code == 0


def test_a_first_key_makes_no_database(tmp_path: Path) -> None:
    given(tmp_path)
    assert [each.name for each in tmp_path.iterdir()] == ["keys.json"]
