"""彩排: what the camp would be told in the coming days and when, with what is too long, too much, or on a day off. Nothing is sent, and of
what is for one pair of eyes only its kind, moment, length and how many get it is said."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import groupby
from typing import Annotated, Any

from bot.arguments import Named
from bot.audience import Audience
from bot.documents.workbook import Workbook
from bot.feature import Context, Feature, Line, Phrase, Refusal, Role, Theme
from bot.message_kinds import KINDS, OTHER
from bot.parts import File
from bot.phrases import listed
from scheduler import calendar
from scheduler.calendar import DAY, Calendar
from storage.budget import PERSON as A_DAY_TO_ONE
from storage.budget import ROOM as A_DAY_IN_A_ROOM
from storage.connection import Db
from storage.files import Files

feature = Feature("rehearsal", Theme.CAMP)

LONGEST = 4096
"""Bytes one WeCom message carries; Telegram takes as many characters."""
IN_A_MINUTE = 20
"""Messages a minute in one group: Telegram's limit."""
EARLIEST, LATEST = time(7), time(22)
MOST_DAYS = 31
SHOWN = 12
STARTS, LONGEST_WORD = 40, 12
"""Characters shown of a message, and what is left out rather than cut in the middle."""

HOW_LONG = Phrase(zh="彩排1到{most}天。试试：彩排 7天", en="Rehearse 1 to {most:day|days}. Try: rehearse 7")
WORKING = Phrase(zh="📊 正在彩排接下来{n}天，什么都不会发出去。", en="📊 Rehearsing the next {n:day|days}; nothing is sent.")
RESULT = Phrase(
    zh="📊 彩排 {n}天（{first}–{last}）：群里{rooms}条，私聊{private}条（{people}人），提醒{warnings}处。什么都没有发出去。{lines}",
    en="📊 Rehearsed {n:day|days} ({first}–{last}): {rooms} in groups, {private} in private ({people:person|people}), "
    "{warnings:warning|warnings}. Nothing was sent.{lines}",
)
NOTHING = Phrase(zh="接下来{n}天没有要发的。", en="Nothing would go out in the next {n:day|days}.")
WARNING = Phrase(zh="\n⚠️ {at} {place}：{what}", en="\n⚠️ {at} {place}: {what}")
COMING = Phrase(zh="\n· {at} {place}｜{words}", en="\n· {at} {place} | {words}")
MORE = Phrase(zh="\n…其余{n}条在表格里", en="\n… {n} more in the workbook")
TOO_LONG = Phrase(zh="{bytes}字节，超过{most}", en="{bytes:byte|bytes}, over {most}")
DAY_OFF = Phrase(zh="{day}是休息日", en="{day} is a day off")
AT_NIGHT = Phrase(zh="在{first:%H:%M}–{last:%H:%M}以外", en="outside {first:%H:%M}–{last:%H:%M}")
TOO_MANY = Phrase(zh="当天第{n}条，预算{most}条", en="number {n} that day, the budget is {most}")
TOO_FAST = Phrase(zh="一分钟内第{n}条，平台限{most}条", en="number {n} within a minute, the platform takes {most}")
UNREACHED = Phrase(zh="没私聊过小助，送不到", en="never wrote to the bot in private, cannot be reached")
NAME = Phrase(zh="彩排-{first}-{n}天.xlsx", en="rehearsal-{first}-{n}-days.xlsx")
HEADS = Phrase(zh="时间 对象 方式 字节 提醒 内容", en="When To How Bytes Warnings Words")
PLACE = Phrase(zh="{how} {to}", en="{how} {to}")
PEOPLE = Phrase(zh="{n}人", en="{n:person|people}")
ROOM = Phrase(zh="群", en="group")
PRIVATE = Phrase(zh="私聊", en="private")
EDIT = Phrase(zh="改前一条", en="edit")


@dataclass(frozen=True, slots=True)
class Cue:
    """One message of the rehearsal, its moment on the camp's clock, and what there is to say against it."""

    at: datetime
    place: str
    direct: bool
    words: str
    edits: bool = False
    reached: bool = True
    warnings: tuple[Line, ...] = ()
    feature: str = ""


