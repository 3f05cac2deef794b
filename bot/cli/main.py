"""The shell's way in: one function a command. Exit code 0 is ok, 1 something is wrong (one line says what), 2 wrong usage."""

from __future__ import annotations

import asyncio
import logging
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from typing import Annotated, Any, NoReturn, TextIO

import typer

from bot import event_log
from bot.config import ConfigError, Settings, load
from bot.phrases import Line, Phrase, Refusal
from storage.connection import Unavailable

cli = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, rich_markup_mode=None)

ConfigOption = Annotated[
    Path | None, typer.Option("--config", help="config.toml，缺省用当前目录的 / defaults to ./config.toml")
]

STARTED = Phrase(
    zh="""
群学已启动：{url}　（Ctrl-C 停止）
用浏览器打开，每人一个链接，24小时内有效，可以同时开在几个标签页里：

  社群经理 {manager}
    {manager_link}
  学员 {first}
    {first_link}
  学员 {second}
    {second_link}
""",
    en="""
Qunxue is running: {url}  (Ctrl-C stops it)
Open one in a browser: a link for each person, valid for 24 hours, several in tabs side by side.

  Manager {manager}
    {manager_link}
  Learner {first}
    {first_link}
  Learner {second}
    {second_link}
""",
)
STARTED_BARE = Phrase(zh="群学已启动：{url}　（Ctrl-C 停止）\n", en="Qunxue is running: {url}  (Ctrl-C stops it)\n")
WHAT_ELSE = Phrase(
    zh="""再要一个链接：.venv/bin/python -m bot link --room {room} --as 名字
三周后的样子：.venv/bin/python -m bot demo
检查配置：.venv/bin/python -m bot doctor　日志：{log}
""",
    en="""Another link: .venv/bin/python -m bot link --room {room} --as NAME
Three weeks later: .venv/bin/python -m bot demo
Check the configuration: .venv/bin/python -m bot doctor   Log: {log}
""",
)
STARTING = Phrase(zh="→ 数据库与示范营", en="→ database and starter camp")
STOPPED = Phrase(zh="已停止，没有丢下什么。", en="Stopped; nothing was left behind.")
PORT_TAKEN = Phrase(zh="→ 端口{wanted}被占用，改用{port}", en="→ port {wanted} is taken; using {port}")
DONE = Phrase(zh="数据库已是最新。", en="The database is up to date.")
MIGRATED = Phrase(zh="数据库已从 {before} 升级。", en="The database was migrated from {before}.")
NEW_ROOM = Phrase(
    zh="（“{room}”是新群，已有的是：{rooms}。进去后由负责人发“开营 营名”。）",
    en="(“{room}” is a new room; there are: {rooms}. Inside, an owner sends “open NAME”.)",
)
NO_WEB = Phrase(zh="网页聊天没有开（channels.web.enabled）。", en="The web chat is off (channels.web.enabled).")
NO_DATABASE = Phrase(
    zh="打不开数据库（{why}）。检查 storage.url，再运行 doctor。",
    en="The database cannot be opened ({why}). Check storage.url, then run doctor.",
)
ADDRESS = "address"
"""A file beside the database: where the page is."""
LOG = "qunxue.log"
LOG_LIMIT = 50_000_000
"""Bytes of a log that is gone on with at a start."""
NO_SUCH_KIND = Phrase(zh="没有 {kind} 这一种，可用：{kinds}。", en="There is no kind {kind}; there are: {kinds}.")
NO_FILE = Phrase(zh="读不了 {file}。", en="{file} cannot be read.")
NOT_WRITTEN = Phrase(zh="写不了 {file}。", en="{file} cannot be written.")
NO_ENDING = Phrase(
    zh="{kind} 能写成的文件：{endings}。文件名请用其中一个结尾。",
    en="{kind} can be written as: {endings}. Give the file one of these endings.",
)
EXPORTED = Phrase(zh="已写到 {file}（{size} 字节）。", en="Written to {file} ({size} bytes).")
NO_CAMP = Phrase(zh="没有叫“{camp}”的营。有：{camps}。", en="There is no camp “{camp}”. There are: {camps}.")
DRY_RUN = Phrase(
    zh="试读完成，尚未写入：新增{new}，更新{updated}，不变{unchanged}，问题{faults}。加 --yes 写入。",
    en="Dry run, nothing written: {new} new, {updated} updated, {unchanged} unchanged, {faults} faults. Add --yes to write.",
)
IMPORTED = Phrase(
    zh="已写入：新增{new}，更新{updated}，不变{unchanged}，问题{faults}。",
    en="Written: {new} new, {updated} updated, {unchanged} unchanged, {faults} faults.",
)
ROLES = ("learner", "expert", "manager", "owner")
NO_SUCH_ROLE = Phrase(zh="没有 {role} 这个角色，可用：{roles}。", en="There is no role {role}; there are: {roles}.")
NOT_A_NAME = Phrase(
    zh="名字和群名要1到40个可见字符，群名不以@开头。",
    en="A name or room is 1 to 40 printable characters; a room does not begin with @.",
)


