"""An account and what may become of it. Pure: time is passed in, and what may not be is a named refusal."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime
from typing import NamedTuple

import msgspec

from shared.security.keys import OF_A_SUBJECT, Principal, Role

LONGEST_ID = 40
LONGEST_NAME = 40
LONGEST_OFFICE = 100
LONGEST_TELEPHONE = 40
LONGEST_MAIL = 120
MOST_GRANTS = 20

LONGEST_SUBJECT = 60

OF_A_REGION = (Role.REPORTER, Role.SIGNER, Role.REVIEWER, *OF_A_SUBJECT)
"""These roles are for a region; ops and auditors without one have everything."""

_ID = re.compile(r"[^\W_][\w.-]{1,39}")
_MAIL = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\"]+")


class HeldRole(msgspec.Struct, frozen=True, order=True):
    """A role, for which region ('': everywhere), and for which department or enterprise there ('': for none)."""

    role: Role
    region: str
    subject: str = ""


class PersonWords(NamedTuple):
    """What is said of an account's person. ``mail`` is where they are told of what waits for them ('': nowhere)."""

    name: str
    office: str = ""
    telephone: str = ""
    mail: str = ""


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """A person's account. ``password`` is the argon2id hash ('': none); ``must_change``: it was made for the person,
    who has to choose another at the next sign-in. A closed account opens nothing, and its id is never given again."""

    id: str
    name: str
    office: str = ""
    telephone: str = ""
    mail: str = ""
    opened_at: datetime
    closed_at: datetime | None = None
    password: str = ""
    must_change: bool = False
    grants: tuple[HeldRole, ...] = ()

    def principal(self, grant: HeldRole) -> Principal:
        """Who the person is in one of their roles."""
        return Principal(self.id, grant.role, grant.region, grant.subject)

    @property
    def words(self) -> PersonWords:
        """What is said of the person."""
        return PersonWords(self.name, self.office, self.telephone, self.mail)


class AccountRefused(Exception):
    """Why an account cannot be changed so: ``field`` is what is wrong, the words are Chinese."""

    def __init__(self, field: str, words: str) -> None:
        super().__init__(words)
        self.field, self.words = field, words


def typed_id(text: str) -> str:
    """An id as a person types it: without regard to case and to spaces around it."""
    return unicodedata.normalize("NFKC", text.strip()).casefold()


def open_account(account: Account, taken: str | None) -> Account:
    """A new account. ``taken`` says, in Chinese, whose the id is or was (None: nobody's).

    Raises:
        AccountRefused: what is written of it cannot be, or the id is another's.
    """
    if _ID.fullmatch(account.id) is None or account.id != typed_id(account.id):
        raise AccountRefused("id", f"账号应为2至{LONGEST_ID}个汉字、小写字母、数字或 . _ -，不以符号开头")
    if taken is not None:
        raise AccountRefused("id", f"“{account.id}”{taken}：名称记在经过里，不能再给别人用")
    return described(account, account.words)


def described(account: Account, words: PersonWords) -> Account:
    """The account with other words about its person.

    Raises:
        AccountRefused: the account is closed, or the words are too long, too few or no text.
    """
    _require_open(account)
    for field, text in words._asdict().items():
        if len(text) > _LONGEST[field] or not text.isprintable():
            raise AccountRefused(field, f"{WORDS[field]}至多 {_LONGEST[field]} 个字，不能含换行等字符")
    if not words.name.strip():
        raise AccountRefused("name", "请填写姓名")
    if words.mail.strip() and _MAIL.fullmatch(words.mail.strip()) is None:
        raise AccountRefused("mail", "邮箱应为一个地址，形如 chen.mei@example.gov.cn")
    return msgspec.structs.replace(account, **{field: text.strip() for field, text in words._asdict().items()})


def changed_words(before: Account, after: Account) -> tuple[str, ...]:
    """Which of the words about the person are others now, by the names of their fields."""
    pairs = zip(PersonWords._fields, before.words, after.words, strict=True)
    return tuple(field for field, old, new in pairs if old != new)


def give(account: Account, grant: HeldRole) -> Account:
    """The account with one more role.

    Raises:
        AccountRefused: the account is closed, has it already or has too many, or the role is for a region.
    """
    _require_open(account)
    if grant in account.grants:
        raise AccountRefused("role", "该账号已有这个角色")
    if len(account.grants) >= MOST_GRANTS:
        raise AccountRefused("role", f"一个账号至多 {MOST_GRANTS} 个角色")
    if (wrong := wrong_role(grant)) is not None:
        raise wrong
    return msgspec.structs.replace(account, grants=tuple(sorted((*account.grants, grant))))


def wrong_role(held: HeldRole) -> AccountRefused | None:
    """Why nobody can hold a role so; None where it can be."""
    if not held.region and held.role in OF_A_REGION:
        return AccountRefused("region", "这个角色须写明地区")
    if held.role in OF_A_SUBJECT and not held.subject:
        return AccountRefused("subject", "这个角色须写明所代表的部门名称或企业编号")
    if held.role not in OF_A_SUBJECT and held.subject:
        return AccountRefused("subject", "只有责任部门和监测企业才写部门名称或企业编号")
    if len(held.subject) > LONGEST_SUBJECT or not held.subject.isprintable() or held.subject != held.subject.strip():
        return AccountRefused(
            "subject", f"部门名称或企业编号至多 {LONGEST_SUBJECT} 个字，前后不能有空格，不能含换行等字符"
        )
    return None


def take(account: Account, grant: HeldRole) -> Account:
    """The account without a role.

    Raises:
        AccountRefused: it does not have it.
    """
    if grant not in account.grants:
        raise AccountRefused("role", "该账号没有这个角色")
    return msgspec.structs.replace(account, grants=tuple(each for each in account.grants if each != grant))


def close(account: Account, now: datetime) -> Account:
    """The account, closed for good: its password is gone, its roles stay as a record of what it was.

    Raises:
        AccountRefused: it is closed already.
    """
    _require_open(account)
    return msgspec.structs.replace(account, closed_at=now, password="", must_change=False)


def with_password(account: Account, hashed: str, *, must_change: bool) -> Account:
    """The account with another password.

    Raises:
        AccountRefused: it is closed.
    """
    _require_open(account)
    return msgspec.structs.replace(account, password=hashed, must_change=must_change)


WORDS = {"name": "姓名", "office": "单位", "telephone": "电话", "mail": "邮箱"}
"""What the fields are called."""

_LONGEST = {"name": LONGEST_NAME, "office": LONGEST_OFFICE, "telephone": LONGEST_TELEPHONE, "mail": LONGEST_MAIL}


def _require_open(account: Account) -> None:
    if account.closed_at is not None:
        raise AccountRefused("id", f"账号“{account.id}”已注销")
