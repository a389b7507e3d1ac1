"""Who may see and change what. A unit's unreviewed figures are its own and its reviewers' business."""

from __future__ import annotations

from shared.catalogue import Catalogue
from shared.keys import Principal, Role
from shared.web import Problem


class Access:
    """Asks the catalogue who lies where."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def inside(self, region: str, area: str) -> bool:
        """Whether ``region`` is ``area`` or lies in it (in a group: is one of its members)."""
        if region not in self._catalogue.regions:
            return False
        return region == area or area in self._catalogue.ancestors(region)

    def may_read(self, principal: Principal, region: str) -> bool:
        """A reporter sees its own region, a reviewer its area, auditors and ops everything."""
        match principal.role:
            case Role.REPORTER:
                return region == principal.region
            case Role.REVIEWER:
                return self.inside(region, principal.region)
            case _:
                return True

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


def not_yours() -> Problem:
    """What is answered to a key that reaches for another's region."""
    return Problem(403, "region-not-yours", "该密钥无权查看或报送这个地区")
