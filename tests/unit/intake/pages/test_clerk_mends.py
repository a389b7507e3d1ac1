"""A form that could not be taken: what is said where."""

from __future__ import annotations

from services.intake.pages.clerk_mends import pointed
from services.intake.pages.views.typed.placing import SIGNER_POINTER
from shared.security.authentication import SECOND_SIGNER


def test_what_concerns_the_second_signer_is_said_at_the_field_where_they_sign() -> None:
    unsigned = pointed([(SECOND_SIGNER, "请求头")], {})
    assert unsigned[0][0] == SIGNER_POINTER and "在这里输入密钥" in unsigned[0][1]
    assert pointed([(SECOND_SIGNER, "不能是本人")], {"signer_key": "k"}) == [(SIGNER_POINTER, "不能是本人")]
    assert pointed([("", "第二签字人的密钥无效")], {"signer_key": "k"}) == [(SIGNER_POINTER, "第二签字人的密钥无效")]


def test_everything_else_stays_where_it_is() -> None:
    faults = [("", "该单位不在您的权限内"), ("/note", "说明过长")]
    assert pointed(faults, {}) == faults
