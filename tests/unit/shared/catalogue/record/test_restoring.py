"""The catalogue of recorded files is the one that was loaded from the files themselves."""

from __future__ import annotations

from pathlib import Path

import pytest

from shared.catalogue import Catalogue, CatalogueError, CatalogueSources, load_from
from shared.catalogue.record import applied, edits_between, read_files, restored


def told(catalogue: Catalogue) -> tuple[object, ...]:
    return (
        dict(catalogue.regions),
        dict(catalogue.groups),
        dict(catalogue.indicators),
        dict(catalogue.plans),
        catalogue.departments,
        catalogue.review,
        dict(catalogue.contacts),
        catalogue.office,
        catalogue.calendar.written,
    )


@pytest.fixture
def office(tmp_path: Path) -> CatalogueSources:
    """An office with regions, days and a named list of its own."""
    site = tmp_path / "office"
    site.mkdir()
    (site / "site.toml").write_text('name = "示例局"\nregion = "500107"\nplans = ["chongqing-2021-2025"]\n', "utf-8")
    (site / "regions.csv").write_text(
        "code,name,short_name,level,parent,valid_from,valid_to\n500199,示例新区,新区,county,500000,,\n", "utf-8"
    )
    (site / "README.md").write_text("给人看的\n", "utf-8")
    days = tmp_path / "days.csv"
    days.write_text("day,kind\n2027-01-01,off\n", "utf-8")
    return CatalogueSources(site, (), days)


def test_the_shipped_files_are_restored_whole() -> None:
    sources = CatalogueSources()
    assert told(restored(read_files(sources))) == told(load_from(sources))


def test_an_office_s_own_files_are_restored_after_any_way_through_changes(office: CatalogueSources) -> None:
    shipped = read_files(CatalogueSources())
    files = applied(shipped, edits_between(shipped, read_files(office)))
    assert told(restored(files)) == told(load_from(office))
    assert "site/README.md" not in files
    assert "holidays/days.csv" in files


def test_plans_named_outside_keep_their_order(tmp_path: Path) -> None:
    folders = []
    for number, name in enumerate(("b", "a"), 1):
        folder = tmp_path / str(number) / "same-name"
        folder.mkdir(parents=True)
        (folder / "plan.toml").write_text(f"[plan]\nid = '{name}'\n", "utf-8")
        folders.append(folder)
    names = [name for name in read_files(CatalogueSources(None, tuple(folders))) if name.startswith("named/")]
    assert names == ["named/01/same-name/plan.toml", "named/02/same-name/plan.toml"]


def test_files_that_this_version_cannot_read_are_refused_with_their_places() -> None:
    files = {**read_files(CatalogueSources()), "site/site.toml": "nome = 1\n"}
    with pytest.raises(CatalogueError, match="nome"):
        restored(files)


@pytest.mark.parametrize("name", ["../elsewhere.csv", "/elsewhere.csv", "site/../../elsewhere.csv"])
def test_a_name_that_leads_out_of_its_layer_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="no name of a recorded file"):
        restored({name: "x"})
