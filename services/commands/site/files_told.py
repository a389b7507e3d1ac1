"""How changed files are told on a terminal. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from shared.catalogue.record import FileDifference, LineChange, RowChange

_KINDS = {"added": "新增", "removed": "删去", "changed": "改动"}
_SIGNS = {"added": "+", "removed": "−"}
_NUMBERED = ("targets.csv", "completed.csv", "commitments.csv")
"""Tables whose key is the printed number of a row."""


def file_lines(changed: Iterable[FileDifference]) -> Iterator[str]:
    """Each file, and under it what changed; of a file that came or went how much it holds."""
    for each in changed:
        if each.kind != "changed":
            yield f"  {each.file}：{_KINDS[each.kind]}此文件，{len(each.rows or each.lines)} 行"
        elif not each.rows and not each.lines:
            yield f"  {each.file}：各行内容未变，只是次序或写法（换行、引号、编码标记）不同"
        else:
            yield f"  {each.file}："
            yield from (f"    {row_line(each.file, row)}" for row in each.rows)
            yield from (f"    {line_line(line)}" for line in each.lines)


def row_line(file: str, row: RowChange) -> str:
    """``序号1：value 1200 → 900``."""
    key = " ".join(filter(None, row.key))
    name = f"序号{key}" if file.endswith(_NUMBERED) else key
    if row.kind == "changed":
        cells = (f"{cell.column} {cell.before or '（空）'} → {cell.after or '（空）'}" for cell in row.cells)
        return f"{name}：{'，'.join(cells)}"
    said = "，".join(f"{cell.column} {cell.before or cell.after}" for cell in row.cells)
    return f"{_KINDS[row.kind]} {name}：{said}"


def line_line(line: LineChange) -> str:
    """``第12行 − name = "…"``."""
    return f"第{line.number}行 {_SIGNS[line.kind]} {line.text.rstrip()}"
