"""A profile is read whole, or its fault is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.intake.sign_in.oidc.profiles import ProfileRefused, at, filled, read_profile

WHOLE = """
name = "platform"
subject = "content.openid"

[authorize]
url = "https://platform.example/auth"
parameters = { client_id = "{client_id}", state = "{state}" }

[token]
url = "https://platform.example/token"
parameters = { code = "{code}" }

[userinfo]
url = "https://platform.example/me"
parameters = { access_token = "{access_token}" }
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "profile.toml"
    path.write_text(text, "utf-8")
    return path


def test_a_profile_is_read_with_the_usual_names_where_it_gives_none(tmp_path: Path) -> None:
    profile = read_profile(written(tmp_path, WHOLE))
    assert (profile.name, profile.access_token, profile.brings) == ("platform", "access_token", "code")
    assert (profile.token.method, profile.token.sends) == ("POST", "form")


@pytest.mark.parametrize(
    ("there", "instead", "told"),
    [
        ("name =", "nome =", "nome"),
        ('"{code}"', '"{cod}"', "{cod}"),
        ('state = "{state}"', 'state = "1"', "{state}"),
        ("[userinfo]", "[userinfo", "profile.toml"),
        ('subject = "content.openid"', "subject = 3", "subject"),
    ],
)
def test_a_fault_is_named(tmp_path: Path, there: str, instead: str, told: str) -> None:
    with pytest.raises(ProfileRefused) as refused:
        read_profile(written(tmp_path, WHOLE.replace(there, instead)))
    assert told in str(refused.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ProfileRefused, match=r"none\.toml"):
        read_profile(tmp_path / "none.toml")


def test_what_is_put_in_is_not_read_again() -> None:
    values = {"code": "{client_secret}", "client_secret": "secret"}
    assert filled({"code": "{code}", "both": "{code}-{state}"}, values) == {
        "code": "{client_secret}",
        "both": "{client_secret}-",
    }


def test_what_stands_under_a_path_is_found_or_is_none() -> None:
    document = {"content": {"data": {"openid": "u-1"}}}
    assert at(document, "content.data.openid") == "u-1"
    assert at(document, "content.none.openid") is None
    assert at(document, "content.data.openid.more") is None
