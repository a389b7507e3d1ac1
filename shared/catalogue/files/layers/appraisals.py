"""Reading ``appraisal.toml``: by which schemes districts are appraised."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from shared.catalogue.files.tables import TableFile, TomlTable, read_tables
from shared.catalogue.findings import Findings, refuse_unknown
from shared.catalogue.model import AppraisalItem, AppraisalScheme, Deduction, Exemption
from shared.periods import Month

TABLE = "scheme"
KEYS = ("id", "name", "basis", "area", "first", "last", "example", "item", "exempt")
ITEM_KEYS = ("id", "name", "full", "weight", "progress", *(each.value for each in Deduction))
EXEMPT_KEYS = ("region", "first", "last", "reason")


def read_appraisals(
    files: Iterable[TableFile], regions: Container[str], findings: Findings
) -> tuple[AppraisalScheme, ...]:
    """The schemes; a later file's stand in place of those before it of the same id. Every fault goes to
    ``findings``."""
    found: dict[str, AppraisalScheme] = {}
    for file in files:
        seen: set[str] = set()
        for line, values in read_tables(file, TABLE, KEYS, findings):
            table = _SchemeTable(TomlTable(values, file.label, findings, "", line))
            scheme = table.scheme(regions, lenient=file.lenient)
            if scheme.id in seen:
                table.table.fault("duplicate_scheme", f"考核办法“{scheme.id}”重复")
            seen.add(scheme.id)
            found[scheme.id] = scheme
    return tuple(found.values())


@dataclass(frozen=True, slots=True)
class _SchemeTable:
    table: TomlTable

    def scheme(self, regions: Container[str], *, lenient: bool) -> AppraisalScheme:
        texts = {key: self.required(key) for key in ("id", "name", "basis")}
        area = self.table.text("area")
        if area and area not in regions and not lenient:
            self.table.fault("unknown_region", f"没有代码为“{area}”的地区")
        items = tuple(each.item() for each in self.inside("item", ITEM_KEYS))
        if not items:
            self.table.fault("missing_key", "至少要有一段 [[scheme.item]]")
        if len({each.id for each in items}) < len(items):
            self.table.fault("duplicate_item", "考核项目的 id 重复")
        exempt = tuple(each.exemption(regions) for each in self.inside("exempt", EXEMPT_KEYS))
        first, last = self.month("first"), self.month("last")
        return AppraisalScheme(
            **texts,
            area=area,
            first=first,
            last=last,
            items=items,
            exemptions=tuple(each for each in exempt if each is not None),
            example=self.flag("example"),
        )

    def item(self) -> AppraisalItem:
        deductions = {each: self.points(each.value) for each in Deduction if each.value in self.table.values}
        progress = self.flag("progress")
        if progress == bool(deductions):
            self.table.fault("bad_item", f"应写 progress = true，或写扣分的项（{'、'.join(Deduction)}）")
        full = self.points("full")
        weight = self.points("weight") if "weight" in self.table.values else Decimal(1)
        return AppraisalItem(self.required("id"), self.required("name"), full, weight, deductions, progress)

    def exemption(self, regions: Container[str]) -> Exemption | None:
        region, reason = self.required("region"), self.required("reason")
        if region and region not in regions:
            self.table.fault("unknown_region", f"没有代码为“{region}”的地区")
        first, last = self.month("first"), self.month("last")
        if first is None or last is None:
            self.table.fault("missing_key", "“first”“last”都要写（YYYY-MM）")
            return None
        return Exemption(region, first, last, reason)

    def inside(self, key: str, keys: Sequence[str]) -> Iterable[_SchemeTable]:
        given = self.table.values.get(key, [])
        if not (isinstance(given, list) and all(isinstance(each, Mapping) for each in given)):
            self.table.fault("bad_value", f"应写作 [[{TABLE}.{key}]]")
            return
        for number, values in enumerate(given, 1):
            where = f"第{number}段 [[{TABLE}.{key}]]："
            refuse_unknown(values, keys, self.table.file, self.table.findings, where, line=self.table.line)
            yield _SchemeTable(TomlTable(values, self.table.file, self.table.findings, where, self.table.line))

    def required(self, key: str) -> str:
        value = self.table.text(key)
        if not value and isinstance(self.table.values.get(key, ""), str):
            self.table.fault("missing_key", f"缺少“{key}”")
        return value

    def flag(self, key: str) -> bool:
        value = self.table.values.get(key, False)
        if not isinstance(value, bool):
            self.table.fault("bad_value", f"“{key}”应是 true 或 false")
        return value is True

    def month(self, key: str) -> Month | None:
        text = self.table.text(key)
        try:
            return Month.parse(text) if text else None
        except ValueError as fault:
            self.table.fault("bad_value", f"“{key}”：{fault}")
            return None

    def points(self, key: str) -> Decimal:
        """A number above nothing, of two decimals at most."""
        value: Any = self.table.values.get(key)
        number = Decimal(str(value)) if isinstance(value, int | float) and not isinstance(value, bool) else Decimal(0)
        if not number.is_finite() or not 0 < number <= 1000 or number != round(number, 2):
            self.table.fault("bad_number", f"“{key}”应是大于0、不超过1000的数，至多两位小数")
            return Decimal(1)
        return number
