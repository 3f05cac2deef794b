"""The shell's way in: one function a command. Exit code 0 is ok, 1 something is wrong (one line says what), 2 wrong usage."""

from __future__ import annotations

import asyncio
import sys
from enum import StrEnum
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from typing import Annotated

import typer

from bot import event_log
from bot.cli import imports
from bot.cli.file_commands import export as export_to
from bot.cli.file_commands import file_kind, import_file
from bot.cli.links import sign_in_link
from bot.cli.open_database import NO_DATABASE, in_use, migrations_said, upgrade
from bot.cli.output import fail, python, say
from bot.cli.private_files import keep_private, make_private
from bot.cli.serving import LOG, STARTING, WHAT_ELSE, WORKER_LOG, log_file, serve
from bot.config import ConfigError, load
from bot.phrases import Phrase
from bot.version import version as current
from storage.connection import Unavailable

cli = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, rich_markup_mode=None)

ConfigOption = Annotated[
    Path | None, typer.Option("--config", help="config.toml，缺省用当前目录的 / defaults to ./config.toml")
]
LogOption = Annotated[bool, typer.Option("--log", help="日志写到标准错误，不写文件 / log lines to stderr instead of the file")]

DONE = Phrase(zh="数据库已是最新。", en="The database is up to date.")
MIGRATED = Phrase(zh="数据库已从 {before} 升级。", en="The database was migrated from {before}.")
NO_WEB = Phrase(zh="网页聊天没有开（channels.web.enabled）。", en="The web chat is off (channels.web.enabled).")
ROLES = ("learner", "expert", "manager", "owner")
NO_SUCH_ROLE = Phrase(zh="没有 {role} 这个角色，可用：{roles}。", en="There is no role {role}; there are: {roles}.")


def main() -> None:
    """Runs the command line; whatever goes wrong ends in one readable line."""
    keep_private()
    try:
        cli()
    except ConfigError as problem:
        fail(str(problem))
    except Unavailable as problem:
        fail(NO_DATABASE(why=str(problem)).to("zh"))
    except KeyboardInterrupt:
        sys.exit(130)


def _print_version(asked: bool) -> None:
    if asked:
        print(f"qunxue {current()}")
        raise typer.Exit


@cli.callback()
def options(
    version: Annotated[
        bool,
        typer.Option("--version", help="版本 / the version", is_eager=True, callback=_print_version),
    ] = False,
) -> None:
    """群学，企业培训的社群机器人 / Qunxue, a community bot for corporate training."""


@cli.command()
def run(config: ConfigOption = None, log: LogOption = False) -> None:
    """启动机器人 / Run the bot with the configured channels."""
    settings = load(config)
    with imports.kept():
        from bot.cli import starter_camp

    make_private(settings)
    event_log.keep(event_log.to_stderr() if log else log_file(settings))
    say(settings, STARTING)
    with in_use(settings), migrations_said(settings):
        asyncio.run(
            serve(
                settings, WHAT_ELSE(python=python(), room=starter_camp.ROOM, log="stderr" if log else str(settings.data / LOG))
            )
        )


@cli.command()
def worker(config: ConfigOption = None, log: LogOption = False) -> None:
    """只做重活，不接消息，要 PostgreSQL / Heavy tasks alone, on as many machines as wanted (PostgreSQL)."""
    from bot.cli.worker import work

    settings = load(config)
    make_private(settings)
    event_log.keep(event_log.to_stderr() if log else log_file(settings, WORKER_LOG))
    work(settings)


SeedOption = Annotated[int, typer.Option("--seed", help="同一个数说同样的话 / the same number says the same")]


@cli.command()
def demo(seed: SeedOption = 1, config: ConfigOption = None) -> None:
    """看一个过了三周的营，用临时数据库 / A camp three weeks old, on a throw-away database."""
    from bot.cli.simulation import command

    chosen = load(config)
    with TemporaryDirectory(prefix="qunxue-demo-") as folder:
        settings = command.elsewhere(chosen, Path(folder))
        event_log.keep(log_file(settings))
        say(settings, command.BEGINS(members=len(command.CAST), days=command.DEMO_DAYS))
        lived = asyncio.run(command.live_until_now(settings, command.CAST, command.DEMO_DAYS, seed, partial(say, settings)))
        say(settings, command.LIVED(said=lived.said, answered=lived.answered))
        asyncio.run(serve(settings, command.NEXT()))


@cli.command()
def simulate(
    members: Annotated[int, typer.Option("--members", min=1, max=800, help="多少学员 / how many learners")],
    days: Annotated[int, typer.Option("--days", min=1, max=366, help="多少天，到今天为止 / how many days, up to today")],
    seed: SeedOption = 1,
    config: ConfigOption = None,
) -> None:
    """让许多人过许多天，留下一个新数据库 / Many people, many days, into a new database."""
    from bot.cli.simulation import command

    settings = command.elsewhere(load(config), Path(mkdtemp(prefix="qunxue-simulate-")))
    event_log.keep(log_file(settings))
    say(settings, command.BEGINS(members=members, days=days))
    lived = asyncio.run(command.live_until_now(settings, command.learners(members, seed), days, seed, partial(say, settings)))
    say(settings, command.LIVED(said=lived.said, answered=lived.answered))
    if lived.astray:
        fail(command.ASTRAY(n=lived.astray).to(settings.bot.language))
    say(settings, command.LOOK(url=settings.storage.url, python=python()))


