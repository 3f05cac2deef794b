"""我的记录: what somebody learned here, counted and as a file to take along, to them alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any

from bot.arguments import Named
from bot.audience import Audience
from bot.fact_rows import FactRow, FactRows
from bot.feature import Camp, Context, Phrase, Refusal
from bot.figures import short
from bot.file_kind import CSV, XLSX, FileFormat, format_apart, format_called
from bot.learning_record import ActivityType, Did, Learned, learned
from bot.membership import camp_by_id
from bot.parts import File
from bot.record_kind import home_of, stretch_of
from handlers.records import tables
from handlers.records.settings import feature
from handlers.records.statements import line
from handlers.records.wording import called
from handlers.records.xapi import JSONL, course_of
from scheduler.when import parse_past_days
from storage.connection import Db
from storage.files import Files

FORMATS = (XLSX, CSV, JSONL)
TITLE = Phrase(zh="📘 {name}的学习记录", en="📘 {name}: learning record")
TITLE_OF = Phrase(
    zh="📘 {name}的学习记录 {first.month}/{first.day}–{last.month}/{last.day}",
    en="📘 {name}: learning record, {first:%b} {first.day} – {last:%b} {last.day}",
)
FILE = Phrase(zh="我的记录", en="my record")
NOTHING = Phrase(
    zh="这段时间还没有你的学习记录。学一节微课、答一道题就有了。", en="There is no record of yours from that time yet."
)
NO_DAYS = Phrase(zh="没看懂“{words}”是哪几天。试试：我的记录 5/6-5/9", en="“{words}” are no days. Try: myrecord 5/6-5/9")
NO_FORMAT = Phrase(zh="没有“{word}”这种格式，可以用：{formats}。", en="There is no format “{word}”; there are: {formats}.")
WHEN, WHAT = Phrase(zh="日期", en="day"), Phrase(zh="名称", en="what")
TYPE, DID = Phrase(zh="种类", en="kind"), Phrase(zh="结果", en="result")
SCORE, SECONDS = Phrase(zh="得分（百分）", en="score of 100"), Phrase(zh="用时（秒）", en="seconds")
HEADS = (WHEN, TYPE, WHAT, DID, SCORE, SECONDS)


@feature.command(
    "我的记录",
    "myrecord",
    help=Phrase(
        zh="你在本营学了什么，做成文件私聊发你带走；可选日期和格式：我的记录 5/6-5/9 格式=xapi",
        en="What you learned in this camp, as a file in private to take along; of some days: myrecord 5/6-5/9 format=xapi",
    ),
    asked={
        r"(?:导出|下载|给我|看看?|查查?|要)?(?:一下)?我的(?:学习)?(?:记录|档案)|我?(?:都)?学(?:过|了)(?:什么|哪些)": "",
        r"(?:export |show |get )?my (?:learning )?records?|what (?:have i|did i) learn(?:ed|t)?": "",
    },
    examples=["我的记录", "我的记录 5/6-5/9", "我的记录 格式=xapi", "myrecord", "myrecord format=csv"],
)
def my_record(
    ctx: Context,
    words: Annotated[str, Named("日期", "days")] = "",
    *,
    format: Annotated[str, Named("格式", "format")] = "",
) -> None:
    if not format:
        words, format = format_apart(FORMATS, words)
    days = parse_past_days(words.strip(), ctx.today) if words.strip() else None
    if words.strip() and days is None:
        raise Refusal(NO_DAYS(words=words.strip()[:24]))
    wanted = format_called(FORMATS, format)
    if wanted is None:
        raise Refusal(NO_FORMAT(word=format[:24], formats=[one.name for one in FORMATS]))
    ctx.promise()
    ctx.task(
        "records.mine",
        camp=ctx.camp.id,
        member=ctx.member.id,
        name=ctx.person.name,
        days=None if days is None else [day.isoformat() for day in days],
        today=ctx.today.isoformat(),
        format=wanted.name,
        language=ctx.language,
    )


# ── in the worker ────────────────────────────────────────────────────────────────────────────────────────────────────


@feature.task("mine")
def mine(
    reader: Db,
    files: Files,
    secret: bytes,
    camp: int,
    member: int,
    days: list[str] | None,
    today: str,
    format: str,
    language: str,
    **rest: Any,
) -> list[Any]:
    """[file, name, bytes, [[did, type, how often], …]]; nothing where there is no record."""
    in_camp, wanted = camp_by_id(reader, camp), next(one for one in FORMATS if one.name == format)
    between = None if days is None else (date.fromisoformat(days[0]), date.fromisoformat(days[1]))
    stretch = stretch_of(in_camp, between, date.fromisoformat(today), member)
    facts = list(learned(reader, in_camp, stretch))
    if not facts:
        return []
    content = _content(in_camp, facts, wanted, language, home_of(secret))
    name = FILE().to(language) + wanted.ending
    counts = Counter((fact.did.name, fact.what.type.name) for _, fact in facts)
    told = [[did, kind, n] for (did, kind), n in sorted(counts.items())]
    return [[files.put(content, name), name, len(content), told]]


def _content(camp: Camp, facts: list[tuple[str, Learned]], wanted: FileFormat, language: str, home: str) -> bytes:
    if wanted is JSONL:
        within = course_of(camp)
        return b"".join(line(home, within, camp.language, source, fact, with_key=False) for source, fact in facts)
    heads = [head().to(language) for head in HEADS]
    rows = _rows(camp, sorted((fact for _, fact in facts), key=lambda fact: fact.at), language)
    return tables.written(wanted, FILE().to(language), heads, rows, [WHAT().to(language)])


def _rows(camp: Camp, facts: list[Learned], language: str) -> Iterator[list[Any]]:
    for fact in facts:
        name = fact.what.name
        yield [
            fact.at.astimezone(camp.zone).date(),
            fact.what.type.word().to(language),
            name if isinstance(name, str) else name[language],
            fact.did.word().to(language),
            None if fact.score is None else float(short(fact.score * 100)),
            None if fact.took_ms is None else round(fact.took_ms / 1000),
        ]


@feature.on("done:records.mine")
def hand_over(ctx: Context) -> None:
    payload, rows = ctx.event.data["payload"], ctx.event.data["rows"]
    if not rows:
        ctx.reply(NOTHING, audience=Audience.PERSON)
        return
    file, name, size, told = rows[0]
    days = payload["days"]
    title = TITLE(name=payload["name"])
    if days is not None:
        title = TITLE_OF(name=payload["name"], first=date.fromisoformat(days[0]), last=date.fromisoformat(days[1]))
    counts = [FactRow(called(Did[did], ActivityType[kind]), str(n)) for did, kind, n in told]
    ctx.reply(FactRows.of(*counts, title=title), File(file, name, size), audience=Audience.PERSON)
