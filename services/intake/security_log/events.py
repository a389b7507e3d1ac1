"""What the security log holds. The envelope says when and by whom (the actor); ``account`` is whom it is about.

These events are about people: they are in no topic, and are kept for as long as the office says.
"""

from __future__ import annotations

from shared.events.event import Event
from shared.security.keys import Role


class SecurityEvent(Event, frozen=True, kw_only=True, omit_defaults=True):
    """``account``: whom it is about ('': nobody that is known); ``network``: where it came from ('': the machine)."""

    account: str
    network: str = ""


class SignedIn(SecurityEvent, frozen=True, kw_only=True, omit_defaults=True):
    """Somebody signed in, or changed to another role that they have."""

    role: Role
    region: str
    subject: str = ""


class SignInFailed(SecurityEvent, frozen=True, kw_only=True, omit_defaults=True):
    """What was shown did not fit: ``what`` is password, code, passkey or provider; passkey-copied: the key itself
    fitted, and had counted fewer uses than were known."""

    what: str


class SignedOut(SecurityEvent, frozen=True, kw_only=True, omit_defaults=True):
    """Somebody signed out."""


class SessionsEnded(SecurityEvent, frozen=True, kw_only=True, omit_defaults=True):
    """So many sessions of an account were ended."""

    count: int


class AccountOpened(SecurityEvent, frozen=True, kw_only=True, omit_defaults=True):
    """A person got an account."""

    name: str
    office: str = ""


class AccountChanged(SecurityEvent, frozen=True, kw_only=True, omit_defaults=True):
    """What is said of its person was changed; ``changed`` names what: name, office, telephone, mail."""

    name: str
    office: str = ""
    changed: tuple[str, ...] = ()


class AccountClosed(SecurityEvent, frozen=True, kw_only=True, omit_defaults=True):
    """The account was closed for good."""


class RoleGiven(SecurityEvent, frozen=True, kw_only=True, omit_defaults=True):
    """The account has one more role; ``subject`` is the department or the enterprise that it is for ('': none)."""

    role: Role
    region: str
    subject: str = ""


class RoleTaken(SecurityEvent, frozen=True, kw_only=True, omit_defaults=True):
    """The account has a role less."""

    role: Role
    region: str
    subject: str = ""


class PasswordReset(SecurityEvent, frozen=True, kw_only=True, omit_defaults=True):
    """A password was made for the person, who has to change it."""


class PasswordChanged(SecurityEvent, frozen=True, kw_only=True, omit_defaults=True):
    """The person chose a password."""


class FactorAdded(SecurityEvent, frozen=True, kw_only=True, omit_defaults=True):
    """The account has a second factor: ``kind`` is totp, passkey or provider; recovery: new codes instead of those
    before."""

    kind: str


class FactorRemoved(SecurityEvent, frozen=True, kw_only=True, omit_defaults=True):
    """The account has a second factor less (``all``: none any more)."""

    kind: str


class DataExported(SecurityEvent, frozen=True, kw_only=True, omit_defaults=True):
    """Somebody took data along: ``what`` is the address it was asked at."""

    what: str


SECURITY_EVENTS: tuple[type[SecurityEvent], ...] = (
    SignedIn,
    SignInFailed,
    SignedOut,
    SessionsEnded,
    AccountOpened,
    AccountChanged,
    AccountClosed,
    RoleGiven,
    RoleTaken,
    PasswordReset,
    PasswordChanged,
    FactorAdded,
    FactorRemoved,
    DataExported,
)
