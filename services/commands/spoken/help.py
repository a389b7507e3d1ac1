"""A command's help: what it does, and its arguments, options and commands, whole at any width.

Texts are printed as they are written: ``[policy]`` is a word and no markup.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

_OF_TYPER = {
    "help": "显示这份说明",
    "install_completion": "为所用的 shell 装上自动补全",
    "show_completion": "显示自动补全的脚本，可另行安装",
}


class HelpEntry(NamedTuple):
    """A name, and what is said of it."""

    name: str
    text: str


def print_help(command: Any, ctx: Any, console: Console) -> None:
    """The help of ``command`` (a command or a group of them) in its context."""
    arguments = [each for each in command.get_params(ctx) if each.param_type_name == "argument" and not each.hidden]
    options = [each for each in command.get_params(ctx) if each.param_type_name == "option" and not each.hidden]
    commands = getattr(command, "commands", {})
    console.print()
    console.print(Text(f" {usage(command, ctx)}", style="bold", overflow="fold"))
    if command.help:
        console.print(Padding(Text(joined(command.help), overflow="fold"), (1, 1, 0, 1)))
    _print_entries("参数", (argument(each) for each in arguments), console)
    _print_entries("选项", (option(each) for each in options), console)
    _print_entries("命令", (HelpEntry(name, joined(each.help or "")) for name, each in commands.items()), console)
    console.print()


def usage(command: Any, ctx: Any) -> str:
    """How the command is written."""
    words = [ctx.command_path, "[选项]"]
    for each in command.get_params(ctx):
        if each.param_type_name == "argument":
            name = each.name if each.required else f"[{each.name}]"
            words.append(name if each.nargs == 1 else f"{name} …")
    if getattr(command, "commands", None):
        words.append("命令 [参数] …")
    return f"用法：{' '.join(words)}"


def argument(param: Any) -> HelpEntry:
    """An argument's name, and what it is."""
    return HelpEntry(param.name, _said(param, param.help))


def option(param: Any) -> HelpEntry:
    """An option's names, and what it is for; the choices it has, and what holds without it."""
    names = "、".join([*param.opts, *param.secondary_opts])
    return HelpEntry(names, _said(param, _OF_TYPER.get(param.name, param.help)))


def joined(text: str) -> str:
    """Lines that a docstring broke, put together: a blank only where both sides are Latin."""
    whole = ""
    for line in (each.strip() for each in text.partition("\f")[0].splitlines()):
        whole += f"{' ' if whole and whole[-1].isascii() and line[:1].isascii() else ''}{line}"
    return whole


def _said(param: Any, text: str | None) -> str:
    parts = [joined(text or "")]
    choices = param.type_descriptor.choices if param.type_descriptor.is_choice else ()
    if choices:
        parts.append(f"可选： {'、 '.join(str(getattr(each, 'value', each)) for each in choices)}")
    if isinstance(param.default, str | int) and not isinstance(param.default, bool) and param.default != "":
        parts.append(f"默认 {param.default}")
    if param.required:
        parts.append("必填")
    return "；".join(part for part in parts if part)


def _print_entries(heading: str, entries: Iterable[HelpEntry], console: Console) -> None:
    listed = list(entries)
    if not listed:
        return
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 1))
    table.add_column(style="cyan", overflow="fold", max_width=28)
    table.add_column(overflow="fold")
    for each in listed:
        table.add_row(Text(each.name), Text(each.text))
    console.print(f"\n {heading}", style="bold", markup=False)
    console.print(table)
