from __future__ import annotations

from pathlib import Path

from services.demo.invented.folder import write_invented
from services.demo.player.keys import demo_keys
from shared.catalogue.catalogue import Catalogue
from shared.periods import SystemClock
from shared.process.catalogue.sources import configured_catalogue
from shared.security.keys import Keyring, Role, load_keys, new_key, save_keys
from shared.settings import Settings


def test_everybody_who_reports_or_reviews_has_a_key_and_the_operator_too(tmp_path: Path, catalogue: Catalogue) -> None:
    settings = Settings(data_dir=tmp_path)
    keys = demo_keys(settings, catalogue)
    ring, now = Keyring(settings.keys_path), SystemClock().now()
    assert set(keys.reporters) == {*catalogue.units(), *catalogue.area_reporters}
    for region, secret in keys.reporters.items():
        principal = ring.find(secret, now)
        assert principal is not None
        assert (principal.role, principal.region) == (Role.REPORTER, region)
    operator = ring.find(keys.ops, now)
    assert operator is not None
    assert operator.role is Role.OPS
    reader = ring.find(keys.auditor, now)
    assert reader is not None and reader.role is Role.AUDITOR
    own = {each.id: each for each in catalogue.departments if each.commitments}
    assert set(keys.departments) == set(own)
    for name, secret in keys.departments.items():
        found = ring.find(secret, now)
        assert found is not None
        wanted = (Role.DEPARTMENT, own[name].region, own[name].name)
        assert (found.role, found.region, found.subject) == wanted
    logins = [each for each in keys.people if each.role is Role.DEPARTMENT]
    assert {each.subject for each in logins} == {each.name for each in own.values()}


def test_a_second_play_has_the_same_keys_and_the_secrets_are_the_owners_alone(
    tmp_path: Path, catalogue: Catalogue
) -> None:
    settings = Settings(data_dir=tmp_path)
    assert demo_keys(settings, catalogue) == demo_keys(settings, catalogue)
    assert (tmp_path / "demo-keys.json").stat().st_mode & 0o077 == 0


def test_the_keys_of_others_stay(tmp_path: Path, catalogue: Catalogue) -> None:
    settings = Settings(data_dir=tmp_path, keys_file=tmp_path / "keys" / "all.json")
    other, _ = new_key("jiulongpo", Role.REPORTER, "500107")
    save_keys(settings.keys_path, [other])
    demo_keys(settings, catalogue)
    kept = load_keys(settings.keys_path)
    assert other in kept
    assert len(kept) == len({key.id for key in kept})
    assert (tmp_path / "keys" / "demo-keys.json").exists()


def test_a_play_from_before_there_was_an_operator_gets_only_that_key(tmp_path: Path, catalogue: Catalogue) -> None:
    settings = Settings(data_dir=tmp_path)
    before = demo_keys(settings, catalogue)
    path = tmp_path / "demo-keys.json"
    path.write_text(path.read_text("utf-8").replace(before.ops, ""), "utf-8")
    after = demo_keys(settings, catalogue)
    assert after.reporters == before.reporters
    assert after.ops not in ("", before.ops)
    assert Keyring(settings.keys_path).find(before.ops, SystemClock().now()) is None


def test_each_sample_enterprise_has_an_account_of_its_own(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, site_dir=tmp_path / "site")
    write_invented(tmp_path / "site")
    logins = [each for each in demo_keys(settings, configured_catalogue(settings)).people if each.subject]
    enterprises = {each.account: (each.region, each.subject) for each in logins if each.role is Role.ENTERPRISE}
    assert enterprises["enterprise.jlp-01"] == ("500107", "JLP-01")
    assert len(enterprises) == 22, "those that have left the sample too"
