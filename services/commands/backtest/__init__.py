"""``xushi backtest``: forecasts and the alerts' policy tried on what is known by now."""
