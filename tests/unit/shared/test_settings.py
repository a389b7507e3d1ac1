"""Settings: where the databases are, and where their passwords come from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from shared.settings import Settings

ADDRESS = "postgresql://xushi_intake@db.example:5432/xushi_intake?connect_timeout=10"


def test_without_an_address_a_service_has_a_file_in_the_data_folder(tmp_path: Path) -> None:
    assert Settings(data_dir=tmp_path).database_url("alerts") == f"sqlite:///{tmp_path}/alerts.sqlite"


def test_an_address_without_a_password_file_is_taken_as_it_is() -> None:
    assert Settings(intake_database=ADDRESS).database_url("intake") == ADDRESS


@pytest.mark.parametrize("password", ["simple", "@:/?#% 口令"])
def test_the_password_is_the_files_text_without_its_line_end(tmp_path: Path, password: str) -> None:
    file = tmp_path / "password"
    file.write_text(f"{password}\n", "utf-8")
    settings = Settings(intake_database=ADDRESS, intake_database_password_file=file)
    url = sa.make_url(settings.database_url("intake"))
    assert url.password == password
    assert (url.username, url.host, url.database) == ("xushi_intake", "db.example", "xushi_intake")
    assert url.query == {"connect_timeout": "10"}


def test_each_service_has_a_password_of_its_own(tmp_path: Path) -> None:
    for service in ("intake", "aggregator", "alerts"):
        (tmp_path / service).write_text(f"secret-of-{service}")
    given: dict[str, Any] = {}
    for service in ("intake", "aggregator", "alerts"):
        given |= {f"{service}_database": ADDRESS, f"{service}_database_password_file": tmp_path / service}
    settings = Settings(**given)
    for service in ("intake", "aggregator", "alerts"):
        assert sa.make_url(settings.database_url(service)).password == f"secret-of-{service}"


def test_a_password_file_that_is_missing_is_said_at_once(tmp_path: Path) -> None:
    settings = Settings(intake_database=ADDRESS, intake_database_password_file=tmp_path / "none")
    with pytest.raises(FileNotFoundError):
        settings.database_url("intake")
