"""The files of an office's folder as they are begun, each with what may be written in it."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence

from services.commands.site.beginning.answers import Answers, DepartmentAnswer
from shared.catalogue.files.contacts import COLUMNS as CONTACT_COLUMNS
from shared.catalogue.files.regions import REGION_COLUMNS
from shared.catalogue.model import Region

README = """# 本单位的文件夹

这里是本单位自己的一切；程序里的文件一个也不用改。改了以后先 `xushi site check`，再重启各服务。
每个文件怎样写，见程序的 docs/site.md。

| 文件 | 内容 |
|---|---|
| `site.toml` | 本单位是谁、用哪些自带的规划、从哪个月起报送 |
| `plans/` | 本单位的规划，一份一个文件夹 |
| `departments.toml` | 责任部门和邮箱 |
| `contacts.csv` | 各报送单位的联系人（催报） |
| `holidays.csv` | 本单位的放假调休 |
| `letterhead.toml` | 函件的署名和发文字号 |
| `settings.env` | 环境变量；不含口令，口令放在各自的文件里 |

可以另加：`regions.csv`、`region_changes.csv`、`groups.csv`、`indicators.csv`、`definitions.csv`、`review.csv`、`profiles.csv`、`panel.csv`（用工监测的样本企业）、`panel_limits.csv`。
"""


BELOW = {"country": "province", "province": "county", "prefecture": "county", "county": "unit"}
"""The level of the units of an area, by the area's."""


def own_regions(answers: Answers, level: str) -> list[Region]:
    """The regions that the shipped catalogue does not have: the office's own, and the units below it (``level``: the
    office's)."""
    own = answers.own_region
    found = [] if own is None else [Region(answers.region, own.name, own.level, own.parent)]
    below = BELOW.get(level, "unit")
    return [*found, *(Region(unit.code, unit.name, below, answers.region) for unit in answers.units)]


def site_files(answers: Answers, level: str, asked: Sequence[str], settings: Mapping[str, str]) -> dict[str, str]:
    """The texts by name, but for the plans. ``level`` is that of the office's region, ``asked`` are the indicators that
    its own plans ask for."""
    found = {
        "README.md": README,
        "site.toml": _site(answers),
        "letterhead.toml": _letterhead(answers),
        "contacts.csv": _contacts(answers),
        "holidays.csv": "day,kind,name\n",
        "settings.env": _settings(settings),
    }
    if own := own_regions(answers, level):
        rows = [(each.code, each.name, each.name, each.level, each.parent, "", "") for each in own]
        found["regions.csv"] = _table(REGION_COLUMNS, rows)
    if answers.departments:
        found["departments.toml"] = _departments(answers, asked)
    return found


def _site(answers: Answers) -> str:
    owed = f"owed_from = {_quoted(answers.owed_from)}" if answers.owed_from else '# owed_from = "2026-11"'
    return f"""# 本单位是谁。改了以后：xushi site check，再重启各服务。
name = {_quoted(answers.name)}
region = {_quoted(answers.region)}          # 本单位负责的地区

# 用哪些自带的规划；都不用：plans = []；删去这一行：全用。本单位自己的规划放在 plans/ 里，一份一个文件夹。
plans = {json.dumps(answers.shipped_plans, ensure_ascii=False)}

# 整张替换的自带表（regions.csv、region_changes.csv、groups.csv、indicators.csv）；不写：本单位的行加在自带的之后。
# replaces = ["regions.csv"]

[reporting]
# 规划自己没有写 owed_from 的，从哪个月起应报；以前各月可补录，不算缺报、迟报，不催报。
{owed}
"""


def _departments(answers: Answers, asked: Sequence[str]) -> str:
    head = """# 责任部门：谁答复哪项指标，消息发往何处。写了某个地区的部门，自带的该地区的部门就都不用。
# 同一地区的一项指标只能有一个责任部门。indicators 写指标编号（xushi plan export 可以看到）。
# im：部门在企业微信、钉钉、飞书的群机器人的名称，如 im = { wecom = "wecom-employment" }。
"""
    named = {indicator for each in answers.departments for indicator in each.indicators}
    rest = [indicator for indicator in asked if indicator not in named]
    blocks = []
    for number, each in enumerate(answers.departments, 1):
        takes = each.indicators or tuple(rest)
        if not each.indicators:
            rest = []
        blocks.append(_department(answers, each, f"{answers.region}-{number}", takes))
    return head + "".join(blocks)


def _department(answers: Answers, department: DepartmentAnswer, code: str, indicators: Iterable[str]) -> str:
    listed = "".join(f"    {_quoted(each)},\n" for each in indicators)
    leader_mail = [answers.leader_mail] if answers.leader_mail else []
    return f"""
[[department]]
id = {_quoted(code)}
name = {_quoted(department.name)}
region = {_quoted(answers.region)}
mail = {json.dumps(department.mail)}
leader = {_quoted(answers.leader)}
leader_mail = {json.dumps(leader_mail)}
indicators = [
{listed}]
"""


def _letterhead(answers: Answers) -> str:
    return f"""# 提示函、督办函、约谈建议怎样署名。number 中的 {{year}} 换成当年，序号由人填写。
[[letterhead]]
region = {_quoted(answers.region)}
issuer = {_quoted(answers.name)}
number = ""                    # 如 "九人社函〔{{year}}〕　　号"
contact = ""
phone = ""
"""


def _contacts(answers: Answers) -> str:
    rows = [(region, "|".join(mail), answers.leader, answers.leader_mail) for region, mail in answers.contacts]
    return _table(CONTACT_COLUMNS, rows)


def _settings(settings: Mapping[str, str]) -> str:
    head = """# 序时的环境变量。systemd：EnvironmentFile=本文件；命令行：set -a; . 本文件; set +a
# 全部设置见程序的 docs/handbook.md“设置”一节。口令不写在这里。
"""
    return head + "".join(f"{name}={_shell(value)}\n" for name, value in settings.items())


def _shell(value: str) -> str:
    """As a shell and systemd both read it."""
    if value and all((each.isascii() and each.isalnum()) or each in "/.:_-@" for each in value):
        return value
    return '"' + re.sub(r'(["\\$`])', r"\\\1", value) + '"'


def _quoted(text: str) -> str:
    """A TOML text: of what JSON writes for it TOML reads the same."""
    return json.dumps(text, ensure_ascii=False)


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue()
