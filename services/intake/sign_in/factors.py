"""The second factors of accounts: set up, shown, taken away. Each step is one transaction.

An account has a second factor when a phone makes codes for it, or when it has a passkey. Recovery codes come with the
first of them and go with the last: they stand in for a factor that is lost, and are none themselves.
"""

from __future__ import annotations

import secrets
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

import msgspec
import sqlalchemy as sa

from services.intake.sign_in import tickets
from services.intake.sign_in.oidc.links import unlink
from services.intake.sign_in.passkeys import ceremony
from services.intake.sign_in.passkeys import repository as passkeys
from services.intake.sign_in.passkeys.ceremony import COUNTED_BACK, PasskeyRefused
from services.intake.sign_in.passkeys.party import Party
from services.intake.sign_in.passkeys.repository import HeldPasskey
from services.intake.sign_in.sealing import Seal
from services.intake.sign_in.totp import codes, enrolment, recovery
from services.intake.sign_in.totp import repository as totp
from services.intake.sign_in.totp.repository import Authenticator
from services.intake.tables import ACCOUNTS
from shared.database.engine import Database
from shared.periods import Clock


class ShownFactor(StrEnum):
    """By what somebody has shown the second factor."""

    CODE = "code"
    RECOVERY = "recovery"


class HeldFactors(NamedTuple):
    """What an account has: since when a phone makes codes (None: none does), and the rest."""

    codes_since: datetime | None
    recovery_left: int
    passkeys: list[HeldPasskey]

    @property
    def any(self) -> bool:
        """Whether the account has a second factor."""
        return self.codes_since is not None or bool(self.passkeys)


class LastFactor(Exception):
    """The account's only second factor cannot be taken away where everybody has to have one."""


class NotFirst(Exception):
    """The account has a second factor by now, which has to be shown before another is set up."""


class SetUpBy(msgspec.Struct, frozen=True):
    """Which session of a sign-in has set up the account's factor: it need not show it."""

    account: str
    session: str


class ProposedSecret(msgspec.Struct, frozen=True):
    """A secret that a phone is to be shown, until it has made a code with it."""

    account: str
    secret: bytes


class AskedToMake(msgspec.Struct, frozen=True):
    """A challenge for a passkey that is to be made."""

    account: str
    challenge: bytes


class AskedToUse(msgspec.Struct, frozen=True):
    """A challenge for a passkey that is to be used: one of an account, or ('') whoever's it is."""

    account: str
    challenge: bytes


class Question(NamedTuple):
    """What a browser is asked for (JSON), and the ticket that it is to bring back with its answer."""

    ticket: str
    options: str