@feature.command(
    "彩排",
    "rehearse",
    help=Phrase(
        zh="接下来几天会发什么、发给谁、几点，什么都不真发。", en="What would go out in the coming days; nothing is sent."
    ),
    by=Role.MANAGER,
    examples=["彩排 7天", "彩排 3天", "rehearse 7"],
)
def rehearse(ctx: Context, days: Annotated[str, Named("天数", "days")] = "7天") -> None:
    found = re.fullmatch(r"(\d{1,3})\s*(?:天|日|d|days?)?", days.strip())
    if not found or not 1 <= int(found[1]) <= MOST_DAYS:
        raise Refusal(HOW_LONG(most=MOST_DAYS))
    ctx.reply(WORKING(n=int(found[1])), audience=Audience.MANAGERS)
    ctx.task(
        "rehearsal.run",
        camp=ctx.camp.id,
        days=int(found[1]),
        start=ctx.now.isoformat(),
        bot_name=ctx.router.name,
        language=ctx.default_language,
        timezone=str(ctx.default_zone),
        reader_language=ctx.language,
        zone=str(ctx.zone),
        settings={key: value for key, value in ctx.camp.settings.items() if key.startswith("calendar.")},
    )


@feature.task("run", by=Role.MANAGER)
def run(
    reader: Db,
    camp: int,
    days: int,
    start: str,
    bot_name: str,
    language: str,
    timezone: str,
    reader_language: str,
    zone: str,
    settings: dict[str, Any],
    files: Files,
) -> list[Any]:
    """The summary in words, and everything as a workbook."""
    from bot import rehearsal
    from bot.membership import zone as zone_of

    begun = datetime.fromisoformat(start)
    said = rehearsal.rehearse(reader, camp, start=begun, days=days, name=bot_name, language=language, timezone=timezone)
    here = zone_of(zone)
    cues = judged(
        [
            Cue(one.at.astimezone(here), one.place, one.direct, one.words, one.edits, one.reached, feature=one.feature)
            for one in said
        ],
        calendar.of_settings(settings),
    )
    first = begun.astimezone(here).date()
    row: dict[str, Any] = {"words": summary(cues, first, days, reader_language)}
    if cues:
        content, name = workbook(cues, reader_language), NAME(first=first.isoformat(), n=days).to(reader_language)
        row |= {"file": files.put(content, "rehearsal.xlsx"), "name": name, "size": len(content)}
    return [row]


@feature.on("done:rehearsal.run")
def show(ctx: Context) -> None:
    for row in ctx.event.data["rows"]:
        ctx.reply(
            row["words"], *([File(row["file"], row["name"], row["size"])] if "file" in row else []), audience=Audience.PERSON
        )


# ── what there is to say against a message ───────────────────────────────────────────────────────────────────────────


def judged(cues: Sequence[Cue], known: Calendar) -> list[Cue]:
    """The messages with their warnings; they are in order."""
    a_day: Counter[tuple[str, bool, date]] = Counter()
    a_minute: Counter[tuple[str, datetime]] = Counter()
    found = []
    for cue in cues:
        day, minute = (cue.place, cue.direct, cue.at.date()), (cue.place, cue.at.replace(second=0, microsecond=0))
        a_day[day] += not cue.edits
        a_minute[minute] += 1
        found.append(
            Cue(
                cue.at,
                cue.place,
                cue.direct,
                cue.words,
                cue.edits,
                cue.reached,
                tuple(_warnings(cue, known, 0 if cue.edits else a_day[day], a_minute[minute])),
                cue.feature,
            )
        )
    return found


def _warnings(cue: Cue, known: Calendar, of_the_day: int, of_the_minute: int) -> list[Line]:
    found = []
    size, budget = len(cue.words.encode()), A_DAY_TO_ONE if cue.direct else A_DAY_IN_A_ROOM
    if size > LONGEST:
        found.append(TOO_LONG(bytes=size, most=LONGEST))
    if not known.is_workday(cue.at.date()):
        found.append(DAY_OFF(day=known.label(cue.at.date())))
    if not EARLIEST <= cue.at.time() <= LATEST:
        found.append(AT_NIGHT(first=EARLIEST, last=LATEST))
    if of_the_day > budget:
        found.append(TOO_MANY(n=of_the_day, most=budget))
    if not cue.direct and of_the_minute > IN_A_MINUTE:
        found.append(TOO_FAST(n=of_the_minute, most=IN_A_MINUTE))
    if not cue.reached:
        found.append(UNREACHED())
    return found


