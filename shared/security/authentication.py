"""Who is asking: a key in the ``Authorization`` header, or, on pages, the session of a person who signed in."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from shared.periods import Clock
from shared.security.keeping_forms import where_it_stands
from shared.security.keys import Keyring, Principal, Role
from shared.security.sessions import Session, SessionsAway, fits, form_token, local_path
from shared.security.signed_in import cookie_of, session_of, sessions_are_away
from shared.security.wrong_keys import WrongKeys
from shared.web.problems import Problem

SECOND_SIGNER = "Second-Signer"
"""The header that holds the second person's key where two have to sign."""

_SAFE = ("GET", "HEAD")
_NO_STORE = {"Cache-Control": "no-store"}


class SignIn(Problem):
    """Nobody has signed in: a page sends its visitor to the login page, and back afterwards."""

    def __init__(self, back: str) -> None:
        super().__init__(401, "sign-in-required", "请先登录")
        self.back = back

    def response(self) -> Response:
        """303 to the login page."""
        return RedirectResponse(f"/login?next={quote(self.back, safe='')}", 303, _NO_STORE)

    async def own_answer(self, request: Request) -> Response:
        """The same; the form that was sent, if any, is kept for the person who sent it, whose session has run out."""
        self.back, _ = await _where_it_stands(request, self.back)
        return self.response()


class OfAnotherSession(Problem):
    """A form that was not made for the session in which it came. Somebody who has signed in anew since, or stands in
    another role, finds it where they filled it in."""

    def __init__(self, back: str) -> None:
        super().__init__(403, "form-token", "页面已失效", detail="请返回上一页，刷新后重新提交")
        self._back = back

    async def own_answer(self, request: Request) -> Response | None:
        """The page where it was filled in, with what was typed; where that cannot be, what is wrong."""
        page, kept = await _where_it_stands(request, self._back)
        if not kept:
            return None
        return RedirectResponse(page, 303, _NO_STORE)


