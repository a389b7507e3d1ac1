"""``xushi backtest policy --messages``: every message about alerts in a data folder, by kind, department and year."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import sqlalchemy as sa
import typer
from rich.console import Console
from rich.table import Table

from services.alerts.episodes.events import ToldEvent
from services.alerts.messages.routing import Kind, kind_of
from shared.catalogue import Catalogue
from shared.codec import Codec
from shared.events import AlertAdvised, AlertEscalated, AlertRaised, Event, NotificationQueued, ReminderIssued
from shared.periods import CHINA
from shared.process.runtime import Runtime
from shared.settings import Settings

_PAGE = 5_000

KIND_NAMES: dict[Kind, str] = {
    "raised": "发出预警",
    "worsened": "级别上升",
    "grew": "差距扩大",
    "improved": "级别下降",
    "frozen": "缺报冻结",
    "thawed": "数据补齐",
    "urged": "催办",
    "leader": "报领导",
    "returned": "反馈退回",
    "kept": "承诺兑现",
    "supervision": "督办",
    "closed": "解除、期满",
    "advised": "提示",
}
"""The kinds of messages as people call them; a draft is sent to nobody."""


class CountedMessage(NamedTuple):
    """One message, to whomever and over however many channels: about which target, of which kind, in which year."""

    plan: str
    row: int
    kind: Kind
    year: int


class Told(NamedTuple):
    """What a store told: the messages about alerts, and how many reminders (催报) by year."""

    messages: list[CountedMessage]
    reminders: Counter[int]


def messages_of(events: Iterable[tuple[str, Event, int]]) -> Told:
    """The messages among the events of the alerts' store, each with its stream and the year in China."""
    about: dict[str, tuple[str, int]] = {}
    causes: dict[tuple[str, int], ToldEvent] = {}
    seen: set[tuple[str, int, int]] = set()
    told = Told([], Counter())
    for stream, event, year in events:
        if isinstance(event, AlertRaised | AlertAdvised):
            about[stream] = event.plan, event.row
        if isinstance(event, ReminderIssued):
            told.reminders[year] += 1
        elif isinstance(event, NotificationQueued):
            message = stream, event.episode, event.sequence
            if stream in about and message not in seen:  # a reminder's messages are about no target
                seen.add(message)
                told.messages.append(CountedMessage(*about[stream], kind_of(causes[stream, event.episode]), year))
        elif isinstance(event, ToldEvent) and not _draft(event):
            causes[stream, 0 if isinstance(event, AlertAdvised) else event.episode] = event
    return told


def _draft(event: ToldEvent) -> bool:
    return isinstance(event, AlertEscalated) and kind_of(event) == "draft"


def recorded_messages(data: Path, console: Console) -> Told:
    """What the alerts' store of a data folder told."""
    runtime = Runtime(Settings().model_copy(update={"data_dir": data}))
    try:
        return messages_of(_recorded(runtime))
    except sa.exc.OperationalError:
        console.print(f"{data} 中没有可用的预警数据库", style="red", markup=False)
        raise typer.Exit(2) from None
    finally:
        runtime.close()


def _recorded(runtime: Runtime) -> Iterator[tuple[str, Event, int]]:
    codec, after = Codec(), 0
    with runtime.database("alerts").read() as connection:
        while page := runtime.store.read(connection, after, _PAGE):
            after = page[-1].position
            for each in page:
                event = codec.decode(each.type, each.schema_version, each.data)
                yield each.stream, event, each.recorded_instant.astimezone(CHINA).year


def messages_table(told: Told, catalogue: Catalogue) -> Table:
    """A row a department and year, a column a kind; the last row sums up."""
    counts: dict[tuple[str, int], Counter[Kind]] = {}
    for each in told.messages:
        department = catalogue.department_for(each.plan, each.row).name
        counts.setdefault((department, each.year), Counter())[each.kind] += 1
    table = Table(title="预警消息（一条消息发给几人、走几个渠道都算一条）", title_justify="left")
    table.add_column("责任部门", overflow="fold", min_width=12)
    table.add_column("年", overflow="fold")
    kinds = [kind for kind in KIND_NAMES if any(count[kind] for count in counts.values())]
    for kind in kinds:
        table.add_column(KIND_NAMES[kind], justify="right", overflow="fold")
    table.add_column("合计", justify="right", overflow="fold")
    for (department, year), count in sorted(counts.items()):
        table.add_row(department, str(year), *(str(count[kind] or "") for kind in kinds), str(count.total()))
    total = sum(counts.values(), Counter[Kind]())
    table.add_row("合计", "", *(str(total[kind]) for kind in kinds), str(total.total()), style="bold")
    return table


def print_messages(console: Console, data: Path, catalogue: Catalogue) -> None:
    """Every message of the folder, and how often units were reminded to report."""
    told = recorded_messages(data, console)
    console.print(messages_table(told, catalogue))
    reminders = "，".join(f"{year} 年 {count}" for year, count in sorted(told.reminders.items())) or "无"
    console.print(f"另：催报（发给填报单位）{told.reminders.total()} 次：{reminders}", markup=False)
