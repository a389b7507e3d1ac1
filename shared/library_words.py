"""What libraries and the system say in English, in Chinese: of settings, parameters, bodies, TOML, files, Kafka. Pure.

A person reads these words on a page, in an answer of the interface or behind a command. What is not known here, since
a library was changed, ends with its own words: they are all there is to go by.
"""

from __future__ import annotations

import errno
import re
from collections.abc import Sequence

Words = Sequence[tuple[str, str]]
"""Patterns, each tried on the whole message, and what each means; ``{0}`` is the first group, without its quotes."""

_VALUES: Words = (
    (r"Field required|Missing required argument", "没有写"),
    (r"Extra inputs are not permitted|Unexpected .*argument", "不认识这一项"),
    (r"Input should be a valid integer.*", "要写整数"),
    (r"Unable to parse input string as an integer, exceeded maximum size", "数字的位数过多"),
    (r"Input should be a valid number.*", "要写数字"),
    (r"Input should be a finite number", "要写有限的数"),
    (r"Input should be a valid boolean.*", "要写 true 或 false"),
    (r"Input should be a valid string.*", "要写文字"),
    (r"Input should be a valid (?:date|datetime).*", "要写日期"),
    (r"Input should be a valid (?:list|tuple|array|set)", "要写成清单"),
    (r"Input should be a valid (?:dictionary|object).*", "要写成一组名称和值"),
    (r"Input is not a valid path.*", "要写文件或文件夹的路径"),
    (r"Input is not a valid IPv4 network", "不是 IPv4 网段"),
    (r"Input is not a valid IPv6 network", "不是 IPv6 网段"),
    (r"Input should be greater than or equal to (.+)", "不能小于 {0}"),
    (r"Input should be greater than (.+)", "要大于 {0}"),
    (r"Input should be less than or equal to (.+)", "不能大于 {0}"),
    (r"Input should be less than (.+)", "要小于 {0}"),
    (r"Input should be ('.+')", "只能写 {0}"),
    (r"String should have at least (\d+) characters?", "至少要 {0} 个字"),
    (r"String should have at most (\d+) characters?", "最多 {0} 个字"),
    (r"String should match pattern .+", "写法不合规定的格式"),
    (r"Value error, (.*[\u4e00-\u9fff].*)", "{0}"),
)
_TOML: Words = (
    (r"Expected '=' after a key.*", "名称后面要写等号"),
    (r"Invalid value", "值写法不对"),
    (r"Invalid statement", "这一行读不懂"),
    (r"Expected '\]' .*|Unclosed array", "方括号没有写完"),
    (r"Unclosed inline table|Expected '\}'.*", "花括号没有写完"),
    (r"""Expected ["'`]+|Illegal character.*|Unterminated string.*""", "引号没有写完，或里面有不能写的字符"),
    (r"Unescaped '.+' in a string|Invalid hex value", "引号里的反斜线写法不对"),
    (r"Cannot overwrite a value|Duplicate inline table key .*", "同一名称写了两次"),
    (r"Cannot (?:declare|mutate|redefine|extend) .*", "同一段写了两次"),
    (r"Expected newline or end of document after a statement", "一行里写了两项，要分两行"),
)
_SHAPES: Words = (
    (r"Object missing required field `(.+)`", "缺少 {0}"),
    (r"Object contains unknown field `(.+)`", "不认识 {0}"),
    (r"Expected `(.+)`, got `(.+)`", "应为 {0}，写的是 {1}"),
    (r"Invalid enum value .+", "不在可选的值里"),
    (r"Expected `.+` .+", "长短或大小不合规定"),
)
_KAFKA: Words = (
    (r"(?s)Kafka does not answer at (.+?): .*", "Kafka（{0}）没有应答：它在不在运行，地址对不对"),
    (r"(?s)(?:NoBrokersAvailable|KafkaConnectionError|NodeNotReady).*", "Kafka 没有应答：它在不在运行，地址对不对"),
    (r"(?s)(?:KafkaTimeoutError|RequestTimedOutError).*", "Kafka 没有及时应答"),
    (r"(?s)\w*(?:Authentication|Sasl)\w*Error.*", "Kafka 不认用户名或口令"),
    (r"(?s)\w*AuthorizationFailedError.*", "Kafka 的这个用户没有所需的权限"),
    (r"(?s)InvalidReplicationFactorError.*", "Kafka 的节点少于要存的份数（XUSHI_KAFKA_COPIES）"),
    (r"the topics are not deleted within (.+) s", "等了 {0} 秒，主题还没有删完"),
    (r"(\S+) has (\d+) partitions, not (\d+)", "主题 {0} 有 {1} 个分区，不是设置的 {2} 个"),
    (r"(?s)(\S+) cannot be put right: .*", "主题 {0} 的设置改不过来"),
    (r"there is no topic (\S+)\b.*", "还没有主题 {0}"),
    (r"(\S+) gave nothing for (.+) s, before its end", "主题 {0} 还没有读到头，已 {1} 秒没有再给"),
)
_SYSTEM = {
    errno.ENOENT: "没有这个文件或文件夹",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "所在的盘只能读",
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "磁盘配额已用完",
    errno.EISDIR: "是文件夹，不是文件",
    errno.ENOTDIR: "路径当中有一段不是文件夹",
    errno.EEXIST: "已有同名的文件或文件夹",
    errno.ENAMETOOLONG: "名称过长",
    errno.EIO: "读写出错，可能是磁盘坏了",
    errno.EMFILE: "打开的文件过多",
    errno.ECONNREFUSED: "对方不接受连接",
    errno.ECONNRESET: "连接被对方断开",
    errno.EHOSTUNREACH: "到不了对方的网络",
    errno.ENETUNREACH: "到不了对方的网络",
    errno.ETIMEDOUT: "等不到应答",
}


