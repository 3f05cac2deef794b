"""活动 月历: what a month holds, day by day, in words at once and as a picture."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Any

from bot.feature import Context, Line, Phrase, Refusal
from bot.membership import camp_by_id
from bot.parts import Picture
from bot.pictures import Drawing, NoGlyph
from handlers.events.settings import KINDS, feature
from scheduler.calendar import WEEKDAYS
from storage.connection import Db
from storage.events import events
from storage.events.events import Event
from storage.files import Files

MOST, DRAWN = 12, 8
"""Events that are named in words, and on a picture."""
TITLE = Phrase(zh="📘 {year}年{month}月活动（{n}场）", en="📘 Events in {month}/{year} ({n})")
HEADING = Phrase(zh="{year}年{month}月活动", en="Events in {month}/{year}")
UNDER = Phrase(zh="{camp}，{n}场", en="{camp}, {n:event|events}")
NONE = Phrase(zh="{year}年{month}月还没有安排活动。", en="Nothing is planned in {month}/{year}.")
DAY = Phrase(zh="{day.month}/{day.day} {weekday} {at:%H:%M}", en="{weekday} {day.month}/{day.day} {at:%H:%M}")
LINE = Phrase(zh="{day}　{title}{speaker}{off}", en="{day}  {title}{speaker}{off}")
SPEAKER = Phrase(zh="（{name}）", en=" ({name})")
OFF = Phrase(zh=" 已取消", en=" called off")
MORE = Phrase(zh="还有{n}场，看全部：活动", en="{n} more: event")
NO_MONTH = Phrase(zh="没看懂哪个月。试试：活动 月历 6月", en="I did not get the month. Try: event month 6")
ALT = Phrase(zh="{year}年{month}月的活动：{lines}", en="Events in {month}/{year}: {lines}")
FOOT = Phrase(zh="报名发：报名 V号", en="To sign up: signup V and its number")


def show(ctx: Context, words: str) -> None:
    """The words at once, where they were asked for; the picture follows."""
    first, last = _month(ctx.today, words)
    known = between(ctx.db, ctx.camp.id, first, last, ctx.zone)
    said = {"year": first.year, "month": first.month}
    if not known:
        raise Refusal(NONE(**said))
    lines = [_line(one, ctx.zone) for one in known[:MOST]]
    rest = [MORE(n=len(known) - MOST)] if len(known) > MOST else []
    ctx.reply(TITLE(**said, n=len(known)), *lines, *rest)
    ctx.task("events.month", first=first.isoformat(), last=last.isoformat(), language=ctx.language, camp=ctx.camp.id)


def _month(today: date, words: str) -> tuple[date, date]:
    """The first day of a month and of the one after it: this one, or the nearest of that number not half a year gone. Raises Refusal."""
    plain = words.strip().casefold()
    found = re.fullmatch(r"(?:(20\d\d)\s*[年/-]\s*)?(\d{1,2})\s*月?", plain)
    steps = {"": 0, "本月": 0, "这个月": 0, "下月": 1, "下个月": 1, "next": 1, "上月": -1, "上个月": -1, "last": -1}
    if plain in steps:
        place = today.year * 12 + today.month - 1 + steps[plain]
    elif found and 1 <= int(found[2]) <= 12:
        month = int(found[2])
        year = int(found[1]) if found[1] else today.year + (month < today.month - 6) - (month > today.month + 6)
        place = year * 12 + month - 1
    else:
        raise Refusal(NO_MONTH)
    return date(place // 12, place % 12 + 1, 1), date((place + 1) // 12, (place + 1) % 12 + 1, 1)


def between(db: Db, camp: int, first: date, last: date, zone: Any) -> list[Event]:
    """What begins from one day to before another, by the camp's clock."""
    return events.between(db, camp, datetime.combine(first, time(), zone), datetime.combine(last, time(), zone))


def _day(one: Event, zone: Any) -> Line:
    local = one.starts_at.astimezone(zone)
    return DAY(day=local.date(), weekday=WEEKDAYS[local.weekday()], at=local)


def _line(one: Event, zone: Any) -> Line:
    speaker = SPEAKER(name=one.speaker) if one.speaker else ""
    off: Phrase | str = OFF if one.cancelled_at else ""
    return LINE(day=_day(one, zone), title=f"V{one.id} {one.title}", speaker=speaker, off=off)


def sheet(camp_name: str, first: date, known: list[Event], zone: Any, language: str) -> Drawing:
    """The month on a card. Raises NoGlyph where its words cannot be drawn."""
    card = Drawing()
    said = {"year": first.year, "month": first.month}
    card.heading(HEADING(**said).to(language), UNDER(camp=camp_name, n=len(known)).to(language))
    pairs = []
    for one in known[:DRAWN]:
        speaker = SPEAKER(name=one.speaker).to(language) if one.speaker else ""
        off = OFF().to(language) if one.cancelled_at else ""
        name = one.title if one.kind == "other" else f"{one.title} · {KINDS[one.kind]().to(language)}"
        pairs.append((f"{_day(one, zone).to(language)}", f"{name}{speaker}{off}"))
    card.lines(pairs)
    foot = MORE(n=len(known) - DRAWN) if len(known) > DRAWN else FOOT()
    card.foot(foot.to(language))
    return card


@feature.task("month")
def month(reader: Db, files: Files, first: str, last: str, language: str, camp: int) -> list[dict[str, Any]]:
    known_camp = camp_by_id(reader, camp)
    begins = date.fromisoformat(first)
    known = between(reader, camp, begins, date.fromisoformat(last), known_camp.zone)
    try:
        card = sheet(known_camp.name, begins, known, known_camp.zone, language)
    except NoGlyph:
        return []
    lines = [_line(one, known_camp.zone) for one in known[:MOST]]
    alt = ALT(year=begins.year, month=begins.month, lines=lines).to(language)
    return [{"picture": files.put(card.png(), "month.png"), "size": list(card.size), "alt": alt}]


@feature.on("done:events.month")
def drawn(ctx: Context) -> None:
    for row in ctx.event.data["rows"]:
        ctx.reply(Picture(row["picture"], row["alt"], *row["size"]))
