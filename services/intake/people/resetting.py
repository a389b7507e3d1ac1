"""Taking away all second factors of a person who has lost them, in one transaction with what it ends."""

from __future__ import annotations

from services.intake.accounts import repository
from services.intake.accounts.account import AccountRefused
from services.intake.security_log.events import FactorRemoved, SessionsEnded
from services.intake.security_log.log import SecurityLog
from services.intake.sessions import repository as sessions
from services.intake.sign_in.factors import Factors
from shared.database.engine import Database


def reset_factors(
    database: Database, factors: Factors, log: SecurityLog, account: str, actor: str, network: str = ""
) -> bool:
    """By ``actor``: the account has no factor and no link with a provider any more, and all its sessions are over;
    whether there was a factor.

    Raises:
        AccountRefused: there is no such account, or it is closed.
    """
    with database.write() as connection:
        found = repository.find(connection, account, lock=True)
        if found is None or found.closed_at is not None:
            raise AccountRefused("id", f"没有账号“{account}”，或已注销")
        had = factors.reset(connection, account)
        ended = sessions.end_all(connection, account, log.now())
        log.add(connection, FactorRemoved(account=account, kind="all", network=network), actor)
        log.add(connection, SessionsEnded(account=account, count=ended, network=network), actor)
    return had
