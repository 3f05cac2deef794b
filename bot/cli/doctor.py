"""doctor: one line a check, ✓ or what is wrong and how to mend it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from typing import Any
from zoneinfo import ZoneInfo

from bot.channel import Mendable
from bot.cli.open_database import may_not_create, not_opened
from bot.cli.private_files import exposed
from bot.cli.running_bot import asked
from bot.clock import SystemClock
from bot.config import Settings
from bot.membership import camp_of
from bot.phrases import Line, Phrase
from bot.pictures import Drawing, glyphs, rare_glyphs, uncovered
from handlers.moderation.recent_talk import MESSAGES, PEOPLE
from handlers.retention import KEPT
from scheduler.calendar import Calendar, of_settings
from storage import camps, memberships, migrate, points, running_lock, troubles
from storage.connection import Db
from storage.database import connect
from storage.files import IN_DATABASE

OK_CONFIG = Phrase(zh="✓ 配置：{owners} 可以开营", en="✓ configuration: {owners} may open camps")
OK_DATABASE = Phrase(zh="✓ 数据库：{kind}，结构最新", en="✓ database: {kind}, newest shape")
BEHIND = Phrase(zh="✗ 数据库结构落后：运行 python -m bot migrate", en="✗ the database is behind: run python -m bot migrate")
NEWER = Phrase(
    zh="✗ 数据库是更新的版本用过的：升级程序，或恢复升级前的备份",
    en="✗ a newer version has used this database: update the program, or restore a copy from before",
)
WRONG = Phrase(zh="✗ {what}", en="✗ {what}")
OK_LEDGER = Phrase(zh="✓ 账本：余额与流水一致", en="✓ ledger: balances are the sums of their entries")
ASTRAY = Phrase(
    zh="✗ 账本：{n}位成员的余额与流水不一致，请联系维护人员",
    en="✗ ledger: {n:balance is not its entries'|balances are not their entries'} sum; call the maintainers",
)
NOT_RUNNING = Phrase(zh="· 程序：没有在运行", en="· program: not running")
EXPOSED = Phrase(
    zh="✗ 文件 {file}：这台机器上别的用户也能读，运行 chmod 600 {file}",
    en="✗ file {file}: others on this machine may read it; run chmod 600 {file}",
)
OK_CLOCK = Phrase(zh="✓ 时钟：{now}（{zone}）", en="✓ clock: {now} ({zone})")
OK_CALENDAR = Phrase(zh="✓ 工作日历（{country}）：{year}年有数据", en="✓ calendar ({country}): {year} is known")
NO_CALENDAR = Phrase(
    zh="⚠️ 工作日历（{country}）：{year}年没有数据，到时按周一至周五算；有公告后更新 holidays 或用“日历”改",
    en="⚠️ calendar ({country}): {year} is not known yet; Monday to Friday is used until holidays is updated or “calendar” corrects it",
)
OK_FONTS = Phrase(zh="✓ 字体：{n}个字形，图片里能写中文", en="✓ fonts: {n:glyph|glyphs}; pictures can be written on")
NO_FONTS = Phrase(
    zh="✗ 字体：图片上写不出字，周报和账单只能发文字；重新取一份 bot/fonts",
    en="✗ fonts: pictures stay empty, digests and bills go out as text; fetch bot/fonts again",
)
NOT_DRAWN = Phrase(
    zh="⚠️ 字体：{n}位成员的名字里有画不出的字（{characters}），有他们名字的图片改发文字",
    en="⚠️ fonts: {n:member has a name|members have names} with characters that cannot be drawn ({characters}); what shows them goes out as text",
)
PARKED = Phrase(
    zh="✗ 渠道 {channel}{room}：消息在等人处理：{mend}", en="✗ channel {channel}{room}: messages are parked: {mend}"
)
CHANNEL_ON = Phrase(zh="✓ 渠道 {name}：已配置", en="✓ channel {name}: configured")
CHANNEL_OFF = Phrase(zh="· 渠道 {name}：未开启", en="· channel {name}: off")
NO_CHANNEL = Phrase(
    zh="✗ 没有开启任何渠道：在 config.toml 里至少开一个", en="✗ no channel is on: turn on at least one in config.toml"
)
FOLDER = Phrase(
    zh="⚠️ 文件：这个数据库上有{n}个程序，文件在文件夹 {folder} 里，几台机器都要够得着它；没有共享文件夹就把 storage.files 写成 database",
    en="⚠️ files: {n:program is|programs are} on this database, and files are in the folder {folder}, which all their machines must reach; "
    "where none is shared write database for storage.files",
)
IN_MEMORY = Phrase(
    zh="· 巡查的刷屏和重复：记在内存里（{people}人、每人{messages}条），重启就忘，几个程序各记各的",
    en="· floods and copies: in memory ({messages:message|messages} each of up to {people:person|people}), lost on a restart, each program its own",
)
KEPT_FOR = Phrase(zh="· 保留：{what}，{days}天", en="· kept for {days:day|days}: {what}")
SEVERAL = 2
MOST_SHOWN = 20
"""Characters named in a line."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One check's result; `ok` is False where something would fail."""

    line: Line
    ok: bool = True


