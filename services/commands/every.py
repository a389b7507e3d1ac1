"""Every command of the system, each from the module of its family."""

from __future__ import annotations

import typer

from services.commands.access.accounts import accounts_app
from services.commands.access.keys import keys_app
from services.commands.alerts import alerts_app
from services.commands.backtest.group import backtest_app
from services.commands.backup.calls import backup_command, restore_command
from services.commands.backup.noting import backup_made
from services.commands.documents.bulletin import bulletin
from services.commands.documents.evaluation import evaluate
from services.commands.export import export_command
from services.commands.forms import import_files, submit, template
from services.commands.moving.calls import move_store
from services.commands.outbox import outbox_app
from services.commands.plan.group import plan_app
from services.commands.refusals import Commands
from services.commands.repairing.aside import aside_app
from services.commands.repairing.lineage import lineage_app
from services.commands.repairing.readers import readers_app
from services.commands.repairing.rebuild import parked_app, rebuild
from services.commands.running import demo, kafka_acls, migrate, oncall
from services.commands.serving import relay, serve, up
from services.commands.site.diff import diff_command
from services.commands.site.group import site_app
from services.commands.site.history import history_command
from services.commands.site.init import init
from services.commands.spoken.classes import speak
from services.commands.spoken.version import version
from services.commands.topics import topics_app
from services.commands.verify import verify_command

app = typer.Typer(
    cls=Commands, help="序时：五年规划指标的报送、汇总与预警", no_args_is_help=True, pretty_exceptions_enable=False
)
site_app.command("diff")(diff_command)
site_app.command("history")(history_command)
app.add_typer(site_app, name="site")
app.add_typer(plan_app, name="plan")
app.add_typer(backtest_app, name="backtest")
app.add_typer(outbox_app, name="outbox")
app.add_typer(alerts_app, name="alerts")
app.command("template")(template)
app.command("import")(import_files)
app.command()(bulletin)
app.command()(evaluate)
app.add_typer(accounts_app, name="account")
app.add_typer(keys_app, name="keys")
app.command("verify")(verify_command)
app.command("export")(export_command)
app.command("backup")(backup_command)
app.command("backup-made")(backup_made)
app.command("restore")(restore_command)
app.command("move-store")(move_store)
app.add_typer(parked_app, name="parked")
app.add_typer(aside_app, name="aside")
app.add_typer(readers_app, name="readers")
app.add_typer(lineage_app, name="lineage")
app.add_typer(topics_app, name="topics")
for command in (init, up, demo, serve, relay, oncall, kafka_acls, migrate, submit, rebuild):
    app.command()(command)
app.callback()(version)
speak(app)
