"""What the demonstration says at the terminal: how far it is, and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from types import MappingProxyType

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar

from services.demo.people.people import Deeds
from services.demo.player.stage import AlertToTell, PlayKeys, PlayProgress, PlaySummary
from services.demo.script.january import ACCEPTED, ASKED, RETURNED, WAITING
from shared.periods import CHINA
from shared.security.keys import Role

BEGIN = datetime(2021, 1, 1, tzinfo=UTC)
"""Where the simulated clock stands before anything was recorded."""

_CLERK, _CITY = "500107", "500000"
"""Whose accounts are told: one of hundreds is enough; the others lie beside the data."""

_DEPARTMENT = "重庆市人力社保局专业技术人员管理处"
"""The department that is told: it has left statements unsaid."""

TO_DO: Mapping[str, str] = {
    "clerk": "（2026年1月的报表被退回，改正重报见“报送”）",
    "reviewer": "（2026年1月的报表待审核，两份有疑问未说明，见“审核”）",
    "signer": "（更正已审核的报表时，在“待签”里签字）",
    "department": "（几项重点任务的进展还没有填报，见“任务”）",
    "enterprise": "（每月填一张用工报表，见“用工报表”）",
}
"""What those find who sign in after the month that was played by halves."""


def tell_begin(console: Console) -> None:
    """What the figures are."""
    console.print("演示数据：全部为模拟数据，全市（省、州）合计经过已公布的数字", style="bold")


@contextmanager
def bar(console: Console) -> Iterator[Callable[[PlayProgress], None]]:
    """A progress bar for as long as the block lasts; what it gives shows how far the play is."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Bar(*columns, console=console) as shown:
        task = shown.add_task("报送", total=None)
        reached = ""

        def show(played: PlayProgress) -> None:
            nonlocal reached
            if reached and played.period != reached:
                shown.console.print(f"{reached} 已演完，累计报送 {played.done:,}/{played.total:,} 份", markup=False)
            reached = played.period
            shown.update(task, description=played.period, completed=played.done, total=played.total)

        yield show


def tell_summary(
    console: Console,
    summary: PlaySummary,
    seconds: float,
    open_now: Sequence[AlertToTell],
    ended: Sequence[AlertToTell],
) -> None:
    """What was played, the alerts that are open, and those that ended with their plans."""
    console.print(
        f"本次报送 {summary.posted} 份，审核 {summary.accepted} 份，更正 {summary.corrected} 份，"
        f"发布通报 {summary.published} 期、评估报告和考核通报 {summary.evaluated} 份，用时 {seconds:.1f} 秒"
    )
    if summary.lines:
        share = 100 * summary.queries / summary.lines
        console.print(
            f"植入的差错：当场拒收 {summary.refused} 份，退回重报 {summary.returned} 份；"
            f"正确的报表 {summary.lines} 行中，"
            f"审核规则询问 {summary.queries} 处（{share:.2f}%，模拟数据），均已说明后重报"
        )
    if summary.deeds is not None:
        tell_deeds(console, summary.deeds)
    _tell_alerts(console, "未结预警", [(each, each.level_name) for each in open_now])
    _tell_alerts(console, "期满评估", [(each, each.state_name) for each in ended])


def tell_january(console: Console, instant: datetime) -> None:
    """How far the month behind the years is, and at which ``instant`` the clock stands."""
    reported = len({*ACCEPTED, *WAITING, *RETURNED, *ASKED} - {_CITY})
    accepted = len({*ACCEPTED} - {_CITY})
    console.print(
        f"2026年1月（虚构的2026—2030年规划，示例）：重庆 {reported} 个区县已报，"
        f"其中审核 {accepted} 份、退回 {len(RETURNED)} 份，{len(ASKED)} 份有疑问未说明",
        markup=False,
    )
    console.print(f"演示的时钟停在 {instant.astimezone(CHINA):%Y-%m-%d %H:%M}，次日到期", markup=False)


def tell_logins(
    console: Console,
    keys: PlayKeys,
    names: Mapping[str, str],
    address: str,
    to_do: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """For whom one can sign in, by which account, and ``to_do`` what: a clerk, a reviewer and a signer of 重庆, a
    department, a sample enterprise, ops, an auditor."""
    departments = {each.subject: each for each in keys.people if each.role is Role.DEPARTMENT}
    wanted = (
        (f"{names.get(_CLERK, _CLERK)}报送人{to_do.get('clerk', '')}", keys.logins(Role.REPORTER).get(_CLERK)),
        (f"{names.get(_CITY, _CITY)}审核人{to_do.get('reviewer', '')}", keys.logins(Role.REVIEWER).get(_CITY)),
        (f"{names.get(_CITY, _CITY)}第二签字人{to_do.get('signer', '')}", keys.logins(Role.SIGNER).get(_CITY)),
        (f"{_DEPARTMENT}{to_do.get('department', '')}", departments.get(_DEPARTMENT)),
        (f"{names.get(_CLERK, _CLERK)}监测企业{to_do.get('enterprise', '')}", keys.logins(Role.ENTERPRISE).get(_CLERK)),
        ("运维", keys.logins(Role.OPS).get("")),
        ("检查（只读）", keys.logins(Role.AUDITOR).get("")),
    )
    console.print(f"可以登录（{address}login，账号和密码只用于演示）：", markup=False)
    for who, login in wanted:
        if login is not None:
            console.print(f"  {who}　账号 {login.account}　密码 {login.password}", markup=False, soft_wrap=True)
    console.print(f"  预警由责任部门用邮件中的链接签收、反馈（{address}outbox）", markup=False)


def _tell_alerts(console: Console, heading: str, alerts: Sequence[tuple[AlertToTell, str]]) -> None:
    console.print(f"{heading}：" if alerts else f"{heading}：无")
    for alert, standing in alerts:
        console.print(
            f"  {alert.number} 第{alert.episode}期 {standing} "
            f"{alert.region_name} {alert.name}（自{alert.raised_period}）",
            markup=False,
        )


def tell_deeds(console: Console, deeds: Deeds) -> None:
    """What the simulated departments and reviewers did about alerts."""
    console.print(
        f"模拟的责任部门和审核人：签收 {deeds.signed} 次，反馈 {deeds.answered} 次，退回 {deeds.returned} 次，"
        f"通过 {deeds.accepted} 次，销号 {deeds.signed_off} 期"
    )
    if deeds.unreachable:
        console.print(
            f"没有看到 {'、'.join(sorted(deeds.unreachable))} 的邮件，责任部门没有签收、反馈："
            "邮件不在 XUSHI_OUTBOX_DIR 指的文件夹中"
        )


def tell_failure(console: Console, error: Exception) -> None:
    """Why the play has ended before its end."""
    console.print(f"演示中断：{error}", style="red", markup=False)