async def examine(settings: Settings) -> list[Finding]:
    """Every check, in the order a newcomer would ask."""
    found = [Finding(OK_CONFIG(owners=settings.bot.owners))]
    now = SystemClock().now()
    found += _database(settings, now)
    found += [Finding(EXPOSED(file=str(file)), ok=False) for file in exposed(settings)]
    found.append(_fonts())
    found += _calendar(settings, now)
    found += [Finding(KEPT_FOR(what=one.what, days=one.lasts(settings.storage.retention_days))) for one in KEPT]
    found.append(Finding(IN_MEMORY(people=PEOPLE, messages=MESSAGES)))
    return found + await _channels(settings)


def _database(settings: Settings, now: datetime) -> list[Finding]:
    try:
        engine = connect(settings.storage.url)
    except Exception as problem:
        return [Finding(WRONG(what=not_opened(problem, settings.storage.url)), ok=False)]
    try:
        if migrate.is_newer(engine):
            return [Finding(NEWER(), ok=False)]
        if not migrate.is_current(engine):
            migrate.check_rights(engine)
            return [Finding(BEHIND(), ok=False)]
        db = Db(engine)
        try:
            astray, open_camps = points.astray(db), len(camps.every(db))
            parked = troubles.pending(db)
            kept = {of_settings(camp.settings).country for camp in map(camp_of, camps.every(db)) if camp is not None}
            names = [member.name for camp in camps.every(db) for member in memberships.members(db, camp.camp_id)]
        finally:
            db.close()
        runs, reached = _runs(settings, engine), files(settings, engine)
    except migrate.MayNotCreate as problem:
        return [Finding(WRONG(what=may_not_create(problem)), ok=False)]
    finally:
        engine.dispose()
    kind = (
        f"{engine.dialect.name}, {open_camps} 营"
        if settings.bot.language == "zh"
        else f"{engine.dialect.name}, {open_camps} camps"
    )
    books = Finding(ASTRAY(n=len(astray)), ok=False) if astray else Finding(OK_LEDGER())
    return [
        Finding(OK_DATABASE(kind=kind)),
        runs,
        *reached,
        books,
        *_years(kept - {settings.bot.country}, settings, now),
        *_names(names),
        *_parked(settings, parked),
    ]


def _runs(settings: Settings, engine: Any) -> Finding:
    """Whether a bot runs over the database, and how it is."""
    try:
        with running_lock.stopped(engine):
            return Finding(NOT_RUNNING())
    except running_lock.InUse:
        works, line = asked(settings)
        return Finding(line, works)


def files(settings: Settings, engine: Any) -> list[Finding]:
    """Several programs find each other's files only in a folder they share, which nobody but the operator knows."""
    others = running_lock.programs(engine)
    if settings.storage.files == IN_DATABASE or others < SEVERAL:
        return []
    return [Finding(FOLDER(n=others, folder=str(settings.storage.files)))]