def main() -> None:
    """Runs the command line; whatever goes wrong ends in one readable line."""
    try:
        cli()
    except ConfigError as problem:
        _fail(str(problem))
    except Unavailable as problem:
        _fail(NO_DATABASE(why=str(problem)).to("zh"))
    except KeyboardInterrupt:
        sys.exit(130)


@cli.command()
def run(
    config: ConfigOption = None,
    log: Annotated[
        bool, typer.Option("--log", help="日志写到标准错误，不写文件 / log lines to stderr instead of the file")
    ] = False,
) -> None:
    """启动机器人 / Run the bot with the configured channels."""
    from bot.cli import starter_camp

    settings = load(config)
    _log_to(sys.stderr if log else _log_file(settings))
    _say(settings, STARTING)
    asyncio.run(_run(settings, WHAT_ELSE(room=starter_camp.ROOM, log="stderr" if log else str(settings.data / LOG))))


SeedOption = Annotated[int, typer.Option("--seed", help="同一个数说同样的话 / the same number says the same")]


@cli.command()
def demo(seed: SeedOption = 1, config: ConfigOption = None) -> None:
    """看一个过了三周的营，用临时数据库 / A camp three weeks old, on a throw-away database."""
    from bot.cli.simulation import command

    chosen = load(config)
    with TemporaryDirectory(prefix="qunxue-demo-") as folder:
        settings = command.elsewhere(chosen, Path(folder))
        _log_to(_log_file(settings))
        _say(settings, command.BEGINS(members=len(command.CAST), days=command.DEMO_DAYS))
        lived = asyncio.run(command.live_until_now(settings, command.CAST, command.DEMO_DAYS, seed, partial(_say, settings)))
        _say(settings, command.LIVED(said=lived.said, answered=lived.answered))
        asyncio.run(_run(settings, command.NEXT()))


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
    _log_to(_log_file(settings))
    _say(settings, command.BEGINS(members=members, days=days))
    lived = asyncio.run(command.live_until_now(settings, command.learners(members, seed), days, seed, partial(_say, settings)))
    _say(settings, command.LIVED(said=lived.said, answered=lived.answered))
    if lived.astray:
        _fail(command.ASTRAY(n=lived.astray).to(settings.bot.language))
    _say(settings, command.LOOK(url=settings.storage.url))


@cli.command()
def migrate(config: ConfigOption = None) -> None:
    """升级数据库 / Bring the database to the newest shape."""
    settings = load(config)
    before = _with_engine(settings, _upgraded)
    _say(settings, MIGRATED(before=before) if before else DONE)


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
        _fail(NO_WEB().to(settings.bot.language))
    if role not in ROLES:
        _fail(NO_SUCH_ROLE(role=role, roles=", ".join(ROLES)).to(settings.bot.language), code=2)
    print(_with_engine(settings, lambda engine: _link(settings, engine, room, name, role, new)))


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
    _check_kind(settings, kind)
    _with_engine(settings, lambda engine: _import(settings, engine, kind, file, camp, yes))


