"""What every command says, in words, where a database, the catalogue or a setting is not what it should be."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import partial
from typing import Any

import sqlalchemy as sa
import typer
from pydantic import ValidationError
from pydantic_settings import SettingsError
from rich.console import Console
from typer._click.exceptions import ClickException, NoArgsIsHelpError  # typer has no public name for them

from services.commands.options import stop
from services.commands.spoken.classes import CommandGroup
from services.commands.spoken.faults import said_of_usage
from services.intake.accounts.directory import DirectoryRefused
from services.intake.sign_in.oidc.profiles import ProfileRefused
from shared.catalogue import CatalogueError
from shared.database.engine import DatabaseNewer
from shared.library_words import setting_words, value_words
from shared.office.pdf.characters import FontFault
from shared.office.pdf.seal import SealRefused


class Commands(CommandGroup):
    """The commands; none of them ends in a traceback because of a database, a setting or a file of the catalogue."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,
    ) -> Any:
        """Run what was typed; what is wrong with it is told in Chinese, with exit code 2."""
        run = partial(super().main, args, prog_name, complete_var, False, windows_expand_args, **extra)
        if not standalone_mode:
            return run()
        try:
            code = run()
        except NoArgsIsHelpError as error:  # the help was printed
            sys.exit(error.exit_code)
        except ClickException as error:
            sys.exit(_told(error))
        except typer.Abort:
            Console(stderr=True).print("已中止", style="red")
            sys.exit(1)
        sys.exit(code if isinstance(code, int) else 0)

    def invoke(self, ctx: Any) -> Any:
        """Run the command that was asked for."""
        try:
            return super().invoke(ctx)
        except DatabaseNewer as error:
            stop(str(error), 2)
        except CatalogueError as error:
            stop(str(error))
        except (ProfileRefused, DirectoryRefused, FontFault, SealRefused) as error:
            stop(str(error), 2)
        except ValidationError as error:  # nothing else than the settings is read by pydantic here
            stop("\n".join(_of_setting(each["loc"], each["msg"]) for each in error.errors()), 2)
        except SettingsError as error:
            stop(f"设置有误：{setting_words(str(error))}", 2)
        except sa.exc.DBAPIError as error:
            stop(said_of(error))


def _told(error: ClickException) -> int:
    console = Console(stderr=True)
    console.print(said_of_usage(error), style="red", markup=False, soft_wrap=True)
    ctx = getattr(error, "ctx", None)
    if ctx is not None:
        console.print(f"怎样使用：{ctx.command_path} --help", markup=False, soft_wrap=True)
    return error.exit_code


def _of_setting(path: tuple[int | str, ...], message: str) -> str:
    """What is wrong with a field of the settings, as the environment names it."""
    return f"设置 XUSHI_{str(path[0]).upper()} 有误：{value_words(message)}"


def said_of(error: sa.exc.DBAPIError) -> str:
    """What is wrong, in a sentence that ends with the database's own words."""
    own = " ".join(str(error.orig).split())
    if isinstance(error, sa.exc.OperationalError) and "no such table" not in own:
        return f"数据库不可用（它在不在运行、地址与口令对不对）：{own}"
    if isinstance(error, sa.exc.ProgrammingError | sa.exc.OperationalError):
        return f"数据库里没有所需的表，请先执行 xushi migrate：{own}"
    return f"数据库报错：{own}"