def _parked(settings: Settings, parked: Sequence[troubles.Trouble]) -> list[Finding]:
    """What only an operator can mend, of what the bot could not send."""
    if not parked:
        return []
    from bot.cli.channel_factory import channels

    known = {channel.name: channel for channel in channels(settings, "", SystemClock())}
    found = []
    for trouble in parked:
        if (channel := known.get(trouble.channel)) is None:
            continue
        mend = channel.mend(trouble.reason) if isinstance(channel, Mendable) else trouble.reason
        room = f" {trouble.room}" if trouble.room else ""
        found.append(Finding(PARKED(channel=trouble.channel, room=room, mend=mend), ok=False))
    return found


def _fonts() -> Finding:
    """Draws a word and looks whether there is anything to see."""
    try:
        works = _drawn("群学 85%") != _drawn("")
    except Exception:
        works = False
    return Finding(OK_FONTS(n=len(glyphs() | rare_glyphs()))) if works else Finding(NO_FONTS(), ok=False)


def _drawn(words: str) -> bytes:
    sheet = Drawing()
    sheet.heading(words or " ", " ")
    return sheet.png()


def _names(names: Sequence[str]) -> list[Finding]:
    """Members no picture can name; their digests and bills are sent all the same, in words."""
    missing = [(name, lacks) for name in dict.fromkeys(names) if (lacks := uncovered(name))]
    characters = "".join(dict.fromkeys("".join(lacks for _, lacks in missing)))[:MOST_SHOWN]
    return [Finding(NOT_DRAWN(n=len(missing), characters=characters))] if missing else []


def _calendar(settings: Settings, now: datetime) -> list[Finding]:
    local = now.astimezone(ZoneInfo(settings.bot.timezone))
    clock = OK_CLOCK(now=local.replace(tzinfo=None).isoformat(" ", "minutes"), zone=settings.bot.timezone)
    return [Finding(clock), *_years({settings.bot.country}, settings, now)]


def _years(countries: set[str], settings: Settings, now: datetime) -> list[Finding]:
    """Whether the workdays of this year and the next are known, of each of these countries."""
    this = now.astimezone(ZoneInfo(settings.bot.timezone)).year
    return [
        Finding((OK_CALENDAR if Calendar(country).known(year) else NO_CALENDAR)(country=country, year=str(year)))
        for country in sorted(filter(None, countries))
        for year in (this, this + 1)
    ]


async def _channels(settings: Settings) -> list[Finding]:
    sections = {name: getattr(settings.channels, name) for name in ("web", "telegram", "wecom", "wecom_bot", "wechat")}
    found = [Finding((CHANNEL_ON if section.on else CHANNEL_OFF)(name=name)) for name, section in sections.items()]
    if not any(section.on for section in sections.values()):
        found.append(Finding(NO_CHANNEL(), ok=False))
    if settings.channels.telegram.on:
        found += await _telegram(settings)
    return found + await _tencent(settings)


async def _tencent(settings: Settings) -> list[Finding]:
    """What WeCom and WeChat themselves say of each configured transport."""
    from bot.cli.channel_factory import plainly

    section = settings.channels
    asked = [(name, getattr(section, name)) for name in ("wecom", "wecom_bot", "wechat") if getattr(section, name).on]
    asked += [("wecom_group", hook) for hook in section.wecom_group]
    found: list[Finding] = []
    for name, keys in asked:
        check = import_module(f"bot.channels.{name}").check
        found += [Finding(line, works) for works, line in await asyncio.to_thread(check, **plainly(keys))]
    return found


async def _telegram(settings: Settings) -> list[Finding]:
    """What Telegram itself says of the token and of each group."""
    from bot.cli.channel_factory import telegram
    from storage.channels import telegram as groups

    channel = telegram(settings, SystemClock())
    engine = connect(settings.storage.url)
    db = Db(engine)
    try:
        known = groups.groups(db, channel.id)
    finally:
        db.close()
        engine.dispose()
    return [Finding(finding.line, finding.ok) for finding in await channel.examine(known)]
