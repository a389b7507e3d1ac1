"""Loading the catalogue from its data files. Every fault is told at once, with file and line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from shared.catalogue.catalogue import Catalogue
from shared.catalogue.checks.readings import check_readings
from shared.catalogue.contacts import read_contacts
from shared.catalogue.files.plans import read_plan
from shared.catalogue.files.region_changes import read_changes
from shared.catalogue.files.tables import Row, read_table, read_toml
from shared.catalogue.findings import Findings
from shared.catalogue.model import Department, Frequency, Indicator, Kind, Plan, Region
from shared.catalogue.review import read_review
from shared.periods import Month
from shared.quantities import PARTS_PER_MILLION, unit_of

DATA = Path(__file__).parent.parent / "data"
"""The catalogue that comes with the program."""

LEVELS = ("province", "prefecture", "county", "group")
REGION_COLUMNS = ("code", "name", "short_name", "level", "parent", "valid_from", "valid_to")
INDICATOR_COLUMNS = (
    "id",
    "name",
    "kind",
    "unit",
    "direction",
    "reported_at",
    "part_kind",
    "part_unit",
    "numerator",
    "denominator",
    "aliases",
)


def load_catalogue(root: Path | None = None, plan_folders: Sequence[Path] = ()) -> Catalogue:
    """Load the catalogue of ``root`` (default: the one that comes with the program).

    ``plan_folders`` are plans of one's own beside the published ones; each may bring its own
    ``indicators.csv`` and ``departments.toml``.

    Raises:
        CatalogueError: anything is wrong; it lists every fault with its file and line.
    """
    root = root or DATA
    findings = Findings()
    regions = read_regions(root / "regions.csv", "regions.csv", findings)
    changes = read_changes(root / "region_changes.csv", "region_changes.csv", regions, findings)
    groups = read_groups(root / "groups.csv", "groups.csv", regions, findings)
    indicators = read_indicators(root / "indicators.csv", "indicators.csv", {}, findings)
    profiles = read_profiles(root / "profiles.csv", "profiles.csv", indicators, findings)
    departments = read_departments(root / "departments.toml", "departments.toml", regions, findings)
    review = read_review(root, indicators, findings)
    contacts = read_contacts(root / "contacts.csv", "contacts.csv", regions, findings)
    plans_root = root / "plans"
    published = sorted(folder for folder in plans_root.iterdir() if folder.is_dir()) if plans_root.is_dir() else []
    plans: dict[str, Plan] = {}
    for folder in (*published, *plan_folders):
        plan = read_plan_with_extras(folder, indicators, departments, regions, findings)
        if plan is not None and plan.id in plans:
            findings.error("duplicate_plan", f"{folder.name}/plan.toml", 0, f"规划编号“{plan.id}”重复")
        elif plan is not None:
            plans[plan.id] = plan
    check_departments(departments, indicators, plans, findings)
    findings.raise_errors()
    return Catalogue(
        regions.values(), groups, indicators.values(), plans.values(), departments, profiles, review, changes, contacts
    )


def read_plan_with_extras(
    folder: Path,
    indicators: dict[str, Indicator],
    departments: list[Department],
    regions: Mapping[str, Region],
    findings: Findings,
) -> Plan | None:
    """Read a plan's folder, adding the indicators and departments it brings to the given ones."""
    label = folder.resolve().name
    if (folder / "indicators.csv").exists():
        indicators.update(read_indicators(folder / "indicators.csv", f"{label}/indicators.csv", indicators, findings))
    if (folder / "departments.toml").exists():
        departments += read_departments(folder / "departments.toml", f"{label}/departments.toml", regions, findings)
    plan = read_plan(folder, indicators, regions, findings, label)
    if plan is not None:
        check_readings(plan, indicators, findings, label)
    return plan