@cli.command()
def migrate(config: ConfigOption = None) -> None:
    """升级数据库 / Bring the database to the newest shape."""
    settings = load(config)
    before = upgrade(settings)
    say(settings, MIGRATED(before=before) if before else DONE)


@cli.command()
def link(
    room: Annotated[str, typer.Option("--room", help="网页聊天里的群名 / the web chat's room")],
    name: Annotated[str, typer.Option("--as", help="谁 / who")],
    role: Annotated[str, typer.Option("--role", help="learner | expert | manager | owner")] = "learner",
    new: Annotated[
        bool, typer.Option("--new", help="作废这人以前的链接和会话 / end this person's older links and sessions")
    ] = False,
    config: ConfigOption = None,
) -> None:
    """给一个网页登录链接 / Print a sign-in link for the web chat."""
    settings = load(config)
    if not settings.channels.web.on:
        fail(NO_WEB().to(settings.bot.language))
    if role not in ROLES:
        fail(NO_SUCH_ROLE(role=role, roles=", ".join(ROLES)).to(settings.bot.language), code=2)
    print(sign_in_link(settings, room, name, role, new))


@cli.command("import")
def import_(
    kind: Annotated[str, typer.Argument(help="questions | lessons | members | qa")],
    file: Annotated[Path, typer.Argument(help="xlsx、csv、md、gift… / what the chat takes too")],
    camp: Annotated[str, typer.Option("--camp", help="营名 / the camp's name")],
    yes: Annotated[bool, typer.Option("--yes", help="真的写入；缺省只试读 / write; the default is a dry run")] = False,
    config: ConfigOption = None,
) -> None:
    """从文件导入 / Import from a file: a dry run unless --yes."""
    settings = load(config)
    import_file(settings, file_kind(settings, kind), file, camp, yes)


@cli.command()
def export(
    kind: Annotated[str, typer.Argument(help="questions | lessons | members | qa | xapi | hr")],
    file: Annotated[Path, typer.Argument(help="文件名的结尾决定格式 / its ending is the format")],
    camp: Annotated[str, typer.Option("--camp", help="营名 / the camp's name")],
    days: Annotated[str, typer.Option("--days", help="xapi、hr：哪几天 / of which days, 5/6-5/9")] = "",
    config: ConfigOption = None,
) -> None:
    """导出成文件 / Export to a file that can be imported again, or records for another system."""
    export_to(load(config), kind, file, camp, days)


@cli.command("backup")
def backup_(
    file: Annotated[Path, typer.Argument(help="写到哪个文件 / the file to write")],
    config: ConfigOption = None,
) -> None:
    """备份整个安装，不必停 / Save the whole installation while it runs."""
    from bot.cli.backup import save
    from bot.clock import SystemClock

    save(load(config), file, SystemClock().now())


@cli.command()
def restore(
    file: Annotated[Path, typer.Argument(help="backup 写的文件 / a file of backup's")],
    replace: Annotated[bool, typer.Option("--replace", help="换掉已有的内容 / replace what is there")] = False,
    config: ConfigOption = None,
) -> None:
    """从备份恢复，先停下程序 / Restore from a backup; the bot is stopped first."""
    from bot.cli.backup import restore as restored
    from bot.clock import SystemClock

    restored(load(config), file, replace, SystemClock().now())


@cli.command()
def move(
    url: Annotated[str, typer.Argument(help="postgresql://…，空的 / an empty PostgreSQL")],
    config: ConfigOption = None,
) -> None:
    """把 SQLite 里的一切搬到 PostgreSQL / Move everything from SQLite to PostgreSQL."""
    from bot.cli.moving import move as moved
    from bot.clock import SystemClock

    moved(load(config), url, SystemClock().now())


class UndeliveredAct(StrEnum):
    """What the shell does with what was not delivered."""

    LIST, RETRY, DROP = "list", "retry", "drop"


@cli.command("undelivered")
def undelivered_(
    act: Annotated[UndeliveredAct, typer.Argument(help="list | retry | drop")] = UndeliveredAct.LIST,
    numbers: Annotated[list[int] | None, typer.Argument(help="号码 / numbers of the list; retry: 缺省全部 / all")] = None,
    config: ConfigOption = None,
) -> None:
    """没送到的消息：看、重发、忽略 / Messages that did not arrive: list, retry or drop."""
    from bot.cli import undelivered

    settings = load(config)
    match act:
        case UndeliveredAct.LIST:
            undelivered.show(settings)
        case UndeliveredAct.RETRY:
            undelivered.retry(settings, numbers or [])
        case UndeliveredAct.DROP:
            undelivered.drop(settings, numbers or [])


@cli.command("figures")
def figures_(
    camp: Annotated[str, typer.Option("--camp", help="营名 / the camp's name")],
    config: ConfigOption = None,
) -> None:
    """重算发布过的每个数 / Count every published figure anew."""
    from bot.cli.figures import recompute

    if not recompute(load(config), camp):
        sys.exit(1)


@cli.command()
def doctor(config: ConfigOption = None) -> None:
    """逐项检查 / Check everything, one line each."""
    from bot.cli.doctor import examine

    settings = load(config)
    findings = asyncio.run(examine(settings))
    for finding in findings:
        print(finding.line.to(settings.bot.language))
    if not all(finding.ok for finding in findings):
        sys.exit(1)