@cli.command()
def export(
    kind: Annotated[str, typer.Argument(help="questions | lessons | members | qa")],
    file: Annotated[Path, typer.Argument(help="文件名的结尾决定格式 / its ending is the format")],
    camp: Annotated[str, typer.Option("--camp", help="营名 / the camp's name")],
    config: ConfigOption = None,
) -> None:
    """导出成文件 / Export to a file that can be imported again."""
    settings = load(config)
    _check_kind(settings, kind)
    _with_engine(settings, lambda engine: _export(settings, engine, kind, file, camp))


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


# ── run ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


async def _run(settings: Settings, after: Line) -> None:
    """Until it is told to stop; `after` is said behind the greeting."""
    from bot.cli import channel_factory
    from bot.http import free_port

    listening = free_port(settings.web.host, settings.web.port)
    port = listening.getsockname()[1]
    if settings.web.port and port != settings.web.port:
        _say(settings, PORT_TAKEN(wanted=settings.web.port, port=port))
    url = settings.web.public_url or f"http://{settings.web.host}:{port}"
    app = channel_factory.app(settings, url)
    (settings.data / ADDRESS).write_text(url, encoding="utf-8")
    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    running = asyncio.create_task(app.run(listening))
    try:
        await _greet(settings, app, url)
        _say(settings, after)
        waiting = asyncio.create_task(stop.wait())
        await asyncio.wait({running, waiting}, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
    finally:
        running.cancel()
        await asyncio.wait({running})
        app.database.close()
        listening.close()
    if not running.cancelled() and (problem := running.exception()) is not None:
        raise problem
    _say(settings, STOPPED)


async def _greet(settings: Settings, app: Any, url: str) -> None:
    """The starter camp where there is no camp yet and the web chat is the only way in, and the links to walk in by."""
    from bot.cli import starter_camp
    from storage import camps

    fresh = not await app.database.read(lambda db: db.all(camps.CAMPS))
    alone = list(app.channels) == ["web"]
    if fresh and alone and f"web:{starter_camp.OWNER}" in settings.bot.owners:
        await starter_camp.settle_in(app)
    has_starter = await app.database.read(lambda db: db.one(camps.CAMP_NAMED, called=starter_camp.CAMP))
    if has_starter is not None:
        await starter_camp.mark_for_show(app)
    if not settings.channels.web.on or has_starter is None:
        _say(settings, STARTED_BARE(url=url))
        return
    links = [
        _signed(settings, url, app.clock.now(), starter_camp.ROOM, name)
        for name in (starter_camp.MANAGER, *starter_camp.LEARNERS)
    ]
    _say(
        settings,
        STARTED(
            url=url,
            manager=starter_camp.MANAGER,
            manager_link=links[0],
            first=starter_camp.LEARNERS[0],
            first_link=links[1],
            second=starter_camp.LEARNERS[1],
            second_link=links[2],
        ),
    )


def _log_to(out: TextIO) -> None:
    """One line an event."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s %(message)s", stream=out)
    event_log.keep(out)


def _log_file(settings: Settings) -> TextIO:
    """Beside the database; at a start a long one makes room for a new one."""
    file = settings.data / LOG
    file.parent.mkdir(parents=True, exist_ok=True)
    if file.exists() and file.stat().st_size > LOG_LIMIT:
        file.replace(file.with_suffix(".old"))
    return file.open("a", encoding="utf-8", buffering=1)


# ── links ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _signed(settings: Settings, url: str, now: Any, room: str, name: str, role: str | None = None, serial: int = 0) -> str:
    from bot.channels.web import make_link
    from bot.config import signing_key

    return make_link(signing_key(settings).decode(), url, room, name, now=now, role=role, serial=serial)


def _address(settings: Settings) -> str:
    """Where the page is: as configured, else where the last start listened (a taken port becomes the next free one)."""
    kept = settings.data / ADDRESS
    if settings.web.public_url or not kept.exists():
        return settings.web.public_url or f"http://{settings.web.host}:{settings.web.port}"
    return kept.read_text(encoding="utf-8")


def _link(settings: Settings, engine: Any, room: str, name: str, role: str, new: bool) -> str:
    from bot.clock import SystemClock
    from storage import camps
    from storage.channels import web
    from storage.connection import Db

    _upgraded(engine)
    db = Db(engine)
    try:
        rooms = [row.ident for row in db.all(camps.ROOMS_OF_CHANNEL, channel="web")]
        if room not in rooms:
            print(NEW_ROOM(room=room, rooms="、".join(rooms) or "—").to(settings.bot.language), file=sys.stderr)
        with db.transaction("BEGIN IMMEDIATE" if db.is_sqlite else "BEGIN"):
            serial = web.renew(db, name) if new else web.serial(db, name)
    finally:
        db.close()
    try:
        return _signed(
            settings, _address(settings), SystemClock().now(), room, name, None if role == "learner" else role, serial
        )
    except ValueError:
        _fail(NOT_A_NAME().to(settings.bot.language), code=2)


# ── files in and out ─────────────────────────────────────────────────────────────────────────────────────────────────


def _check_kind(settings: Settings, kind: str) -> None:
    from bot.cli.import_export import KINDS

    if kind not in KINDS:
        _fail(NO_SUCH_KIND(kind=kind, kinds=", ".join(KINDS)).to(settings.bot.language), code=2)


def _import(settings: Settings, engine: Any, kind: str, file: Path, called: str, yes: bool) -> None:
    from bot.cli import import_export
    from bot.clock import SystemClock

    _upgraded(engine)
    try:
        reading = import_export.KINDS[kind].read(file.read_bytes(), file.stem)
    except OSError:
        _fail(NO_FILE(file=str(file)).to(settings.bot.language))
    except Refusal as refusal:
        _fail(refusal.line.to(settings.bot.language))
    with _camp(settings, engine, called) as (db, camp):
        change = import_export.take_in(db, kind, camp, reading, write=yes, at=SystemClock().now())
    for fault in reading.faults:
        _say(settings, fault)
    said = {"new": change.new, "updated": change.updated, "unchanged": change.unchanged, "faults": len(reading.faults)}
    _say(settings, (IMPORTED if yes else DRY_RUN)(**said))


def _export(settings: Settings, engine: Any, kind: str, file: Path, called: str) -> None:
    from bot.cli.import_export import KINDS

    ending = KINDS[kind].ending(file)
    if ending is None:
        endings = "、".join(f".{one}" for one in KINDS[kind].endings)
        _fail(NO_ENDING(kind=kind, endings=endings).to(settings.bot.language), code=2)
    _upgraded(engine)
    with _camp(settings, engine, called) as (db, camp):
        content = KINDS[kind].write(db, camp, ending, settings.bot.language)
    try:
        file.write_bytes(content)
    except OSError:
        _fail(NOT_WRITTEN(file=str(file)).to(settings.bot.language))
    _say(settings, EXPORTED(file=str(file), size=len(content)))


@contextmanager
def _camp(settings: Settings, engine: Any, called: str) -> Iterator[tuple[Any, Any]]:
    """A connection and the open camp of that name; without one the command ends in a sentence."""
    from bot.membership import camp_of
    from storage import camps
    from storage.connection import Db

    db = Db(engine)
    try:
        camp = camp_of(db.one(camps.CAMP_NAMED, called=called))
        if camp is None:
            names = "、".join(row.camp_name for row in db.all(camps.CAMPS)) or "—"
            _fail(NO_CAMP(camp=called, camps=names).to(settings.bot.language))
        yield db, camp
    finally:
        db.close()


# ── the database ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _upgraded(engine: Any) -> str | None:
    from bot.clock import SystemClock
    from storage import migrate as migrations

    return migrations.upgrade(engine, now=SystemClock().now())


def _with_engine(settings: Settings, run: Callable[[Any], Any]) -> Any:
    from storage.database import connect

    try:
        engine = connect(settings.storage.url)
    except Exception as problem:
        _fail(NO_DATABASE(why=type(problem).__name__).to(settings.bot.language))
    try:
        return run(engine)
    finally:
        engine.dispose()


def _say(settings: Settings, line: Any) -> None:
    print((line if not isinstance(line, Phrase) else line()).to(settings.bot.language), flush=True)


def _fail(line: str, code: int = 1) -> NoReturn:
    print(f"✗ {line}", file=sys.stderr)
    sys.exit(code)