def read_regions(path: Path, file: str, findings: Findings) -> dict[str, Region]:
    """The regions by code, in the order of the file."""
    regions: dict[str, Region] = {}
    lines: dict[str, Row] = {}
    for row in read_table(path, file, REGION_COLUMNS, findings):
        code, level = row.text("code", required=True), row.text("level")
        if level not in LEVELS:
            row.error("unknown_word", f"“level”应为{'、'.join(LEVELS)}之一")
        if code in regions:
            row.error("duplicate_region", f"地区代码“{code}”重复")
            continue
        lines[code] = row
        regions[code] = Region(
            code=code,
            name=row.text("name", required=True),
            level=level,
            parent=row.text("parent"),
            short_name=row.text("short_name"),
            valid_from=_optional_month(row, "valid_from"),
            valid_to=_optional_month(row, "valid_to"),
        )
    for code, region in regions.items():
        if region.parent and region.parent not in regions:
            lines[code].error("unknown_region", f"没有代码为“{region.parent}”的上级地区")
        elif _in_a_circle(code, regions):
            lines[code].error("region_circle", f"“{region.name}”的上级地区又回到它自己")
    return regions


def _in_a_circle(code: str, regions: Mapping[str, Region]) -> bool:
    seen: set[str] = set()
    step = code
    while step in regions and step not in seen:
        seen.add(step)
        step = regions[step].parent
    return step == code


def _optional_month(row: Row, column: str) -> Month | None:
    return row.convert(column, Month.parse, "bad_month", "应写作 YYYY-MM") if row.text(column) else None


def read_groups(path: Path, file: str, regions: Mapping[str, Region], findings: Findings) -> dict[str, tuple[str, ...]]:
    """The members of each group; a group and its members are regions of the file."""
    groups: dict[str, list[str]] = {}
    for row in read_table(path, file, ("group", "member"), findings):
        group, member = row.text("group"), row.text("member")
        if group not in regions or regions[group].level != "group":
            row.error("unknown_region", f"“{group}”不是已登记的片区")
        elif member not in regions:
            row.error("unknown_region", f"没有代码为“{member}”的地区")
        elif member in groups.get(group, ()):
            row.error("duplicate_region", f"“{member}”在片区“{group}”中重复")
        else:
            groups.setdefault(group, []).append(member)
    return {group: tuple(members) for group, members in groups.items()}


def read_indicators(path: Path, file: str, known: Mapping[str, Indicator], findings: Findings) -> dict[str, Indicator]:
    """The indicators of one file by id; ids, names and aliases also differ from the ``known`` ones."""
    taken = {text for item in known.values() for text in (item.id, item.name, *item.aliases)}
    indicators: dict[str, Indicator] = {}
    for row in read_table(path, file, INDICATOR_COLUMNS, findings):
        indicator = _indicator(row)
        if indicator is None:
            continue
        for text in (indicator.id, indicator.name, *indicator.aliases):
            if text in taken:
                row.error("duplicate_indicator", f"指标名称“{text}”重复")
            taken.add(text)
        indicators[indicator.id] = indicator
    return indicators


def _indicator(row: Row) -> Indicator | None:
    kind, unit = row.choice("kind", Kind), row.convert("unit", unit_of, "unknown_unit", "不是已知的计量单位")
    part_kind = row.choice("part_kind", Kind) if row.text("part_kind") else Kind.STOCK
    numerator, denominator = row.text("numerator"), row.text("denominator")
    if kind is Kind.RATIO and not (numerator and denominator and row.text("part_unit") and row.text("part_kind")):
        row.error("empty_cell", "比率须写明 part_kind、part_unit、numerator、denominator")
    if unit is not None and kind is not None and (unit.base == "%") != (kind in (Kind.RATIO, Kind.DIRECT)):
        row.error("unit_mismatch", "单位%只用于比率，比率只用单位%")
    if row.text("direction") not in ("up", "down"):
        row.error("unknown_word", "“direction”应为 up 或 down")
    if row.text("reported_at") not in ("unit", "area"):
        row.error("unknown_word", "“reported_at”应为 unit 或 area")
    if kind is None or unit is None or part_kind is None:
        return None
    frequency = row.choice("frequency", Frequency) if row.text("frequency") else Frequency.MONTH
    return Indicator(
        id=row.text("id", required=True),
        name=row.text("name", required=True),
        kind=kind,
        unit=unit,
        upward=row.text("direction") == "up",
        reported_at=row.text("reported_at"),
        part_kind=part_kind,
        part_unit=row.text("part_unit"),
        parts=(numerator, denominator) if kind is Kind.RATIO else None,
        aliases=tuple(alias.strip() for alias in row.text("aliases").split("|") if alias.strip()),
        frequency=frequency or Frequency.MONTH,
    )


