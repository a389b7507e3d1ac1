"""What is said to a person is Chinese, whatever the provider says."""

from __future__ import annotations

import re

import pytest

from services.intake.sign_in.oidc.refusals import ProviderRefused

CODES = ["access_denied", "temporarily_unavailable", "invalid_grant", "invalid_client", "state", "no-account"]


@pytest.mark.parametrize("code", [*CODES, "", "<script>", "an error of their own"])
def test_the_words_are_chinese_and_tell_nothing_of_the_inside(code: str) -> None:
    words = ProviderRefused(code, "detail of the inside").words("统一身份认证")
    assert re.search(r"[一-龥]", words)
    assert not re.search(r"[A-Za-z<>{}]", words)


def test_a_refusal_has_its_detail_for_the_log() -> None:
    assert str(ProviderRefused("provider-odd", "no id token")) == "provider-odd: no id token"
    assert str(ProviderRefused("state")) == "state"