class Authentication:
    """Turns a request into a principal. With ``open_board`` what concerns no single unit is open to everybody.

    A key is looked up before anything else is asked: only one that is wrong is counted, and may be told to wait.
    """

    def __init__(self, keyring: Keyring, clock: Clock, *, open_board: bool, wrong_keys: WrongKeys) -> None:
        self._keyring = keyring
        self._clock = clock
        self._open_board = open_board
        self._wrong_keys = wrong_keys

    def principal(self, request: Request) -> Principal:
        """Who is asking: whose key the header holds, or, when only reading, who has signed in.

        A session changes nothing here: that would need a form's token (:meth:`form`).

        Raises:
            Problem: 401 without a key, or with one that is unknown or expired; 429 for one of too many of those.
        """
        header = request.headers.get("authorization", "")
        if header:
            return self._bearer(request, header)
        found = self._somebody(request) if request.method in _SAFE else None
        if found is None:
            raise _key_required()
        return found

    def holder(self, request: Request) -> Principal | None:
        """Whose key the header holds; None says nothing: a wrong key is not counted here, but where it is refused."""
        return self._find(_secret(request.headers.get("authorization", "")))

    def require(self, request: Request, *roles: Role) -> Principal:
        """Who is asking, when it is one of ``roles``.

        Raises:
            Problem: 401 as :meth:`principal`, 403 for another role.
        """
        return _one_of(self.principal(request), roles)

    def visitor(self, request: Request) -> Principal | None:
        """Who reads what is open to everybody; None for anybody.

        Raises:
            Problem: 401 for a key that is unknown or expired, and for nobody unless the board is open.
        """
        if "authorization" not in request.headers and self._open_board:
            return self._signed_in(request)
        return self.principal(request)

    def page(self, request: Request, *roles: Role) -> Principal:
        """Who looks at a page that is not open to everybody, when it is one of ``roles`` (none: any).

        Raises:
            SignIn: nobody has signed in.
            Problem: 401 for a wrong key in the header, 403 for another role.
        """
        if "authorization" in request.headers:
            found: Principal | None = self.principal(request)
        else:
            found = self._somebody(request)
        if found is None:
            raise SignIn(_here(request))
        return _one_of(found, roles) if roles else found

    def page_visitor(self, request: Request) -> Principal | None:
        """Who looks at a page that is open to everybody while the board is open; None for anybody.

        Raises:
            SignIn: the board is not open, and nobody has signed in.
            Problem: 401 for a wrong key in the header.
        """
        if "authorization" not in request.headers and self._open_board:
            return self._signed_in(request)
        return self.page(request)

    def form(self, request: Request, token: str, *roles: Role) -> Principal:
        """Who sent a page's form, when it is one of ``roles`` (none: any); ``token`` came with the form.

        Raises:
            SignIn: nobody has signed in.
            Problem: 403 for a form that was not made for this session, and for another role.
        """
        found = self.signed_in(request, *roles)
        if not fits(cookie_of(request), token):
            raise OfAnotherSession(_here(request))
        return found

    def signed_in(self, request: Request, *roles: Role) -> Principal:
        """Who has signed in, when it is one of ``roles`` (none: any): what of a form's sender can be told before the
        form is read. It is not enough to do what the form asks for (:meth:`form`).

        Raises:
            SignIn: nobody has signed in.
            Problem: 403 for another role.
        """
        found = self._somebody(request)
        if found is None:
            raise SignIn(_here(request))
        return _one_of(found, roles) if roles else found

    def form_token(self, request: Request) -> str:
        """What every form of a page carries in its hidden field ``form_token``; empty for nobody."""
        return form_token(cookie_of(request)) if session_of(request) is not None else ""

    def session(self, request: Request) -> Session | None:
        """The session of who looks at a page, when the sign-in is finished; None for nobody."""
        found = session_of(request)
        return found if found is not None and not found.step else None

    def second_signer(self, request: Request) -> Principal | None:
        """Who signs as the second person: whose key the header ``Second-Signer`` holds; None without it.

        Raises:
            Problem: 401 for a key that is unknown or expired, 429 for one of too many of those.
        """
        header = request.headers.get(SECOND_SIGNER, "")
        if not header:
            return None
        secret = _secret(header)
        detail = f"请求头 {SECOND_SIGNER} 应为 Bearer 加第二签字人的有效密钥"
        found = self._find(secret)
        if found is None:
            raise self._wrong_keys.refusal(request, secret, "second-signer", _signer_key_invalid(detail))
        return found

    def _find(self, secret: str) -> Principal | None:
        return self._keyring.find(secret.strip(), self._clock.now()) if secret else None

    def _bearer(self, request: Request, header: str) -> Principal:
        secret = _secret(header)
        found = self._find(secret)
        if found is None:
            raise self._wrong_keys.refusal(request, secret, "header", _key_required())
        return found

    def _signed_in(self, request: Request) -> Principal | None:
        found = self.session(request)
        return found.principal if found is not None else None

    def _somebody(self, request: Request) -> Principal | None:
        """The same, where it matters that it is nobody.

        Raises:
            Problem: 503 where it could not be found out.
        """
        if sessions_are_away(request):
            raise sessions_away()
        return self._signed_in(request)


async def _where_it_stands(request: Request, back: str) -> tuple[str, bool]:
    try:
        return await where_it_stands(request, back)
    except SessionsAway:
        raise sessions_away() from None


def sessions_away() -> Problem:
    """503: nobody can say now who has signed in."""
    detail = "登录情况暂时查不到，请稍后再试"
    return Problem(503, "sessions-away", "暂时不能确认登录", detail=detail, headers={"Retry-After": "2"})


def _one_of(principal: Principal, roles: tuple[Role, ...]) -> Principal:
    if principal.role not in roles:
        raise Problem(403, "role-not-allowed", "当前的账号或密钥无权进行此操作")
    return principal


def _secret(header: str) -> str:
    """The key that a header shows; empty where it shows none."""
    scheme, _, secret = header.partition(" ")
    return secret if scheme.lower() == "bearer" else ""


def _signer_key_invalid(detail: str) -> Problem:
    return Problem(401, "signer-key-invalid", "第二签字人的密钥无效", detail=detail)


def _key_required() -> Problem:
    return Problem(
        401,
        "key-required",
        "缺少有效的密钥",
        detail="请在 Authorization 头中以 Bearer 方式提供有效的密钥",
        headers={"WWW-Authenticate": "Bearer"},
    )


def _here(request: Request) -> str:
    """The page to come back to: this one, or the one whose form was sent."""
    if request.method in _SAFE:
        return local_path(request.url.path + (f"?{request.url.query}" if request.url.query else ""))
    sent_from = urlsplit(request.headers.get("referer", ""))
    if sent_from.netloc != request.headers.get("host", ""):
        return "/"
    return local_path(sent_from.path + (f"?{sent_from.query}" if sent_from.query else ""))
