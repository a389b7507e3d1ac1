"""``xushi backtest``: how good forecasts, and the alerts' policy, were on published figures and on a data folder's."""

from __future__ import annotations

import typer

from services.commands.backtest.forecast import forecast_command
from services.commands.backtest.policy import policy_command

backtest_app = typer.Typer(help="回测：用当时已有的数字预判、预警，与后来的实际比较", no_args_is_help=True)


@backtest_app.callback()
def _group() -> None:
    """回测：用当时已有的数字预判、预警，与后来的实际比较。"""


backtest_app.command("policy")(policy_command)
backtest_app.command("forecast")(forecast_command)
