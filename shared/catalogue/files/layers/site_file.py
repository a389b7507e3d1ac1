"""Reading ``site.toml``: who the office is, which of the shipped plans are in force, what stands in place of what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from shared.catalogue.calendars import DueBy
from shared.catalogue.files.layers.due import read_due
from shared.catalogue.files.layers.layers import SITE, Layers, check_names
from shared.catalogue.files.tables import TomlTable, read_toml
from shared.catalogue.findings import Findings, nearest, refuse_unknown
from shared.periods import Month

FILE = f"{SITE}/site.toml"
KEYS = ("name", "region", "plans", "replaces", "reporting", "due")
REPORTING_KEYS = ("owed_from",)
REPLACEABLE = ("regions.csv", "region_changes.csv", "groups.csv", "indicators.csv")
"""The tables whose rows are added to the shipped ones, unless the whole table is replaced."""


@dataclass(frozen=True, slots=True)
class SiteFile:
    """What ``site.toml`` says. ``plans`` are the shipped plans in force (None: all). ``owed_from`` is the first month
    that a plan asks for which says nothing of it itself, ``due`` by which rules what is due otherwise than usual."""

    name: str = ""
    region: str = ""
    plans: tuple[str, ...] | None = None
    replaces: frozenset[str] = frozenset()
    owed_from: Month | None = None
    due: tuple[DueBy, ...] = ()


def read_site(site: Path | None, findings: Findings) -> SiteFile:
    """What the office's folder says of itself; every fault goes to ``findings``. Without a file nothing is said."""
    if site is None:
        return SiteFile()
    if not site.is_dir():
        findings.error("missing_folder", str(site), 0, "没有这个文件夹（XUSHI_SITE_DIR）")
        return SiteFile()
    check_names(site, findings)
    path = site / "site.toml"
    return _read(TomlTable(read_toml(path, FILE, findings), FILE, findings), site) if path.exists() else SiteFile()


def _read(given: TomlTable, site: Path) -> SiteFile:
    refuse_unknown(given.values, KEYS, FILE, given.findings)
    return SiteFile(
        name=given.text("name"),
        region=given.text("region"),
        plans=given.texts("plans"),
        replaces=_replaces(given, site),
        owed_from=_owed_from(given),
        due=read_due(given.values.get("due", []), FILE, given.findings),
    )


def _replaces(given: TomlTable, site: Path) -> frozenset[str]:
    found = given.texts("replaces") or ()
    for name in found:
        if name not in REPLACEABLE:
            given.fault("bad_replaces", f"“replaces”中的“{name}”不能整表替换{nearest(name, REPLACEABLE)}")
        elif Layers(site, site).own(name) is None:
            given.fault("bad_replaces", f"“replaces”写了“{name}”，而 {SITE}/{name} 不在")
    if found and given.values.get("plans") is None:
        given.fault("missing_key", "写了“replaces”的，须在“plans”中写明用哪些自带的规划（都不用：plans = []）")
    return frozenset(found) & frozenset(REPLACEABLE)


def _owed_from(given: TomlTable) -> Month | None:
    reporting = given.values.get("reporting", {})
    if not isinstance(reporting, dict):
        given.fault("bad_reporting", "[reporting] 应是一个表")
        return None
    refuse_unknown(reporting, REPORTING_KEYS, FILE, given.findings, "[reporting] ")
    if "owed_from" not in reporting:
        return None
    try:
        return Month.parse(str(reporting["owed_from"]))
    except ValueError as error:
        given.fault("bad_month", f"[reporting] “owed_from”：{error}")
        return None


def chosen_plans(shipped: Sequence[Path], head: SiteFile, findings: Findings) -> list[Path]:
    """The folders of the shipped plans in force."""
    if head.plans is None:
        return list(shipped)
    names = [folder.name for folder in shipped]
    for name in head.plans:
        if name not in names:
            findings.error("unknown_plan", FILE, 0, f"“plans”：没有自带的规划“{name}”{nearest(name, names)}")
    return [folder for folder in shipped if folder.name in head.plans]
