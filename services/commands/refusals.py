"""What every command says, in words, where a database, the catalogue or a setting is not what it should be."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from pydantic import ValidationError
from pydantic_settings import SettingsError
from typer.core import TyperGroup

from services.commands.options import stop
from shared.catalogue import CatalogueError
from shared.database.engine import DatabaseNewer


class Commands(TyperGroup):
    """The commands; none of them ends in a traceback because of a database, a setting or a file of the catalogue."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command that was asked for."""
        try:
            return super().invoke(ctx)
        except DatabaseNewer as error:
            stop(str(error), 2)
        except CatalogueError as error:
            stop(str(error))
        except ValidationError as error:  # nothing else than the settings is read by pydantic here
            stop("\n".join(f"设置 {_setting(each['loc'])} 有误：{each['msg']}" for each in error.errors()), 2)
        except SettingsError as error:
            stop(f"有一项设置读不懂：{error}", 2)
        except sa.exc.DBAPIError as error:
            stop(said_of(error))


def _setting(path: tuple[int | str, ...]) -> str:
    """A field of the settings as the environment names it."""
    return f"XUSHI_{str(path[0]).upper()}"


def said_of(error: sa.exc.DBAPIError) -> str:
    """What is wrong, in a sentence that ends with the database's own words."""
    own = " ".join(str(error.orig).split())
    if isinstance(error, sa.exc.OperationalError) and "no such table" not in own:
        return f"数据库不可用（它在不在运行、地址与口令对不对）：{own}"
    if isinstance(error, sa.exc.ProgrammingError | sa.exc.OperationalError):
        return f"数据库里没有所需的表，请先执行 xushi migrate：{own}"
    return f"数据库报错：{own}"
