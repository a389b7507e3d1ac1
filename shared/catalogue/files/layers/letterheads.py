"""Reading ``letterhead.toml``: how the offices of regions sign their letters."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import fields

from shared.catalogue.files.tables import TableFile, read_tables
from shared.catalogue.findings import Findings
from shared.catalogue.model.office import Letterhead

TABLE = "letterhead"
KEYS = tuple(each.name for each in fields(Letterhead))


def read_letterheads(file: TableFile | None, regions: Container[str], findings: Findings) -> dict[str, Letterhead]:
    """The letterheads by region; every fault goes to ``findings``. No file: letters are signed by hand."""
    found: dict[str, Letterhead] = {}
    if file is None:
        return found
    for line, table in read_tables(file, TABLE, KEYS, findings):
        texts = {key: value.strip() for key, value in table.items() if isinstance(value, str)}
        if strange := [key for key in KEYS if key in table and key not in texts]:
            findings.error("bad_value", file.label, line, f"“{'”“'.join(strange)}”应是文字")
        elif not (texts.get("region") and texts.get("issuer")):
            findings.error("missing_key", file.label, line, "缺少 region 或 issuer")
        elif texts["region"] not in regions:
            findings.error("unknown_region", file.label, line, f"没有代码为“{texts['region']}”的地区")
        elif texts["region"] in found:
            findings.error("duplicate_letterhead", file.label, line, f"“{texts['region']}”重复")
        else:
            found[texts["region"]] = Letterhead(**{key: texts.get(key, "") for key in KEYS})
    return found