class Factors:
    """``party`` is None where browsers make no passkeys. ``required``: everybody has to have a second factor."""

    def __init__(self, database: Database, seal: Seal, clock: Clock, party: Party | None, *, required: bool) -> None:
        self._database = database
        self._seal = seal
        self._clock = clock
        self._party = party
        self._required = required

    @property
    def required(self) -> bool:
        """Whether everybody has to have a second factor."""
        return self._required

    @property
    def makes_passkeys(self) -> bool:
        """Whether browsers make passkeys for the address of the pages."""
        return self._party is not None

    def has(self, connection: sa.Connection, account: str) -> bool:
        """Whether the account has a second factor."""
        return self._held(connection, account).any

    def held(self, account: str) -> HeldFactors:
        """What the account has."""
        with self._database.read() as connection:
            return self._held(connection, account)

    def propose_secret(self, account: str) -> str:
        """A secret for the account's phone; the ticket with which it is looked at and confirmed."""
        return tickets.ticket_for(self._seal, ProposedSecret(account, enrolment.new_secret()), self._clock.now())

    def proposed_secret(self, account: str, ticket: str) -> bytes | None:
        """The secret that was proposed; None when its time is over, or it is another's."""
        found = tickets.look(self._seal, ProposedSecret, ticket, self._clock.now())
        return found.secret if found is not None and found.account == account else None

    def confirm_secret(self, account: str, ticket: str, typed: str, *, first: bool = False) -> list[str] | None:
        """The phone has made this code: it makes the account's from now on. New recovery codes come with the first
        factor, else none; None when the code is not right. ``first``: only as the account's first factor.

        Raises:
            NotFirst: as it says.
        """
        now = self._clock.now()
        secret = self.proposed_secret(account, ticket)
        step = codes.accepted_step(secret, typed, now, 0) if secret is not None else None
        if secret is None or step is None:
            return None
        with self._database.write() as connection:
            had = self._alone_with(connection, account, first=first)
            if not tickets.use(connection, ticket, now):
                return None
            totp.put(connection, account, Authenticator(self._seal.close(secret, _purpose(account)), step, now))
            return [] if had else self._new_codes(connection, account)

    def show(self, account: str, typed: str) -> ShownFactor | None:
        """By what the account's second factor was shown: a code of its phone, or a recovery code, each once; None when
        it was not.

        Raises:
            SealBroken: the secret cannot be read any more.
        """
        with self._database.write() as connection:
            if (digest := recovery.digest(typed, account)) is not None:
                return ShownFactor.RECOVERY if totp.take_code(connection, account, digest) else None
            found = totp.find(connection, account, lock=True)
            if found is None:
                return None
            secret = self._seal.open(found.sealed, _purpose(account))
            step = codes.accepted_step(secret, typed, self._clock.now(), found.last_step)
            if step is None:
                return None
            totp.used(connection, account, step)
            return ShownFactor.CODE

    def new_codes(self, account: str) -> list[str]:
        """New recovery codes in place of those before."""
        with self._database.write() as connection:
            self._alone_with(connection, account)
            return self._new_codes(connection, account)

    def remove_authenticator(self, account: str) -> bool:
        """The phone makes the account's codes no more; whether it did.

        Raises:
            LastFactor: as it says.
        """
        with self._database.write() as connection:
            self._alone_with(connection, account)
            removed = totp.remove(connection, account)
            self._after_removal(connection, account)
        return removed

    def ask_to_make(self, account: str, shown: str) -> Question:
        """What a browser is asked for, to make a passkey for the account; ``shown`` is the person's name.

        Raises:
            PasskeyRefused: ``no-party``.
        """
        party, challenge = self._require_party(), secrets.token_bytes(ceremony.CHALLENGE_BYTES)
        ticket = tickets.ticket_for(self._seal, AskedToMake(account, challenge), self._clock.now())
        held = self._credentials(account)
        return Question(ticket, ceremony.making_options(party, account, shown, held, challenge))

    def made(self, account: str, ticket: str, answer: str, name: str, *, first: bool = False) -> list[str]:
        """A browser has made a passkey, which is the account's from now on; recovery codes, and ``first``, as
        :meth:`confirm_secret`.

        Raises:
            PasskeyRefused: it has not.
            NotFirst: as it says.
        """
        party, now = self._require_party(), self._clock.now()
        asked = tickets.look(self._seal, AskedToMake, ticket, now)
        if asked is None or asked.account != account:
            raise _too_late()
        made = ceremony.made(party, answer, asked.challenge)
        with self._database.write() as connection:
            had = self._alone_with(connection, account, first=first)
            if not tickets.use(connection, ticket, now):
                raise _too_late()
            if not passkeys.add(connection, account, made, name.strip() or "通行密钥", now):
                raise PasskeyRefused("known", "这把通行密钥已经登记过")
            return [] if had else self._new_codes(connection, account)

    def ask_to_use(self, account: str = "") -> Question:
        """What a browser is asked for, to use a passkey of the account, or ('') whoever's.

        Raises:
            PasskeyRefused: ``no-party``.
        """
        party, challenge = self._require_party(), secrets.token_bytes(ceremony.CHALLENGE_BYTES)
        ticket = tickets.ticket_for(self._seal, AskedToUse(account, challenge), self._clock.now())
        held = self._credentials(account) if account else []
        return Question(ticket, ceremony.using_options(party, challenge, held))

    def used(self, ticket: str, answer: str, account: str = "") -> str:
        """Whose passkey a browser has used, at the question for ``account``.

        Raises:
            PasskeyRefused: nobody's.
        """
        party, now = self._require_party(), self._clock.now()
        asked = tickets.look(self._seal, AskedToUse, ticket, now)
        if asked is None or asked.account != account:
            raise _too_late()
        credential = ceremony.named_credential(answer)
        with self._database.write() as connection:
            found = passkeys.find(connection, credential)
            if found is None or (account and found.account != account):
                raise PasskeyRefused("unknown", "本系统没有登记这把通行密钥")
            try:
                count = ceremony.used_count(party, answer, asked.challenge, found.public_key, found.sign_count)
            except PasskeyRefused as refused:
                whose = found.account if refused.code == COUNTED_BACK else ""  # it was the key itself, or its copy
                raise PasskeyRefused(refused.code, str(refused), whose) from refused
            if not tickets.use(connection, ticket, now):
                raise _too_late()
            passkeys.used(connection, found, count, now)
        return found.account

    def remove_passkey(self, account: str, passkey: str) -> str | None:
        """One of the account's passkeys opens nothing any more; its name, None when the account has no such.

        Raises:
            LastFactor: as it says.
        """
        with self._database.write() as connection:
            self._alone_with(connection, account)
            name = passkeys.remove(connection, account, passkey)
            self._after_removal(connection, account)
        return name

    def reset(self, connection: sa.Connection, account: str) -> bool:
        """Take away all that the account has, for a person who has lost it, and its link with a provider, which the
        next sign-in there makes anew; whether there was a factor."""
        had = self._held(connection, account).any
        totp.remove(connection, account)
        passkeys.remove_all(connection, account)
        totp.put_codes(connection, account, [])
        unlink(connection, account)
        return had

    def set_up_by(self, account: str, session: str) -> str:
        """A ticket that says that this session has set up the account's factor; ``session`` is its digest."""
        return tickets.ticket_for(self._seal, SetUpBy(account, session), self._clock.now())

    def was_set_up_by(self, account: str, session: str, ticket: str) -> bool:
        """Whether the ticket says so."""
        return tickets.look(self._seal, SetUpBy, ticket, self._clock.now()) == SetUpBy(account, session)

    def _alone_with(self, connection: sa.Connection, account: str, *, first: bool = False) -> bool:
        """Whether the account has a factor. Until the transaction ends nobody else changes them: of two changes at
        once each would see what the other is about to undo."""
        connection.execute(sa.select(ACCOUNTS.c.id).where(ACCOUNTS.c.id == account).with_for_update())
        had = self._held(connection, account).any
        if had and first:
            raise NotFirst
        return had

    def _credentials(self, account: str) -> list[bytes]:
        with self._database.read() as connection:
            return [each.credential for each in passkeys.of_account(connection, account)]

    def _held(self, connection: sa.Connection, account: str) -> HeldFactors:
        found = totp.find(connection, account)
        left = totp.codes_left(connection, account)
        return HeldFactors(found.made_at if found else None, left, passkeys.of_account(connection, account))

    def _new_codes(self, connection: sa.Connection, account: str) -> list[str]:
        made = recovery.new_codes()
        digests = [digest for code in made if (digest := recovery.digest(code, account)) is not None]
        totp.put_codes(connection, account, digests)
        return made

    def _after_removal(self, connection: sa.Connection, account: str) -> None:
        if self._held(connection, account).any:
            return
        if self._required:
            raise LastFactor
        totp.put_codes(connection, account, [])

    def _require_party(self) -> Party:
        if self._party is None:
            raise PasskeyRefused("no-party", "本系统的地址不能使用通行密钥，请改用验证码")
        return self._party


def _purpose(account: str) -> str:
    return f"totp\n{account}"


def _too_late() -> PasskeyRefused:
    return PasskeyRefused("too-late", "已超时，或不是在这个浏览器中开始的，请重试")
