"""``xushi init``: an office begins with a handful of answers."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from services.commands.options import DataOption, actor_here, print_findings, settings_of, stop
from services.commands.site.beginning.answers import Answers, BadAnswer, Mail, Person
from services.commands.site.beginning.begin import OfficeBegun, begin
from services.commands.site.beginning.environment import environment_of
from services.commands.site.beginning.interview import Given, Interview
from services.commands.site.beginning.questions import Questions
from services.commands.site.group import SiteOption
from services.intake.accounts.account import AccountRefused, typed_id
from services.intake.accounts.managing import Managing, NewPerson, key_ids
from services.intake.accounts.passwords import Hashing
from services.intake.main import MIGRATIONS
from shared.catalogue import load_catalogue
from shared.database.engine import Database
from shared.library_words import system_words
from shared.periods import SystemClock
from shared.process.catalogue.sources import site_of
from shared.security.signed_in import ROLE_WORDS
from shared.settings import Settings

Several = list[str] | None


def init(
    site: SiteOption = None,
    data: DataOption = None,
    name: Annotated[str, typer.Option(help="本单位的名称")] = "",
    region: Annotated[str, typer.Option(help="负责的地区的代码")] = "",
    region_name: Annotated[str, typer.Option(help="自带的地区里没有的：它的名称")] = "",
    region_level: Annotated[str, typer.Option(help="它的级别")] = "county",
    region_parent: Annotated[str, typer.Option(help="它的上级地区的代码")] = "",
    unit: Annotated[Several, typer.Option(help="辖区内自带没有的填报单位，如街镇：代码=名称（可多次给出）")] = None,
    plan: Annotated[Several, typer.Option(help="自带规划的编号，或本单位规划的文件夹（可多次给出）")] = None,
    owed_from: Annotated[str, typer.Option(help="从哪个月起应报（YYYY-MM），以前各月只作补录")] = "",
    department: Annotated[
        Several, typer.Option(help="责任部门：名称=邮箱，或 名称=邮箱=指标编号|指标编号（可多次给出）")
    ] = None,
    leader: Annotated[str, typer.Option(help="分管领导")] = "",
    leader_mail: Annotated[str, typer.Option(help="分管领导的邮箱")] = "",
    contact: Annotated[Several, typer.Option(help="报送联系人：地区代码=邮箱（可多次给出）")] = None,
    smtp_host: Annotated[str, typer.Option(help="邮件服务器；不写则消息只写进外发文件夹")] = "",
    smtp_port: Annotated[int, typer.Option(help="邮件服务器的端口")] = 587,
    smtp_security: Annotated[str, typer.Option(help="starttls、tls 或 none")] = "starttls",
    smtp_user: Annotated[str, typer.Option(help="登录邮件服务器的用户名")] = "",
    mail_sender: Annotated[str, typer.Option(help="发件人，如 序时预警 <alerts@office.cn>")] = "",
    public_url: Annotated[str, typer.Option(help="各单位打开页面的地址")] = "",
    person: Annotated[Several, typer.Option(help="给谁开账号：账号:角色，或 账号:角色:地区代码（可多次给出）")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="不提问，没有给出的取默认")] = False,
) -> None:
    """开始使用：回答几个问题（或用选项给出），写成本单位的文件夹，开立第一批账号。不改动已有的文件夹。"""
    settings = settings_of(data)
    if site is not None:
        settings = settings.model_copy(update={"site_dir": site})
    console, shipped, place = Console(), load_catalogue(), site_of(settings)
    given = Given(
        name=name,
        region=region,
        region_name=region_name,
        region_level=region_level,
        region_parent=region_parent,
        owed_from=owed_from,
        leader=leader,
        leader_mail=leader_mail,
        mail=Mail(smtp_host, smtp_port, smtp_security, smtp_user, mail_sender),
        public_url=public_url,
        plans=plan,
        departments=department,
        contacts=contact,
        persons=person,
        units=unit,
    )
    try:
        answers = Interview(given, None if yes else Questions(console, shipped), shipped).answers()
        begun = begin(answers, place, partial(_open_accounts, settings), environment_of(answers, settings, place))
    except BadAnswer as error:
        stop(str(error), 2)
    except OSError as error:
        stop(f"不能写入 {error.filename}：{system_words(error)}", 2)
    _tell(console, answers, begun, place)


def _open_accounts(settings: Settings, persons: Sequence[Person]) -> list[str]:
    """An account for each of the first persons of an office, all or none; the passwords that they begin with.

    Raises:
        BadAnswer: an account cannot be, or is there already.
    """
    database = Database(settings.database_url("intake"))
    try:
        database.migrate(MIGRATIONS)
        managing = Managing(database, partial(key_ids, settings.keys_path), SystemClock(), Hashing(), actor_here())
        wanted = [NewPerson(typed_id(each.id), each.id, each.role, each.region) for each in persons]
        return [each.password for each in managing.add_all(wanted)]
    except AccountRefused as refused:
        raise BadAnswer(refused.words) from None
    finally:
        database.dispose()


def _tell(console: Console, answers: Answers, begun: OfficeBegun, place: Path) -> None:
    """What was begun, the passwords, once, and what to do next."""
    console.print(f"已写好 {place}", style="green", markup=False, soft_wrap=True)
    console.print("账号和一次性密码（只显示这一次，第一次登录必须改掉）：", style="bold")
    for person, password in begun.people:  # a line each, never cut: a table on 80 columns would show half of it
        line = f"  {person.id}　{ROLE_WORDS[person.role]}　{person.region or '全部地区'}　{password}"
        console.print(line, markup=False, highlight=False, soft_wrap=True)
    print_findings(console, begun.findings)
    console.print("接下来：", style="bold")
    for number, step in enumerate(next_steps(answers, begun, place), 1):
        console.print(f"  {number}. {step}", markup=False, soft_wrap=True)


def next_steps(answers: Answers, begun: OfficeBegun, place: Path) -> list[str]:
    """What there is to do before the first month."""
    settings = place / "settings.env"
    found = []
    if begun.findings:
        found.append(f"处理上面的提示：改 {place} 里的文件，再 xushi site check --site {place}")
    if not begun.catalogue.plans:
        found.append(f"把规划放进 {place / 'plans'}（写法见 docs/how-to-add-a-plan.md），没有规划就没有单位要报送")
    if answers.mail.user:
        found.append("把邮件服务器的口令写进 settings.env 中 XUSHI_SMTP_PASSWORD_FILE 所指的文件，只让运行的用户可读")
    found += [
        f"启动：set -a; . {settings}; set +a; xushi up（systemd 用 EnvironmentFile={settings.resolve()}）",
        "给每个报送人开账号：xushi account add 账号 --name 姓名 --role reporter --region 地区代码",
        "请报送人打开“报送”页，用账号登录，下载当月表样；详见 docs/guide-reporting.md",
    ]
    return found
