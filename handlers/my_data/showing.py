"""我的数据: all that is kept about whoever asks, in every camp, as a workbook in their own words, to them alone."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.audience import Audience
from bot.documents.workbook import Workbook
from bot.feature import Context, Feature, Phrase, Role, Theme
from bot.parts import File, decode, plain
from bot.personal_data import KeptRows, ShownColumn
from bot.phrases import listed
from handlers.my_data.settings import feature
from storage import people, personal_data
from storage.connection import Db
from storage.files import Files

ABOUT = Phrase(zh="说明", en="About")
FILE = Phrase(zh="我的数据 {day:%Y-%m-%d}.xlsx", en="my data {day:%Y-%m-%d}.xlsx")
CAMP = Phrase(zh="营", en="Camp")
YES, NO = Phrase(zh="是", en="yes"), Phrase(zh="否", en="no")
SO_MANY = Phrase(zh="{title}：{n}条", en="{title}: {n}")
NOTHING = Phrase(zh="没有记录", en="nothing")
HIDDEN = Phrase(zh="（内容是程序用的）", en="(for the program alone)")
INTRODUCTION = Phrase(
    zh="这是小助记着的、和“{name}”有关的全部内容，所有的营都在里面。每一页是一类。\n"
    "里面没有别人的个人信息。匿名投的票、给微课打的分和谁都连不上，所以不在里面：只有“参加过”。\n"
    "你设的时区：{zone}；语言：{language}；安静时段：{quiet}。\n"
    "要删掉这些，私聊发：删除我的数据",
    en="This is all I keep about “{name}”, from every camp. Each sheet is one kind.\n"
    "Nobody else's personal data is in it. Anonymous ballots and scores of lessons are linked to nobody and so not here: only that you took part.\n"
    "Your time zone: {zone}; language: {language}; quiet hours: {quiet}.\nTo have it deleted, send me in private: forgetme",
)
NOT_SET = Phrase(zh="没有设", en="not set")


@feature.command(
    "我的数据",
    "mydata",
    help=Phrase(zh="我记着的和你有关的一切，做成文件私聊发你。", en="All I keep about you, as a file in private."),
    by=Role.ANYONE,
    examples=["我的数据", "mydata"],
    asked={
        r"(?:导出|下载|拿|要|看看?|查)(?:一下)?我的?(?:所有|全部|个人)?的?(?:数据|资料)": "",
        r"你(?:们)?(?:都)?(?:存|记|留|收集|知道)了?我(?:的)?(?:什么|哪些)(?:数据|信息|资料)?": "",
        r"(?:export|download|show) (?:all )?my data|what do you (?:know|keep|store) (?:about|of) me": "",
    },
    private=True,
)
def show(ctx: Context) -> None:
    ctx.task("my_data.collect", person=ctx.person.id, language=ctx.language, zone=str(ctx.zone), day=ctx.today.isoformat())
    ctx.promise()


@feature.on("done:my_data.collect")
def collected(ctx: Context) -> None:
    for row in ctx.event.data["rows"]:
        ctx.reply(File(row["file"], row["name"], row["size"]), audience=Audience.PERSON)


# ── in the worker ────────────────────────────────────────────────────────────────────────────────────────────────────


class LeftOut:
    """Stands for any value of a sentence, whatever form the sentence gives it: a count, a sum with its sign, an instant."""

    def __format__(self, form: str) -> str:
        return "…"

    def __str__(self) -> str:
        return "…"

    def __getattr__(self, name: str) -> LeftOut:
        return self

    def __getitem__(self, key: object) -> LeftOut:
        return self


@dataclass(frozen=True, slots=True)
class InWords:
    """How values read to one person: their language, their clock, and what features call their codes."""

    language: str
    zone: ZoneInfo
    registered: Mapping[str, Mapping[str, Phrase]]

    def cell(self, value: Any, shown: Phrase | ShownColumn) -> Any:
        """One value in words; a code nobody names any more is left out."""
        if isinstance(shown, ShownColumn):
            words = self.registered.get(shown.registered) or shown.words or {}
            return words[value]().to(self.language) if value in words and not words[value].fields else self.act(value, words)
        return self.plain(value)

    def act(self, value: Any, words: Mapping[str, Phrase]) -> str:
        """What was done, with nobody else's name in it."""
        if value not in words:
            return "" if value is None else HIDDEN().to(self.language)
        return words[value](**dict.fromkeys(words[value].fields, LeftOut())).to(self.language)

    def plain(self, value: Any) -> Any:
        match value:
            case None:
                return ""
            case bool():
                return (YES if value else NO)().to(self.language)
            case datetime():
                return f"{value.astimezone(self.zone):%Y-%m-%d %H:%M}"
            case date():
                return value.isoformat()
            case dict():
                return listed(_flat(value.values()), self.language)
            case list():
                return listed(_flat(value), self.language)
        return value


