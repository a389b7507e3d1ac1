"""Reading ``regions.csv`` and ``groups.csv``: the regions, and which of them make a group."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from shared.catalogue.files.tables import FileRow, Places, TableFile, read_all
from shared.catalogue.findings import Findings
from shared.catalogue.model import GROUP, LEVELS, Region
from shared.periods import Month

MOST_CHARACTERS = 20
"""Of a code: as many as the databases keep."""

REGION_COLUMNS = ("code", "name", "short_name", "level", "parent", "valid_from", "valid_to")


def read_regions(files: Iterable[TableFile], findings: Findings) -> dict[str, Region]:
    """The regions by code, in the order of the files."""
    regions: dict[str, Region] = {}
    lines: dict[str, FileRow] = {}
    places = Places()
    for _, row in read_all(files, REGION_COLUMNS, findings):
        code, level = row.text("code", required=True), row.text("level")
        if len(code) > MOST_CHARACTERS:
            row.error("bad_code", f"地区代码“{code}”超过 {MOST_CHARACTERS} 个字符")
        if level not in (*LEVELS, GROUP):
            row.error("unknown_word", f"“level”应为{'、'.join((*LEVELS, GROUP))}之一")
        if places.taken(code, row, "duplicate_region", f"地区代码“{code}”重复"):
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
        elif region.parent and not _above(regions[region.parent], region):
            above = regions[region.parent]
            lines[code].error("level_order", f"“{above.name}”（{above.level}）不能是{region.level}的上级")
    return regions


def _above(parent: Region, region: Region) -> bool:
    """Whether a region of the parent's level can hold one of this level; a level that is none was told before."""
    if parent.level not in LEVELS or region.level not in LEVELS:
        return parent.level != GROUP
    return LEVELS.index(parent.level) < LEVELS.index(region.level)


def _in_a_circle(code: str, regions: Mapping[str, Region]) -> bool:
    seen: set[str] = set()
    step = code
    while step in regions and step not in seen:
        seen.add(step)
        step = regions[step].parent
    return step == code


def _optional_month(row: FileRow, column: str) -> Month | None:
    return row.convert(column, Month.parse, "bad_month", "应写作 YYYY-MM") if row.text(column) else None


def read_groups(
    files: Iterable[TableFile], regions: Mapping[str, Region], findings: Findings
) -> dict[str, tuple[str, ...]]:
    """The members of each group; a group and its members are regions of the catalogue."""
    groups: dict[str, list[str]] = {}
    places = Places()
    for file, row in read_all(files, ("group", "member"), findings):
        group, member = row.text("group"), row.text("member")
        if file.lenient and not (group in regions and member in regions):
            continue
        if group not in regions or regions[group].level != GROUP:
            row.error("unknown_region", f"“{group}”不是已登记的片区")
        elif member not in regions:
            row.error("unknown_region", f"没有代码为“{member}”的地区")
        elif not places.taken(f"{group}\n{member}", row, "duplicate_region", f"“{member}”在片区“{group}”中重复"):
            groups.setdefault(group, []).append(member)
    return {group: tuple(members) for group, members in groups.items()}
