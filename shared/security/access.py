"""Who may see and change which region's reports. A unit's unreviewed figures are its own and its reviewers' business.

What a role may do at all is the table in :mod:`shared.security.permissions`; here it is asked for which region.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from fastapi import Request

from shared.catalogue import Catalogue
from shared.security.keys import Principal, Role
from shared.web.problems import Problem

Visitor = Callable[[Request], Principal | None]
"""Who reads what is open to everybody (None: nobody in particular); raises where nobody may without signing in."""


class Access:
    """Asks the catalogue who lies where."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def inside(self, region: str, area: str) -> bool:
        """Whether ``region`` is ``area`` or lies in it (in a group: is one of its members)."""
        if region not in self._catalogue.regions:
            return False
        return region == area or area in self._catalogue.ancestors(region)

    def single(self, region: str) -> bool:
        """Whether a region's figures are one unit's and no sums; of a code that is not in the catalogue they are, too:
        nothing is shown of it."""
        return region not in self._catalogue.regions or self._catalogue.is_unit(region)

    def may_read(self, principal: Principal, region: str) -> bool:
        """A reporter sees its own region, a signer and a reviewer their area, auditors and ops everything
        (or their area, when their key names one). A department and an enterprise see no unit's reports."""
        match principal.role:
            case Role.REPORTER:
                return region == principal.region
            case Role.REVIEWER | Role.SIGNER:
                return self.inside(region, principal.region)
            case Role.DEPARTMENT | Role.ENTERPRISE:
                return False
            case Role.OPS | Role.AUDITOR:
                return not principal.region or self.inside(region, principal.region)

    def require_read(self, principal: Principal, region: str) -> None:
        """
        Raises:
            Problem: 403 ``region-not-yours``; 404 for a code that is not in the catalogue.
        """
        if not self.may_read(principal, region):
            raise not_yours()
        if region not in self._catalogue.regions:
            raise Problem(404, "region-not-found", f"没有代码为“{region[:20]}”的地区")

    def regions(self, principal: Principal, area: str) -> list[str]:
        """The regions inside ``area`` that the principal may see.

        Raises:
            Problem: as :meth:`require_read`, when ``area`` itself is out of bounds.
        """
        self.require_read(principal, area)
        return [code for code in self._catalogue.regions if self.inside(code, area)]

    def readable(self, principal: Principal) -> list[str]:
        """Every region that the principal may see."""
        return [code for code in self._catalogue.regions if self.may_read(principal, code)]

    def may_sign(self, signer: Principal, region: str) -> bool:
        """Whether somebody may sign a correction of ``region`` as the second person."""
        return signer.role is Role.SIGNER and self.inside(region, signer.region)

    def sight(self, viewer: Principal | None) -> Sight:
        """What of single units' figures ``viewer`` sees before they are accepted; None: nobody in particular."""
        return Sight(self, viewer)


class Reach(NamedTuple):
    """All that :meth:`Access.may_read` asks of who looks: two of the same reach see the same."""

    role: Role | None
    region: str


NOBODYS_REACH = Reach(None, "")


@dataclass(frozen=True, slots=True)
class Sight:
    """Through whose eyes figures are read. Readers are handed it; the pure views decide what to show by it."""

    access: Access
    viewer: Principal | None

    @property
    def reach(self) -> Reach:
        """What may be shared among those who look with it."""
        return NOBODYS_REACH if self.viewer is None else Reach(self.viewer.role, self.viewer.region)

    def whole(self, region: str) -> bool:
        """Whether all that is reported in ``region`` shows before it is accepted; else its sums as they are public."""
        return self.viewer is not None and self.access.may_read(self.viewer, region)

    def sees(self, region: str) -> bool:
        """Whether what ``region`` has reported shows before it is accepted: of sums above the units, what is public."""
        if not self.access.single(region):
            return True
        return self.viewer is not None and self.access.may_read(self.viewer, region)


def not_yours() -> Problem:
    """What is answered to a key that reaches for another's region."""
    return Problem(403, "region-not-yours", "当前的账号或密钥无权查看或报送这个地区")
