"""``xushi verify``: that nothing was altered, here or in a file kept elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from services.commands.documents.issued import issued_documents, kept_files
from services.commands.lineage_told import lineage_told
from services.commands.newest import store_of_reports
from services.commands.options import DataOption, bar, settings_of
from services.commands.remembered import witnesses
from services.standalone import Standalone
from shared.library_words import fault_words
from shared.log import PRODUCERS, LogBroken
from shared.process.runtime import Runtime
from shared.settings import Settings
from shared.store import ChainVerdict, verify
from shared.store.export import ExportBroken, open_export
from shared.store.heads import HeadsBroken, seen_heads
from shared.store.lineage import Generation, Seen, generations, lost_by, still_held
from shared.store.verify import verify_events
from shared.store.witnesses import Contradiction, Witness, contradictions


def verify_command(
    data: DataOption = None,
    export: Annotated[Path | None, typer.Option("--export", help="核验导出文件，不用数据库")] = None,
) -> None:
    """核验事件链，并与每日写下的链头比对：指出第一处被改动、缺失、调换或重写的事件。"""
    console = Console()
    settings = settings_of(data)
    try:
        whole = _verify_export(settings, export, console) if export else verify_stores(settings, console)
    except (ExportBroken, HeadsBroken, OSError) as error:
        console.print(f"无法核验：{fault_words(error)}", style="red", markup=False)
        raise typer.Exit(2) from None
    raise typer.Exit(0 if whole else 1)


def verify_stores(settings: Settings, console: Console) -> bool:
    """Verify every store and say what was found; whether all is whole."""
    standalone = Standalone(settings, over_kafka=True)
    try:
        remembered = witnesses(standalone)
        told = [_verify_store(standalone.runtime, topic, remembered, console) for topic in PRODUCERS]
        told.append(_verify_kept_files(standalone, console))
        told.append(_verify_security_log(standalone, console))
        return _verify_figures(standalone, console) and all(told)
    finally:
        standalone.runtime.close()


def _verify_store(runtime: Runtime, topic: str, remembered: Sequence[Witness], console: Console) -> bool:
    whole = _tell(topic, *_verify_topic(runtime, topic, console), console)
    with runtime.database(PRODUCERS[topic]).read() as connection:
        lineage = generations(connection)
        of_topic = [each for each in remembered if each.topic == topic and not _lost(each, lineage)]
        found = contradictions(runtime.store, connection, of_topic)
    for each in found:
        console.print(_contradiction(each), style="red", markup=False)
    if of_topic and not found:
        console.print(f"  与读取者、印发的文件记下的 {len(of_topic)} 处相符", markup=False)
    return whole and not found


def _verify_kept_files(standalone: Standalone, console: Console) -> bool:
    """Whether the files of published documents are what was handed out. One that is not there any more is told, and is
    no alteration: a database that was made anew from the events has none, and says so of what it prints."""
    aggregator = standalone.aggregator
    with aggregator.database.read() as connection:
        files = kept_files(connection, issued_documents(connection, aggregator.store))
    for each in files:
        if each.standing == "altered":
            said = "存档的 PDF 已被改动，与发布时的摘要不符：不要再发出，从备份取回"
            console.print(f"{each.name}：{said}", style="red", markup=False)
        elif each.standing == "missing":
            console.print(f"{each.name}：存档的 PDF 已不在库中，下载时按内容重印并说明", markup=False)
    whole = sum(each.standing == "whole" for each in files)
    if whole:
        console.print(f"印发文件：{whole} 份存档的 PDF 与发布时的摘要相符", markup=False)
    return all(each.standing != "altered" for each in files)


def _verify_security_log(standalone: Standalone, console: Console) -> bool:
    """Whether the chain of the security log is whole. A database of an earlier version has none."""
    if not standalone.intake.newest():
        return True
    with standalone.intake.database.read() as connection:
        found = standalone.intake.security_log.verify(connection)
        dropped = sum(each.dropped for each in standalone.intake.security_log.segments(connection))
    if found.fault is None:
        months = f"，另有 {dropped} 个月已到期删除，首尾相接" if dropped else ""
        console.print(f"安全记录：完整，{found.checked} 个事件{months}", markup=False)
        return True
    said = f"安全记录：位置 {found.fault.position} 有问题（{found.fault.fault}）：{found.fault.detail}"
    console.print(said, style="red", markup=False)
    return False


def _lost(witness: Witness, lineage: Sequence[Generation]) -> bool:
    """Whether what was seen is known to be lost: a reader's mark never is, it has to be put back."""
    if witness.at is None:
        return False
    return lost_by(Seen(witness.position, witness.hash, witness.at), lineage) is not None


def _verify_figures(standalone: Standalone, console: Console) -> bool:
    """Whether the figures are made of what the store of reports holds. A database of an earlier version may not know
    what its figures are made of: nothing is said of it."""
    aggregator = standalone.aggregator
    if not (aggregator.newest() and aggregator.history_complete()):
        return True
    try:
        found = aggregator.taking_back.parted(store_of_reports(standalone).placed)
    except LogBroken as error:
        console.print(f"汇总：无法与报送库比对（{error}）", style="red", markup=False)
        return False
    if found is None:
        console.print("汇总：所计入的报送事件与报送库逐件相符", markup=False)
        return True
    console.print(
        f"汇总：位置 {found.common} 之后所计入的与报送库不同（见运行手册“库回到了以前”，用 xushi rebuild --swap）",
        style="red",
        markup=False,
    )
    return False


def _verify_topic(runtime: Runtime, topic: str, console: Console) -> tuple[ChainVerdict, int]:
    heads = seen_heads(runtime.settings.heads_path, topic)
    with bar(console) as shown, runtime.database(PRODUCERS[topic]).read() as connection:
        lineage = generations(connection)
        known = still_held(heads, lineage)
        for line in lineage_told(topic, lineage, heads):
            console.print(line, markup=False)
        task = shown.add_task(f"核验 {topic}", total=None)
        verdict = verify(
            runtime.store, connection, lambda done, total: shown.update(task, completed=done, total=total), known
        )
    return verdict, len(known)


def _contradiction(found: Contradiction) -> str:
    who, topic, position = found.witness[:3]
    stands = "那里已是另一个事件" if found.stands else "库中没有这个位置"
    return f"{topic}：{who} 见过位置 {position}，{stands}：库回到了以前，或被换过（见运行手册“库回到了以前”）"


def _verify_export(settings: Settings, path: Path, console: Console) -> bool:
    with open_export(path) as (header, events), bar(console) as shown:
        known = {
            position: hash_
            for position, hash_ in still_held(seen_heads(settings.heads_path, header.topic), header.lineage).items()
            if position <= header.head.position  # what came after the export is not in it
        }
        task = shown.add_task(f"核验 {path.name}", total=header.head.position)
        verdict = verify_events(events, header.head, lambda done, _: shown.update(task, completed=done), known)
    return _tell(header.topic, verdict, len(known), console)


def _tell(topic: str, verdict: ChainVerdict, heads: int, console: Console) -> bool:
    if verdict.whole:
        compared = f"，与 {heads} 个写下的链头相符" if heads else ""
        console.print(f"{topic}：完整，{verdict.checked} 个事件，链头 {verdict.head}{compared}", markup=False)
    else:
        console.print(
            f"{topic}：位置 {verdict.position} 有问题（{verdict.fault}）：{verdict.detail}；"
            f"此前 {verdict.checked} 个事件完好",
            style="red",
            markup=False,
        )
    return verdict.whole
