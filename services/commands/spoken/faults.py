"""What is wrong with a command as it was typed, in Chinese. Pure."""

from __future__ import annotations

import re

from typer._click.exceptions import (  # typer has no public name for them
    BadParameter,
    ClickException,
    FileError,
    MissingParameter,
    NoSuchOption,
)

from shared.library_words import value_words

_MESSAGES = (
    (r"No such command '(.+)'\.(?: Did you mean (.+)\?)?", "没有命令 {0}{1}"),
    (r"Got unexpected extra arguments? ?\(?s?\)? ?\((.+)\)", "多出来的参数：{0}"),
    (r"Option '(.+)' requires an argument\.", "选项 {0} 后面要写一个值"),
    (r"Option '(.+)' requires (\d+) arguments\.", "选项 {0} 后面要写 {1} 个值"),
    (r"Option '(.+)' does not take a value\.", "选项 {0} 后面不写值"),
    (r"Argument '(.+)' takes (\d+) values\.", "参数 {0} 要写 {1} 个值"),
    (r"Missing command\.", "没有写要执行的命令"),
    (r"(?:.+) '(.+)' does not exist\.", "“{0}”不存在"),
    (r"(?:.+) '(.+)' is a file\.", "“{0}”是文件，这里要文件夹"),
    (r"(?:.+) '(.+)' is a directory\.", "“{0}”是文件夹，这里要文件"),
    (r"(?:.+) '(.+)' is not readable\.", "“{0}”没有读取权限"),
    (r"(?:.+) '(.+)' is not writable\.", "“{0}”没有写入权限"),
    (r"'(.+)' is not one of (.+)\.", "“{0}”不在可选的值里：{1}"),
    (r"(?:Value )?'(.+)' is not a valid integer\.?", "“{0}”不是整数"),
    (r"(?:Value )?'(.+)' is not a valid (?:float|number)\.?", "“{0}”不是数"),
    (r"(?:Value )?'(.+)' is not a valid .+", "“{0}”写法不对"),
    (r"(.+) is not in the range (.+)\.", "{0} 不在允许的范围里：{1}"),
)
"""The words of the version of typer that is pinned; each is tried whole."""


def said_of_usage(error: ClickException) -> str:
    """A sentence that names the argument or the option; it ends with typer's own words where those are not known."""
    if isinstance(error, MissingParameter):
        return f"缺少{_kind(error)} {_hint(error)}".rstrip()
    if isinstance(error, BadParameter):
        return f"{_kind(error)} {_hint(error)} 的值有误：{_words(error.message)}"
    if isinstance(error, NoSuchOption):
        meant = "；是不是 " + " 或 ".join(sorted(error.possibilities)) if error.possibilities else ""
        return f"没有选项 {error.option_name}{meant}"
    if isinstance(error, FileError):
        return f"文件打不开：{error.ui_filename}：{error.message}"
    return _words(str(getattr(error, "message", error)))


def _kind(error: BadParameter) -> str:
    return "选项" if error.param is not None and error.param.param_type_name == "option" else "参数"


def _hint(error: BadParameter) -> str:
    hint = error.param_hint if error.param is None or error.param_hint is not None else error.param.get_error_hint()
    return (hint if isinstance(hint, str) else " / ".join(hint or ())).replace("'", "")


def _words(message: str) -> str:
    for pattern, words in _MESSAGES:
        found = re.fullmatch(pattern, message)
        if found and words.startswith("没有命令"):
            name, meant = found.groups()
            return words.format(name, f"；是不是 {meant.replace(chr(39), '').replace(' or ', ' 或 ')}" if meant else "")
        if found:
            return words.format(*(each.replace("'", "") for each in found.groups()))
    return value_words(message)
