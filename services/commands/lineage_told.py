"""A store's lineage in words: what it was restored from, and what was seen before and is lost by it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from shared.periods import CHINA, from_microseconds
from shared.store.lineage import Generation, Seen, WhyBegun, lost_by

WHY = {WhyBegun.CREATED: "建立", WhyBegun.RESTORED: "恢复", WhyBegun.TAKEN_OVER: "备库接管"}


def lineage_told(topic: str, lineage: Sequence[Generation], heads: Iterable[Seen]) -> Iterator[str]:
    """A line for each generation but the first, with the written heads that it lost."""
    by_number: dict[int, list[int]] = {}
    for head in heads:
        generation = lost_by(head, lineage)
        if generation is not None:
            by_number.setdefault(generation.number, []).append(head.position)
    for each in lineage[1:]:
        lost = by_number.get(each.number, [])
        told = f"；此前写下的 {len(lost)} 个链头（至位置 {max(lost)}）随之失去，不是改动" if lost else ""
        yield f"{topic}：{generation_told(each)}{told}"


def generation_told(generation: Generation) -> str:
    """A generation, when and where it began, from what and by whom."""
    at = from_microseconds(generation.begun_at).astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S")
    details = "，".join(filter(None, (generation.source, generation.actor)))
    return f"第 {generation.number} 代，{WHY[generation.why]}于 {at}，位置 {generation.position}（{details}）"
