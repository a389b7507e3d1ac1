"""The script that makes the passwords."""

from __future__ import annotations

import subprocess
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[3]
FILLED_BY_HAND = {
    "smtp_password",
    "oidc_client_secret",
    "kafka_password",
    "kafka_relay_password",
    "kafka_admin_password",
}


def make(folder: Path) -> dict[str, str]:
    """Run it; what is in the files then."""
    subprocess.run(["sh", ROOT / "deploy/secrets.sh", folder], check=True, capture_output=True, timeout=30)
    return {path.name: path.read_text("ascii") for path in folder.iterdir()}


def test_every_secret_of_the_compose_file_is_made_and_no_other(tmp_path: Path) -> None:
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))
    assert set(make(tmp_path / "secrets")) == set(compose["secrets"])


def test_passwords_are_long_and_differ(tmp_path: Path) -> None:
    made = {name: text for name, text in make(tmp_path / "secrets").items() if name not in FILLED_BY_HAND}
    assert all(len(text) == 40 and text.isalnum() for text in made.values())
    assert len(set(made.values())) == len(made)


def test_containers_can_read_the_files_and_other_people_cannot_reach_them(tmp_path: Path) -> None:
    folder = tmp_path / "secrets"
    make(folder)
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o444}


def test_what_is_there_stays(tmp_path: Path) -> None:
    folder = tmp_path / "secrets"
    first = make(folder)
    (folder / "smtp_password").chmod(0o600)
    (folder / "smtp_password").write_text("ours")
    assert make(folder) == first | {"smtp_password": "ours"}