# ── telling ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class RehearsalEntry:
    """A line of the rehearsal as a manager may read it: a message to a room in its words, or what several people are told privately at one
    moment by its kind; `sizes` are bytes, least and most."""

    at: datetime
    to: Line | str
    how: Phrase
    sizes: tuple[int, int]
    warnings: tuple[Line, ...]
    words: str | Phrase


def entries(cues: Sequence[Cue]) -> list[RehearsalEntry]:
    """The messages in order, the private ones of a minute and kind together and without names or words."""
    found: list[RehearsalEntry] = []
    for (private, minute, kind, _), some in groupby(sorted(cues, key=_together), _together):
        alike = list(some)
        if not private:
            found += [_in_the_open(cue) for cue in alike]
            continue
        sizes = [len(cue.words.encode()) for cue in alike]
        warnings = tuple({line.to("zh"): line for cue in alike for line in cue.warnings}.values())
        people = PEOPLE(n=len({cue.place for cue in alike}))
        how = EDIT if alike[0].edits else PRIVATE
        found.append(RehearsalEntry(minute, people, how, (min(sizes), max(sizes)), warnings, KINDS.get(kind, OTHER)))
    return sorted(found, key=lambda entry: entry.at)


def _together(cue: Cue) -> tuple[bool, datetime, str, bool]:
    return cue.direct, cue.at.replace(second=0, microsecond=0), cue.feature, cue.edits


def _in_the_open(cue: Cue) -> RehearsalEntry:
    size = len(cue.words.encode())
    return RehearsalEntry(cue.at, cue.place, EDIT if cue.edits else ROOM, (size, size), cue.warnings, cue.words)


def summary(cues: Sequence[Cue], first: date, days: int, language: str) -> str:
    """Warnings first, then what comes next."""
    if not cues:
        return NOTHING(n=days).to(language)
    coming = entries(cues)
    lines = [
        WARNING(at=_moment(entry.at), place=_place(entry), what=list(line.to(language) for line in entry.warnings))
        for entry in [entry for entry in coming if entry.warnings][: SHOWN // 2]
    ]
    lines += [
        COMING(at=_moment(entry.at), place=_place(entry), words=_start(_words(entry, language)))
        for entry in coming[: SHOWN - len(lines)]
    ]
    more = MORE(n=len(coming) - SHOWN).to(language) if len(coming) > SHOWN else ""
    private = [cue for cue in cues if cue.direct]
    last = first + (days - 1) * DAY
    return RESULT(
        n=days,
        first=f"{first.month}/{first.day}",
        last=f"{last.month}/{last.day}",
        rooms=len(cues) - len(private),
        private=len(private),
        people=len({cue.place for cue in private}),
        warnings=sum(len(cue.warnings) for cue in cues),
        lines="".join(line.to(language) for line in lines) + more,
    ).to(language)


def workbook(cues: Sequence[Cue], language: str) -> bytes:
    """Every message: those to rooms in full, the private ones by their kind."""
    book = Workbook()
    book.add("", HEADS().to(language).split(), (_cells(entry, language) for entry in entries(cues)))
    return book.saved()


def _cells(entry: RehearsalEntry, language: str) -> list[Any]:
    least, most = entry.sizes
    to = entry.to if isinstance(entry.to, str) else entry.to.to(language)
    warnings = listed((line.to(language) for line in entry.warnings), language)
    size = least if least == most else f"{least}–{most}"
    return [f"{entry.at:%Y-%m-%d %H:%M}", to, entry.how().to(language), size, warnings, _words(entry, language)]


def _words(entry: RehearsalEntry, language: str) -> str:
    return entry.words if isinstance(entry.words, str) else entry.words().to(language)


def _moment(at: datetime) -> str:
    return f"{at.month}/{at.day} {at:%H:%M}"


def _place(entry: RehearsalEntry) -> Line:
    return PLACE(how=PRIVATE if isinstance(entry.to, Line) else ROOM, to=entry.to)


def _start(words: str) -> str:
    """The first line, or as much of it as says what it is."""
    line = words.split("\n", 1)[0]
    if len(line) <= STARTS:
        return line
    whole, _, cut = line[:STARTS].rpartition(" ")
    return f"{whole if len(cut) < LONGEST_WORD and whole else line[:STARTS]}…"
