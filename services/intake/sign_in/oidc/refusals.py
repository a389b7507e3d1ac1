"""Why a sign-in at the provider came to nothing, in words for the person at the page. Pure."""

from __future__ import annotations

_OFFERED = {
    "access_denied": "您在{label}的页面上没有同意登录",
    "login_required": "{label}要求重新登录，请再试一次",
    "interaction_required": "{label}要求重新登录，请再试一次",
    "consent_required": "{label}要求您先同意授权，请再试一次",
    "account_selection_required": "{label}要求先选择账号，请再试一次",
    "temporarily_unavailable": "{label}暂时不可用，请稍后再试",
    "server_error": "{label}出错，请稍后再试",
    "unauthorized_client": "{label}没有准许本系统登录，请告知系统管理员",
    "unsupported_response_type": "{label}不支持本系统的登录方式，请告知系统管理员",
    "invalid_scope": "{label}不接受所申请的范围，请告知系统管理员",
    "invalid_request": "{label}不接受本系统的请求，请告知系统管理员",
    "invalid_request_uri": "{label}不接受本系统的请求，请告知系统管理员",
    "invalid_grant": "登录已超时，或已经用过，请重新登录",
    "invalid_client": "本系统在{label}登记的编号或密钥不对，请告知系统管理员",
    "unsupported_grant_type": "{label}不支持本系统的登录方式，请告知系统管理员",
}
_OWN = {
    "provider-away": "{label}没有应答，请稍后再试",
    "provider-odd": "{label}的应答不合规范，请告知系统管理员",
    "state": "登录已超时，或不是在这个浏览器中开始的，请重新登录",
    "not-verified": "{label}交来的身份没有通过核对，请重新登录；再次出现请告知系统管理员",
    "no-account": "{label}中的这个身份没有对应的账号，请告知系统管理员",
    "several-accounts": "{label}中的这个身份对应不止一个账号，请告知系统管理员",
    "claim-missing": "{label}没有给出用来对应账号的内容，请告知系统管理员",
    "too-many-roles": "{label}给出的角色太多，请告知系统管理员",
    "other": "在{label}登录未成，请重新登录",
}


class ProviderRefused(Exception):
    """A sign-in that came to nothing. ``code`` names why: one of the provider's (RFC 6749, OpenID Connect), or of ours;
    ``detail`` is for the log, not for the page."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail

    def words(self, label: str) -> str:
        """What is said on the page; ``label`` is what the provider is called."""
        words = _OWN.get(self.code) or _OFFERED.get(self.code) or _OWN["other"]
        return words.format(label=label)
