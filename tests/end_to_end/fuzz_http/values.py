"""What is put into an address, a query or a form: what fits, what nearly fits, and what nobody would send."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from hypothesis import strategies as st

REGIONS = ("500107", "500000", "510104", "510100", "433100", "500000-zc", "500157", "999999", "")
PERIODS = ("2023-03", "2023-02", "2023-01", "2021-01", "2020-12", "2026-01", "2023-13", "9999-12", "0000-01", "202303")
INDICATORS = (
    "urban_new_employment",
    "medical_insurance_coverage_rate",
    "城镇新增就业人数",
    "surveyed_unemployment_rate",
    "x",
)
PLANS = ("jiulongpo-2021-2025", "chongqing-2021-2025", "sichuan-2021-2025", "nothing")
POINTS = ("2023-04-01", "2023-04-27T12:00:00+08:00", "5", "0", "-1", "99999999999999999999", "now", "2023-02-30")
NUMBERS = ("0", "1", "7", "-1", "1e400", "NaN", "٣", "9" * 30, "1.5", "０", "")

KNOWN: dict[str, Sequence[str]] = {
    "account": ("reporter", "ops", "nobody.here", "Reporter", "..", "x" * 200),
    "region": REGIONS,
    "code": REGIONS,
    "area": REGIONS,
    "period": PERIODS,
    "from": (*PERIODS, *POINTS),
    "to": (*PERIODS, *POINTS),
    "at": POINTS,
    "as_of": POINTS,
    "effective": PERIODS,
    "indicator": INDICATORS,
    "plan": PLANS,
    "row": NUMBERS,
    "revision": NUMBERS,
    "data_version": NUMBERS,
    "episode": NUMBERS,
    "decision": ("accept", "return", "x", ""),
    "kind": ("notice", "reminder", "final", "annual", "midterm", "x"),
    "year": ("2021", "2024", "2099", *NUMBERS),
    "quarter": ("2023-Q1", "2023-Q5", "2023", "x"),
    "adjustment": ("chongqing-2021-2025-1", "chongqing-2021-2025-0", "nothing-1", "x"),
    "enterprise": ("E-0001", "E-9999", "x" * 200, ".."),
    "evaluation": ("annual-2022", "final", "midterm", "final.pdf", "annual-2022.docx", "annual-99999", "x"),
    "evidence": ("0" * 64, "0" * 63, "g" * 64),
    "statement": ("on_time", "behind", "done", "x", ""),
    "subject": ("就业处", "E-0001", "x" * 61, ""),
    "name": ("xushi.css", "xushi.svg", "../keys.json", "none"),
    "sha256": ("0" * 64, "0" * 63, "g" * 64),
    "state": ("open", "closed", "x"),
    "status": ("submitted", "accepted", "x"),
    "side": ("accepted", "provisional", "x"),
    "next": ("/", "//elsewhere.example", "/reports?x=\n", "https://elsewhere.example"),
    "until": ("2023-05-01", "2023-04-27", "2023-02-30", "9999-12-31"),
    "value": (*NUMBERS, "1,234", "1,79"),
    "basis": ("month", "year_to_date", "x"),
    "unit": ("人", "万人", "%", "x"),
    "dry_run": ("true", "false", "x"),
}
"""By the name of a parameter or field."""

_ODD = (
    "\x00",
    "a\x00b",
    "\u202e",
    "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
    "%",
    "%00",
    "%ff",
    "'\"><script>",
    "../../etc/passwd",
    "x" * 3_000,
    "\n\r\t",
    "{}",
    "[]",
    "null",
    "＝１＋１",
    "=1+1",
    "\ufeff",
    "\uffff",
    "１２３",
)


@cache  # to make a strategy costs more than to draw from it
def texts() -> st.SearchStrategy[str]:
    """Any text that UTF-8 can carry, odd ones often."""
    return st.one_of(st.sampled_from(_ODD), st.text(st.characters(codec="utf-8"), max_size=30))


@cache
def value_of(name: str) -> st.SearchStrategy[str]:
    """A value for a parameter or a field: most often one that fits its name."""
    last = name.rpartition("-")[2].rpartition(":")[2]
    known = KNOWN.get(name) or KNOWN.get(last) or NUMBERS
    return st.one_of(st.sampled_from(known), st.sampled_from(known), texts())


@st.composite
def rooted(draw: st.DrawFn, document: Any, name: str = "") -> Any:
    """A generated document in which what has a known name is, half of the time, something that is there."""
    if isinstance(document, dict):
        return {key: draw(rooted(value, str(key))) for key, value in document.items()}
    if isinstance(document, list):
        return [draw(rooted(value, name)) for value in document]
    if name in KNOWN and isinstance(document, str) and draw(st.booleans()):
        return draw(st.sampled_from(KNOWN[name]))
    return document