def said(words: Words, message: str, otherwise: str) -> str:
    """``message`` in Chinese; of a message that is not known ``otherwise``, with the message's own words behind it."""
    for pattern, chinese in words:
        found = re.fullmatch(pattern, message)
        if found:
            return chinese.format(*(_bare(each or "") for each in found.groups()))
    return f"{otherwise}（原文：{message}）" if message else otherwise


def value_words(message: str) -> str:
    """What pydantic says of a parameter or a setting."""
    return said(_VALUES, message, "写法不对")


def setting_words(message: str) -> str:
    """What pydantic says of settings that it cannot even take apart."""
    found = re.fullmatch(r'error parsing value for field "(\w+)" from source ".*"', message)
    return f"XUSHI_{found[1].upper()} 要写成 JSON" if found else f"有一项读不懂（原文：{message}）"


def toml_words(message: str) -> str:
    """What Python says of a text that is no TOML, with its place."""
    found = re.fullmatch(r"(?s)(.*) \(at (?:line (\d+), column (\d+)|end of document)\)", message)
    if found is None:
        return said(_TOML, message, "写法不对")
    line, column = found.group(2, 3)
    return f"{f'第{line}行第{column}列' if line else '文件末尾'}{said(_TOML, found[1], '写法不对')}"


def shape_words(message: str) -> str:
    """What msgspec says of a document that is not of its shape, without the place."""
    return said(_SHAPES, message.partition(" - at ")[0], "写法不对")


def system_words(error: OSError) -> str:
    """Why the system would not open, read or write a file, or reach a host."""
    own = error.strerror or str(error) or type(error).__name__
    return _SYSTEM.get(error.errno or 0) or f"系统不允许（原文：{own}）"


def fault_words(error: Exception) -> str:
    """What a fault says: one of the system's in Chinese, after the file it is about; another one says it itself."""
    if not isinstance(error, OSError):
        return str(error)
    return f"{f'{error.filename}：' if error.filename is not None else ''}{system_words(error)}"


def kafka_words(error: BaseException) -> str:
    """What kept Kafka, or what is read of it, from doing what was asked."""
    return said(_KAFKA, str(error), "Kafka 没有照办")


def _bare(text: str) -> str:
    return text.replace("'", "").replace(" or ", " 或 ").replace(", ", "、")
