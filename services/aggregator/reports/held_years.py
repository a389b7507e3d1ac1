"""What units' months of a year hold besides themselves, kept between batches by the rows it was worked out from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

import sqlalchemy as sa

from services.aggregator.reports import repository
from services.aggregator.reports.held_months import HeldMonths, bases_of
from services.aggregator.reports.lines.shapes import LineReader
from services.aggregator.reports.month_amounts import cumulative_indicators
from shared.catalogue import Catalogue

UnitHeld = Mapping[tuple[str, int], tuple[int, ...]]
"""By indicator and month (1–12) of a unit's year, the earlier months in it; without those that are one month."""

_Texts = Mapping[tuple[str, int], bytes]
"""By unit and month (1–12) the lines that stand, as they are stored."""

_MonthBases = Mapping[str, bool]
"""Of one month, by indicator, whether it was reported as the year to date."""


class _KnownHeldYear(NamedTuple):
    """The year of units that hang together as it was last read: the lines, and what was made of them."""

    texts: _Texts
    bases: Mapping[tuple[str, int], _MonthBases]
    held: Mapping[str, UnitHeld]


class HeldYears:
    """Reads years in the caller's transaction, of the present or of a past state.

    As with the series that are kept: the rows are read every time and compared, so nothing that is kept can be wrong,
    whoever has written meanwhile. Entries are replaced whole, so that threads may share them.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._cumulative = cumulative_indicators(catalogue.indicators.values())
        self._steps = steps_of(catalogue)
        self._known: dict[tuple[tuple[str, ...], int, bool], _KnownHeldYear] = {}

    def read(
        self, connection: sa.Connection, units: Collection[str], year: int, *, accepted: bool
    ) -> dict[str, UnitHeld]:
        """Of ``units`` and whom their years hang together with; those are left out of whom nobody reports the year to
        date. ``accepted``: of the lines that were accepted, else of all that stand."""
        turns = self._catalogue.year(year)
        families = dict.fromkeys(turns.family(unit) for unit in units)
        asked = {(code, year) for family in families for code in family}
        running = {code for code, _ in repository.years_with_year_to_date(connection, asked)}
        wanted = [family for family in families if not running.isdisjoint(family)]
        texts = self._texts(connection, [code for family in wanted for code in family], year, accepted=accepted)
        found: dict[str, UnitHeld] = {}
        for family in wanted:
            mine = {key: text for code in family for key, text in texts.get(code, {}).items()}
            found |= self._family(family, year, mine, LineReader(connection), accepted=accepted)
        return found

    def _texts(
        self, connection: sa.Connection, codes: Sequence[str], year: int, *, accepted: bool
    ) -> Mapping[str, dict[tuple[str, int], bytes]]:
        turns = self._catalogue.year(year)
        found: dict[str, dict[tuple[str, int], bytes]] = defaultdict(dict)
        for period, code, text in repository.load_lines(connection, codes, year, accepted=accepted):
            month = int(period[5:])
            if text is not None and turns.counts(code, month):
                found[code][code, month] = text
        return found

    def _family(
        self, family: tuple[str, ...], year: int, texts: _Texts, reader: LineReader, *, accepted: bool
    ) -> Mapping[str, UnitHeld]:
        known = self._known.get((family, year, accepted))
        if known is None or known.texts != texts:
            bases = {key: _bases(known, key, text, reader) for key, text in texts.items()}
            held = {code: self._unit(code, year, family, bases) for code in family}
            known = self._known[family, year, accepted] = _KnownHeldYear(texts, bases, held)
        return known.held

    def _unit(
        self, unit: str, year: int, family: Sequence[str], bases: Mapping[tuple[str, int], _MonthBases]
    ) -> UnitHeld:
        by_unit: dict[str, dict[int, _MonthBases]] = {code: {} for code in family}
        for (code, month), each in bases.items():
            by_unit[code][month] = each
        months = HeldMonths(by_unit, self._catalogue.year(year), self._steps)
        return {
            (indicator, month): held
            for month, each in by_unit[unit].items()
            for indicator, to_date in each.items()
            if to_date and indicator in self._cumulative and (held := months.of(unit, month, indicator))
        }


def steps_of(catalogue: Catalogue) -> dict[str, int]:
    """By indicator that is not reported every month, how many months its reports hold."""
    return {each.id: each.frequency.months for each in catalogue.indicators.values() if each.frequency.months > 1}


def _bases(known: _KnownHeldYear | None, key: tuple[str, int], text: bytes, reader: LineReader) -> _MonthBases:
    """A month's bases; as they were known where its lines are as they were."""
    if known is not None and known.texts.get(key) == text:
        return known.bases[key]
    return bases_of([(key[1], reader.lines(text))])[key[1]]