def read_profiles(
    path: Path, file: str, indicators: Mapping[str, Indicator], findings: Findings
) -> dict[str, tuple[Fraction, ...]]:
    """Month shares by indicator: twelve whole parts per million that add up to exactly one."""
    profiles: dict[str, tuple[Fraction, ...]] = {}
    months = [f"m{month:02d}" for month in range(1, 13)]
    for row in read_table(path, file, ("indicator", *months), findings):
        parts = [row.integer(month) or 0 for month in months]
        if row.text("indicator") not in indicators:
            row.error("unknown_indicator", f"没有指标“{row.text('indicator')}”")
        if sum(parts) != PARTS_PER_MILLION:
            row.error("bad_profile", f"十二个月之和应为{PARTS_PER_MILLION}，实为{sum(parts)}")
        profiles[row.text("indicator")] = tuple(Fraction(part, PARTS_PER_MILLION) for part in parts)
    return profiles


def read_departments(path: Path, file: str, regions: Mapping[str, Region], findings: Findings) -> list[Department]:
    """The departments of one file."""
    departments = []
    for number, table in enumerate(read_toml(path, file, findings).get("department", []), 1):
        if not all(isinstance(table.get(key), str) and table[key] for key in ("id", "name", "region")):
            findings.error("missing_key", file, 0, f"第{number}个部门缺少 id、name 或 region")
            continue
        if table["region"] not in regions:
            findings.error("unknown_region", file, 0, f"部门“{table['name']}”：没有代码为“{table['region']}”的地区")
        department = _department(table)
        if not department.mail:
            findings.error("missing_key", file, 0, f"部门“{department.name}”没有邮箱地址")
        departments.append(department)
    return departments


def _department(table: Mapping[str, Any]) -> Department:
    return Department(
        id=table["id"],
        name=table["name"],
        region=table["region"],
        mail=tuple(map(str, table.get("mail", ()))),
        indicators=tuple(map(str, table.get("indicators", ()))),
        leader=str(table.get("leader", "")),
        leader_mail=tuple(map(str, table.get("leader_mail", ()))),
        im={str(channel): str(address) for channel, address in dict(table.get("im", {})).items()},
    )


def check_departments(
    departments: Sequence[Department],
    indicators: Mapping[str, Indicator],
    plans: Mapping[str, Plan],
    findings: Findings,
) -> None:
    """Exactly one department answers for every target of every plan."""
    file = "departments.toml"
    answering: dict[tuple[str, str], list[str]] = {}
    ids: set[str] = set()
    for department in departments:
        if department.id in ids:
            findings.error("duplicate_department", file, 0, f"部门编号“{department.id}”重复")
        ids.add(department.id)
        for indicator in department.indicators:
            if indicator not in indicators:
                findings.error("unknown_indicator", file, 0, f"部门“{department.name}”：没有指标“{indicator}”")
            answering.setdefault((department.region, indicator), []).append(department.name)
    for plan in plans.values():
        for target in plan.targets:
            names = answering.get((plan.region, target.indicator), [])
            place = f"{plan.id}/targets.csv"
            if not names:
                findings.error("department_missing", place, 0, f"“{target.name}”没有责任部门", target.row)
            elif len(names) > 1:
                message = f"“{target.name}”有多个责任部门：{'、'.join(names)}"
                findings.error("department_twice", place, 0, message, target.row)
