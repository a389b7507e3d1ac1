"""The simulated systems' keys, the simulated people's accounts, and the file with their secrets."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

import msgspec
import structlog

from services.demo.people.words import SIMULATED
from services.demo.player.stage import Login, PlayKeys
from shared.catalogue import Catalogue
from shared.security.keys import Key, Role, load_keys, new_key, save_keys
from shared.settings import Settings


class _Secrets(msgspec.Struct):
    """What the file holds: secrets by region, people by account."""

    simulated: bool = True
    reporters: dict[str, str] = {}
    reviewers: dict[str, str] = {}
    signers: dict[str, str] = {}
    ops: str = ""
    auditor: str = ""
    people: dict[str, Login] = {}
    departments: dict[str, str] = {}


def demo_keys(settings: Settings, catalogue: Catalogue) -> PlayKeys:
    """The keys to play with: those of an earlier play, and new ones for who has none.

    New keys open at once wherever the same file of keys is read; keys of others in it stay. The
    secrets stay beside that file, in ``demo-keys.json``.

    Raises:
        OSError: a file cannot be read or written.
    """
    path = settings.keys_path.with_name("demo-keys.json")
    known = msgspec.json.decode(path.read_bytes(), type=_Secrets) if path.exists() else _Secrets()
    new = _complete(known, catalogue)
    people = {each.account: each for each in _people(catalogue)} | known.people
    if new or people != known.people:
        known.people = people
        replaced = {key.id for key in new}
        save_keys(settings.keys_path, [*(key for key in load_keys(settings.keys_path) if key.id not in replaced), *new])
        _save(path, known)
        structlog.get_logger().info("demonstration keys made", path=str(path), keys=len(new))
    everybody = tuple(known.people.values())
    return PlayKeys(
        known.reporters, known.reviewers, known.ops, known.signers, known.auditor, everybody, known.departments
    )


def _complete(known: _Secrets, catalogue: Catalogue) -> list[Key]:
    """The keys that ``known`` lacks; their secrets are put into it."""
    new: list[Key] = []
    areas = catalogue.area_reporters
    wanted = [(Role.REPORTER, region, known.reporters) for region in (*catalogue.units(), *areas)]
    wanted += [(Role.REVIEWER, area, known.reviewers) for area in areas]
    wanted += [(Role.SIGNER, area, known.signers) for area in areas]
    for role, region, known_secrets in wanted:
        if region not in known_secrets:
            key, known_secrets[region] = new_key(f"demo-{role}-{region}", role, region)
            new.append(key)
    for department in catalogue.departments:
        if department.commitments and department.id not in known.departments:
            made = f"demo-{Role.DEPARTMENT}-{department.id}"
            key, secret = new_key(made, Role.DEPARTMENT, department.region, subject=department.name)
            known.departments[department.id] = secret
            new.append(key)
    if not known.ops:
        key, known.ops = new_key(f"demo-{Role.OPS}", Role.OPS, "")
        new.append(key)
    if not known.auditor:
        key, known.auditor = new_key(f"demo-{Role.AUDITOR}", Role.AUDITOR, "")
        new.append(key)
    return new


def _people(catalogue: Catalogue) -> list[Login]:
    """Everybody who signs in on pages, each with a new password."""
    units, areas = catalogue.units(), catalogue.area_reporters
    wanted = [("clerk", "报送人", Role.REPORTER, region) for region in (*units, *areas)]
    wanted += [("reviewer", "审核人", Role.REVIEWER, area) for area in areas]
    wanted += [("signer", "第二签字人", Role.SIGNER, area) for area in areas]
    made = [
        Login(f"{word}.{region}", _password(), f"{title}{SIMULATED}", _office(catalogue, region), role, region)
        for word, title, role, region in wanted
    ]
    made += [
        Login(
            f"department.{each.id}",
            _password(),
            f"部门填报人{SIMULATED}",
            each.name,
            Role.DEPARTMENT,
            each.region,
            each.name,
        )
        for each in catalogue.departments
        if each.commitments
    ]
    enterprises = {each.enterprise: each for each in catalogue.panel.members}
    made += [
        Login(
            f"enterprise.{each.enterprise.lower()}",
            _password(),
            f"企业填报人{SIMULATED}",
            each.name,
            Role.ENTERPRISE,
            each.region,
            each.enterprise,
        )
        for each in enterprises.values()
    ]
    for account, title, role in (("ops.demo", "运维", Role.OPS), ("auditor.demo", "检查", Role.AUDITOR)):
        made.append(Login(account, _password(), f"{title}{SIMULATED}", "", role, ""))
    return made


def _office(catalogue: Catalogue, region: str) -> str:
    return f"{catalogue.regions[region].name}人力社保局"


def _password() -> str:
    return secrets.token_urlsafe(9)


def _save(path: Path, known: _Secrets) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(msgspec.json.encode(known))
