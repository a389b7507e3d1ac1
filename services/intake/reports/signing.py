"""The second person who signs a correction: known by their own sign-in or key, never by a name that somebody wrote
down; and who is told that a correction waits for them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from fastapi import Request

from services.intake.accounts.repository import SignerMail
from shared.security.access import Access
from shared.security.authentication import Authentication
from shared.security.keys import Principal
from shared.web.problems import Problem


class Signing:
    """Finds the second signer and asks whether they may sign for the region.

    ``signers`` reads the accounts that sign for some region, and say where they are told of it."""

    def __init__(
        self,
        authentication: Authentication,
        access: Access,
        signers: Callable[[], Sequence[SignerMail]] = lambda: (),
    ) -> None:
        self._authentication = authentication
        self._access = access
        self._signers = signers

    def of_request(self, request: Request, region: str) -> str:
        """The id of the key in the header ``Second-Signer``; '' without the header.

        Raises:
            Problem: 401 or 429 for a key that is unknown or expired, and as :meth:`checked`.
        """
        return self.checked(self._authentication.second_signer(request), region)

    def told(self, region: str, proposer: str) -> tuple[str, ...]:
        """The mail addresses of who may sign for ``region`` but ``proposer``, who may not sign what is their own."""
        return tuple(
            sorted(
                {
                    each.mail
                    for each in self._signers()
                    if each.account != proposer and self._access.inside(region, each.region)
                }
            )
        )

    def checked(self, signer: Principal | None, region: str) -> str:
        """The signer's id, when they may sign for ``region``; '' for nobody.

        Raises:
            Problem: 403 for a key of another role, or of an area that ``region`` does not lie in.
        """
        if signer is None:
            return ""
        if not self._access.may_sign(signer, region):
            detail = "第二签字人应持本单位或上级地区的签字（signer）密钥"
            raise Problem(403, "signer-not-allowed", "该密钥不能为这个地区签字", detail=detail)
        return signer.id
