"""The invented office's folder: good as it is, labelled, and never part of what comes as a catalogue."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.demo.invented.folder import CITY_PLAN, DISTRICT_PLAN, INVENTED, is_invented, write_invented
from shared.catalogue import CatalogueSources, load_from
from shared.catalogue.catalogue import Catalogue

LABEL = "（虚构，示例）"


def test_both_plans_load_beside_the_shipped_ones_and_say_in_every_name_that_they_are_invented(
    catalogue: Catalogue,
) -> None:
    loaded = load_from(CatalogueSources(site=INVENTED))
    assert set(loaded.plans) - set(catalogue.plans) == {CITY_PLAN, DISTRICT_PLAN}
    for plan in (loaded.plans[CITY_PLAN], loaded.plans[DISTRICT_PLAN]):
        assert plan.name.endswith(LABEL) and plan.document.endswith(LABEL)
        assert "虚构" in plan.short_name
        assert (str(plan.first), str(plan.last)) == ("2026-01", "2030-12")
    assert LABEL in loaded.office.name


def test_they_ask_for_nothing_that_was_not_reported_in_december(catalogue: Catalogue) -> None:
    loaded = load_from(CatalogueSources(site=INVENTED))
    for plan, before in ((CITY_PLAN, "chongqing-2021-2025"), (DISTRICT_PLAN, "jiulongpo-2021-2025")):
        asked = {target.indicator for target in loaded.plans[plan].targets}
        assert asked <= {target.indicator for target in catalogue.plans[before].targets}


def test_the_shipped_catalogue_knows_nothing_of_them(catalogue: Catalogue) -> None:
    assert not {CITY_PLAN, DISTRICT_PLAN} & set(catalogue.plans)


def test_the_folder_is_written_whole_and_known_again(tmp_path: Path) -> None:
    folder = tmp_path / "site"
    assert not is_invented(folder)
    write_invented(folder)
    assert is_invented(folder) and not is_invented(tmp_path)
    assert load_from(CatalogueSources(site=folder)).plans.keys() >= {CITY_PLAN, DISTRICT_PLAN}
    assert [path.name for path in tmp_path.iterdir()] == ["site"], "nothing half made is left"


def test_an_offices_own_folder_is_never_written_over(tmp_path: Path) -> None:
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "site.toml").write_text("name = 'x'")
    with pytest.raises(OSError):
        write_invented(folder)
    assert (folder / "site.toml").read_text() == "name = 'x'"
