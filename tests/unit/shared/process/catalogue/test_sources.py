"""Every process and command reads the same catalogue: what the settings say of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from shared.catalogue import CatalogueError, CatalogueSources
from shared.process.catalogue.sources import configured_catalogue, sources_of
from shared.settings import Settings
from tests.unit.shared.catalogue.files.layers.office import a_district, write_site


def test_without_a_folder_the_shipped_catalogue_stands_alone(tmp_path: Path) -> None:
    assert sources_of(Settings(data_dir=tmp_path)) == CatalogueSources()


def test_the_folder_beside_the_data_is_the_office_s_where_there_is_one(tmp_path: Path) -> None:
    site = write_site(tmp_path / "site", a_district())
    settings = Settings(data_dir=tmp_path)
    assert sources_of(settings).site == site
    assert configured_catalogue(settings).office.region == "500107"


def test_a_folder_that_is_named_goes_before_and_must_be_there(tmp_path: Path) -> None:
    write_site(tmp_path / "site", a_district())
    elsewhere = Settings(data_dir=tmp_path, site_dir=tmp_path / "elsewhere")
    with pytest.raises(CatalogueError, match="没有这个文件夹"):
        configured_catalogue(elsewhere)
    write_site(tmp_path / "elsewhere", {"site.toml": 'name = "别处"\n'})
    assert configured_catalogue(elsewhere).office.name == "别处"


def test_a_plan_folder_that_is_named_twice_is_read_once(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, plan_folders=(tmp_path / "a",))
    found = sources_of(settings, [tmp_path / "x" / ".." / "a", tmp_path / "b"]).plan_folders
    assert [folder.resolve().name for folder in found] == ["a", "b"]
