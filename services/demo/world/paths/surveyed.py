"""A surveyed rate, month by month, in basis points: pure arithmetic on integers."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

from services.demo.world.noise import between, jitter
from services.demo.world.scale import MONTHS
from shared.quantities import apportion


def surveyed_path(
    months: Mapping[int, int], means: Mapping[int, int], usual: int, count: int, random: Random
) -> list[int]:
    """A surveyed rate of every month in basis points, through single months and year-to-date means.

    ``means`` maps a month to the mean of its year so far. Where nothing is fixed the rate keeps
    near the closest fixed value, or near ``usual``. Free months are whole tenths of a per cent.
    """
    path: list[int] = []
    anchors = {**means, **months}
    for start in range(0, count, MONTHS):
        done, first = 0, start
        for month in sorted(at for at in means if start <= at < start + MONTHS):
            total = means[month] * (month - start + 1)
            path += _survey_segment(range(first, month + 1), total - done, months, random)
            done, first = total, month + 1
        for month in range(first, min(start + MONTHS, count)):
            path.append(months.get(month, _survey_month(month, anchors, usual, random)))
    return path


def _survey_segment(span: range, total: int, months: Mapping[int, int], random: Random) -> list[int]:
    free = [month for month in span if month not in months]
    rest = total - sum(months[month] for month in span if month in months)
    step = 10 if rest % 10 == 0 else 1
    shares = apportion(rest // step, [jitter(random, 15_000) for _ in free]) if free else []
    found = dict(zip(free, (share * step for share in shares), strict=True))
    return [months.get(month, found.get(month, 0)) for month in span]


def _survey_month(month: int, anchors: Mapping[int, int], usual: int, random: Random) -> int:
    near = anchors[min(anchors, key=lambda at: (abs(at - month), at))] if anchors else usual
    return near // 10 * 10 + 10 * between(random, -1, 1)
