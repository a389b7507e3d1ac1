"""``xushi --version``."""

from __future__ import annotations

from typing import Annotated

import typer

from shared.version import VERSION


def _tell(wanted: bool) -> None:
    if wanted:
        typer.echo(f"序时 {VERSION}")
        raise typer.Exit


def version(
    shown: Annotated[bool, typer.Option("--version", callback=_tell, is_eager=True, help="显示版本")] = False,
) -> None:
    """序时：五年规划指标的报送、汇总与预警"""
