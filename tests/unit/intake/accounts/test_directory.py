from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from services.intake.accounts.account import MOST_GRANTS, HeldRole
from services.intake.accounts.directory import DirectoryMap, DirectoryRefused, as_decided, read_map
from services.intake.security_log.events import RoleGiven, RoleTaken
from shared.security.keys import Role
from tests.unit.intake.accounts.test_account import CLERK, SIGNER, chen

MAP = DirectoryMap("groups", {"clerks": (CLERK,), "both": (CLERK, SIGNER)})
FILE = """
claim = "groups"
[[grant]]
value = "clerks"
role = "reporter"
region = "500107"
[[grant]]
value = "clerks"
role = "auditor"
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "directory.toml"
    path.write_text(text, "utf-8")
    return path


@pytest.mark.parametrize(
    ("claims", "roles"),
    [
        ({"groups": ["clerks"]}, (CLERK,)),
        ({"groups": "both"}, (CLERK, SIGNER)),
        ({"groups": ["both", "clerks", "choir"]}, (CLERK, SIGNER)),
        ({"groups": ["Clerks"]}, ()),
        ({"groups": []}, ()),
        ({"groups": True}, ()),
        ({"groups": {"clerks": 1}}, ()),
        ({"groups": [["clerks"]]}, ()),
        ({}, ()),
    ],
)
def test_exactly_the_roles_of_the_values_that_are_there_follow(
    claims: dict[str, Any], roles: tuple[HeldRole, ...]
) -> None:
    assert MAP.roles_of(claims) == roles


def test_a_claim_is_found_by_its_own_name_before_its_path() -> None:
    nested = DirectoryMap("realm_access.roles", MAP.roles)
    assert nested.roles_of({"realm_access": {"roles": ["clerks"]}}) == (CLERK,)
    assert nested.roles_of({"realm_access.roles": [], "realm_access": {"roles": ["clerks"]}}) == ()
    assert nested.roles_of({"realm_access": "clerks"}) == ()
    assert DirectoryMap("https://id.example/groups", MAP.roles).roles_of({"https://id.example/groups": "clerks"}) == (
        CLERK,
    )


def test_nobody_gets_more_roles_than_an_account_can_have() -> None:
    many = tuple(HeldRole(Role.REPORTER, str(number)) for number in range(MOST_GRANTS + 1))
    with pytest.raises(DirectoryRefused):
        DirectoryMap("groups", {"all": many}).roles_of({"groups": "all"})


def test_a_value_may_stand_for_several_roles(tmp_path: Path) -> None:
    found = read_map(written(tmp_path, FILE), lambda code: code == "500107")
    assert found.roles_of({"groups": "clerks"}) == (HeldRole(Role.AUDITOR, ""), CLERK)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (FILE.replace("500107", "999999"), ["第 1 个 grant", "没有代码为“999999”的地区"]),
        (FILE.replace('role = "auditor"', 'role = "signer"'), ["第 2 个 grant", "region：这个角色须写明地区"]),
        (FILE.replace('role = "auditor"', 'role = "department"'), ["第 2 个 grant", "region"]),
        (FILE.replace('role = "auditor"', 'role = "enterprise"\nregion = "500107"'), ["第 2 个 grant", "subject"]),
        (FILE.replace('role = "auditor"', 'role = "auditor"\nsubject = "就业科"'), ["第 2 个 grant", "subject"]),
        (FILE.replace('"clerks"', '" "') + '[[grant]]\nvalue = "x"\nrole = "reviewer"\n', ["第 1 个", "第 3 个"]),
        (FILE.replace('claim = "groups"', 'claim = ""'), ["没有写 claim"]),
        (FILE.replace("auditor", "chief"), ["directory.toml"]),
        (FILE + "regions = 1\n", ["directory.toml"]),
        ("claim", ["directory.toml"]),
    ],
)
def test_what_is_wrong_with_a_map_is_said_with_its_place(tmp_path: Path, text: str, told: list[str]) -> None:
    with pytest.raises(DirectoryRefused) as refused:
        read_map(written(tmp_path, text), lambda code: code == "500107")
    assert all(each in str(refused.value) for each in told), refused.value


def test_an_account_is_as_decided_and_each_role_that_moves_is_written_down() -> None:
    decided, events = as_decided(chen(grants=(CLERK,)), (SIGNER,), "10.0.0.0/24")
    assert decided.grants == (SIGNER,)
    where = {"account": "chen.mei", "network": "10.0.0.0/24"}
    assert events == (
        RoleTaken(role=CLERK.role, region=CLERK.region, **where),
        RoleGiven(role=SIGNER.role, region=SIGNER.region, **where),
    )
    assert as_decided(decided, (SIGNER,), "")[1] == ()