def _flat(values: Iterable[Any]) -> Iterator[str]:
    """The texts and numbers in a value that has some in others."""
    for value in values:
        if isinstance(value, dict):
            yield from _flat(value.values())
        elif isinstance(value, list):
            yield from _flat(value)
        elif value not in (None, "", True, False):
            yield str(value)


@feature.task("collect")
def collect(
    reader: Db, person: int, language: str, zone: str, day: str, files: Files, features: Sequence[Feature]
) -> list[dict[str, Any]]:
    """The workbook, kept in the store: its file, name and size in bytes."""
    reasons = {reason.code: reason.name for one in features for reason in one.reasons}
    acts = {act.code: act.sentence for one in features for act in one.acts}
    reading = InWords(language, ZoneInfo(zone), {"reason": reasons, "act": acts})
    book, counts = Workbook(), list[str]()
    sheets = [(theme, [kept for one in features if one.theme is theme for kept in one.kept]) for theme in Theme]
    found = {id(kept): _rows(reader, kept, person, reading) for _, some in sheets for kept in some}
    for _, some in sheets:
        counts += [SO_MANY(title=kept.title, n=len(found[id(kept)])).to(language) for kept in some if found[id(kept)]]
    book.add_lines(ABOUT().to(language), [_introduction(reader, person, language), *counts])
    for theme, some in sheets:
        lines = [line for kept in some if found[id(kept)] for line in _section(kept, found[id(kept)], language)]
        if lines:
            book.add(theme.value().to(language), (), lines)
    content, name = book.saved(), FILE(day=date.fromisoformat(day)).to(language)
    return [{"file": files.put(content, name), "name": name, "size": len(content)}]


def _introduction(reader: Db, person: int, language: str) -> str:
    known = people.find(reader, person)
    assert known is not None
    settings = {"zone": known.timezone, "language": known.language, "quiet": known.quiet}
    return INTRODUCTION(name=known.name, **{name: value or NOT_SET for name, value in settings.items()}).to(language)


def _rows(reader: Db, kept: KeptRows, person: int, reading: InWords) -> list[list[Any]]:
    columns = list(kept.shows)
    rows = personal_data.rows(reader, kept.table, kept.by, columns, person)
    return [
        [row[0] or "", *(_worded(reading, name, row[place], kept.shows[name]) for place, name in enumerate(columns, 1))]
        for row in rows
    ]


def _worded(reading: InWords, name: str, value: Any, shown: Phrase | ShownColumn) -> Any:
    if name == "parts":
        return plain(decode(value))
    if isinstance(value, str) and value[:1] in "{[" and name in ("kept", "payload", "detail"):
        value = json.loads(value)
    return reading.cell(value, shown)


def _section(kept: KeptRows, rows: list[list[Any]], language: str) -> Iterator[list[Any]]:
    """A title, the heads, the rows, and a line that is empty."""
    yield [kept.title().to(language)]
    labels = [shown.label if isinstance(shown, ShownColumn) else shown for shown in kept.shows.values()]
    yield [CAMP().to(language), *(label().to(language) for label in labels)]
    yield from rows
    yield []
