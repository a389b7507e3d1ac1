"""Who may read which region."""

from __future__ import annotations

from collections import defaultdict

from shared.catalogue import Catalogue
from shared.security.access import Access, Reach
from shared.security.keys import Principal, Role

REGIONS = ("", "500000", "500107", "500103", "510000", "430000", "none")


def test_those_of_the_same_reach_may_read_the_same_regions(catalogue: Catalogue) -> None:
    access = Access(catalogue)
    found: defaultdict[Reach, set[tuple[str, ...]]] = defaultdict(set)
    for role in Role:
        for region in REGIONS:
            for person, subject in (("one", ""), ("another", "就业处"), ("a third", "500000001")):
                viewer = Principal(person, role, region, subject)
                found[access.sight(viewer).reach].add(tuple(access.readable(viewer)))
    assert all(len(each) == 1 for each in found.values())
    assert len({readable for each in found.values() for readable in each}) > 5


def test_nobody_in_particular_has_a_reach_of_their_own(catalogue: Catalogue) -> None:
    access = Access(catalogue)
    nobody = access.sight(None).reach
    assert all(access.sight(Principal("one", role, "")).reach != nobody for role in Role)
