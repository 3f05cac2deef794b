"""活动 V3 日历: one event as a file to add; 活动 日历: an address a calendar follows, with all one has a seat at, withdrawn at any time."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any

from bot.audience import Audience
from bot.documents.calendar_file import CalendarEntry, calendar_file
from bot.feature import Context, Phrase
from bot.host_screen import digest_of
from bot.membership import camp_by_id
from bot.parts import File
from bot.public_page import PublicAnswer, PublicRequest
from bot.web_links import notes_on
from handlers.events.settings import feature
from storage.connection import Db
from storage.events import events, feeds
from storage.events.events import Event
from storage.files import Files

KEPT = timedelta(days=92)
"""How long after its day an event stands in a calendar that follows us."""
SPEAKER = Phrase(zh="讲者：{name}", en="Speaker: {name}")
CALLED_OFF = Phrase(zh="已取消：{title}", en="Called off: {title}")
FOLLOW = Phrase(
    zh="把这个地址加到手机日历的“订阅”里，报名的活动会自己出现、改期、取消。知道地址的人就能看，别转发：\n{link}\n收回：活动 日历 收回",
    en="Add this address to your calendar as a subscription: what you sign up for appears, moves and is called off by itself. Whoever has "
    "the address can read it, so keep it:\n{link}\nTo withdraw it: event feed revoke",
)
WITHDRAWN = Phrase(
    zh="✅ 日历地址收回了，旧地址打不开了。", en="✅ The calendar address is withdrawn; it shows nothing any more."
)
NONE = Phrase(zh="你没有日历地址。要一个：活动 日历", en="You have no calendar address. To get one: event feed")


def entry(one: Event, language: str) -> CalendarEntry:
    """An event in a reader's words; its UID is the same for every version of it."""
    lines = [SPEAKER(name=one.speaker).to(language)] if one.speaker else []
    return CalendarEntry(
        f"event-{one.id}.camp-{one.camp}@qunxue",
        CALLED_OFF(title=one.title).to(language) if one.cancelled_at else one.title,
        one.starts_at,
        one.minutes,
        one.sequence,
        one.cancelled_at is not None,
        one.place,
        one.link,
        "\n".join([*lines, *([one.brief] if one.brief else [])]),
    )


def send(ctx: Context, one: Event) -> None:
    """The file of one event, to whoever asks."""
    ctx.task("events.ics", number=one.id, language=ctx.language, now=ctx.now.isoformat())


@feature.task("ics")
def ics(reader: Db, files: Files, number: int, language: str, now: str) -> list[dict[str, Any]]:
    one = events.by_number(reader, number)
    if one is None:
        return []
    content = calendar_file(one.title, [entry(one, language)], now=datetime.fromisoformat(now)).encode()
    return [{"file": files.put(content, "event.ics"), "name": f"V{one.id}.ics", "size": len(content)}]


@feature.on("done:events.ics")
def made(ctx: Context) -> None:
    for row in ctx.event.data["rows"]:
        ctx.reply(File(row["file"], row["name"], row["size"]), audience=Audience.PERSON)


def follow(ctx: Context, words: str) -> None:
    """A new address, the only one from now on; 收回 ends it."""
    if words.strip() in ("收回", "作废", "revoke"):
        gone = feeds.revoke(ctx.db, ctx.member.id, at=ctx.now)
        ctx.reply(WITHDRAWN if gone else NONE, audience=Audience.PERSON)
        return
    token = secrets.token_urlsafe(24)
    feeds.make(ctx.db, ctx.member.id, digest_of(token), at=ctx.now)
    link = f"{ctx.public_url}/calendar/{token}.ics"
    ctx.reply(FOLLOW(link=link), *notes_on(link), audience=Audience.PERSON)


@feature.public("/calendar/{token}.ics")
def feed(reader: Db, asked: PublicRequest) -> PublicAnswer:
    """What whoever the address is of has a seat at; nothing is said of an address that does not stand."""
    owner = feeds.whose(reader, digest_of(asked.parts["token"]))
    if owner is None:
        return PublicAnswer("", 404, "text/plain")
    camp = camp_by_id(reader, owner.camp)
    known = [entry(one, camp.language) for one in feeds.signed(reader, owner.member, asked.now - KEPT)]
    return PublicAnswer(calendar_file(camp.name, known, now=asked.now), kind="text/calendar; charset=utf-8")
