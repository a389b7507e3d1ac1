"""What a provider without an id token is asked, as data: a TOML file, since no two of them use the same names.

Government platforms (政务钉钉 and the like) offer OAuth2 with endpoints, parameters and answers of their own. A profile
names them; in its texts ``{client_id}``, ``{client_secret}``, ``{redirect_uri}``, ``{code}``, ``{verifier}``,
``{state}``, ``{challenge}`` and ``{access_token}`` stand for what is to be sent there.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import msgspec

_NAMES = frozenset(
    {"client_id", "client_secret", "redirect_uri", "code", "verifier", "state", "challenge", "access_token"}
)
_PLACE = re.compile(r"\{([^{}]*)\}")


class ProfileRefused(Exception):
    """A profile that cannot be used; says in Chinese what is wrong with it and where."""


class Page(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The provider's page: its address, and what is sent along in the query. It has to bring ``state`` back."""

    url: str
    parameters: dict[str, str]


class EndpointCall(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One request. ``sends``: whether the parameters go into the query, a form, or a JSON document.

    ``success`` (path: value) is what has to stand in the answer; ``error`` is the path of what it says otherwise."""

    url: str
    parameters: dict[str, str] = {}
    headers: dict[str, str] = {}
    method: Literal["GET", "POST"] = "POST"
    sends: Literal["query", "form", "json"] = "form"
    success: dict[str, str | int | bool] = {}
    error: str = ""


class Profile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A provider. Paths into answers are keys with dots between: ``content.data.accountId``.

    ``name`` stands for the issuer: with the subject it says who somebody is, so it is never changed. ``subject`` is
    the path, in the answer to ``userinfo``, of the provider's own name for the person; ``claims`` gives a name to
    further ones. ``brings`` is the parameter in which the browser brings the code back.
    """

    name: str
    authorize: Page
    token: EndpointCall
    userinfo: EndpointCall
    subject: str
    access_token: str = "access_token"
    claims: dict[str, str] = {}
    brings: str = "code"
    logout: str = ""


def read_profile(path: Path) -> Profile:
    """The profile in a file.

    Raises:
        ProfileRefused: it cannot be read, or is none.
    """
    try:
        profile = msgspec.convert(tomllib.loads(path.read_text("utf-8")), Profile)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise ProfileRefused(f"{path}：{error}") from error
    texts = [*profile.authorize.parameters.values()]
    for call in (profile.token, profile.userinfo):
        texts += [*call.parameters.values(), *call.headers.values()]
    unknown = sorted({name for text in texts for name in _PLACE.findall(text)} - _NAMES)
    if unknown:
        raise ProfileRefused(f"{path}：不认识的占位符 {'、'.join('{' + name + '}' for name in unknown)}")
    if "{state}" not in profile.authorize.parameters.values():
        raise ProfileRefused(f"{path}：authorize.parameters 中须有一项为 {{state}}")
    return profile


def filled(texts: Mapping[str, str], values: Mapping[str, str]) -> dict[str, str]:
    """The texts with what stands for the names in them; each is replaced once, whatever is put in."""
    return {key: _PLACE.sub(lambda found: values.get(found.group(1), ""), text) for key, text in texts.items()}


def at(document: Any, path: str) -> Any:
    """What stands in a document under a path; None where nothing does."""
    for key in path.split("."):
        if not isinstance(document, dict):
            return None
        document = document.get(key)
    return document
