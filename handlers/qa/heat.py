"""热度: which answers people looked at, opened and used this week, what the week was about, and whose answers they were."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Annotated

from bot.arguments import Named
from bot.fact_rows import FactRow, FactRows
from bot.feature import Asker, Context, Late, Page, Phrase, Refusal
from handlers.qa.codes import title
from handlers.qa.settings import feature
from scheduler.calendar import week_of
from scheduler.rhythm import Weekly
from storage import archive, heat
from storage.archive import Entry
from storage.connection import Db
from storage.heat import Warmth

BOARD = Phrase(
    zh="🔥 知识热度 {first.month}/{first.day}–{last.month}/{last.day}",
    en="🔥 Hottest answers {first:%b} {first.day} – {last:%b} {last.day}",
)
PLACE = Phrase(zh="{n} {code}", en="{n} {code}")
VIEWS = Phrase(zh="看{n}", en="seen {n}")
OPENS = Phrase(zh="打开{n}", en="opened {n}")
USES = Phrase(zh="用上{n}", en="used {n}")
TOPICS = Phrase(zh="话题", en="Topics")
AUTHORS = Phrase(zh="作者：{authors}", en="authors: {authors}")
COUNTS, COUNTS_BY = Phrase(zh="{counts}", en="{counts}"), Phrase(zh="{counts}；{author}", en="{counts}; {author}")
CREDIT = Phrase(zh="{name} {heat}", en="{name} {heat}")
COLD = Phrase(
    zh="这一周还没有人看过档案里的答案。试试：搜 报价 高",
    en="Nobody has looked at an archived answer that week. Try: search price too high",
)
WRONG_WEEK = Phrase(zh="看哪一周？试试：热度，或 热度 上周", en="Which week? Try: heat, or heat last")
LAST_WEEK = {"上周", "上星期", "last", "last week"}
THIS_WEEK = {"", "本周", "这周", "week"}
SHOWN, FURTHER, MOST_TOPICS, MOST_AUTHORS = 3, 10, 3, 3
TITLE = 16


@dataclass(frozen=True, slots=True)
class Board:
    """A week's answers, the hottest first, each with its entry."""

    first: date
    last: date
    warm: tuple[tuple[Warmth, Entry], ...]


def look(reader: Db, asker: Asker, week: str = "") -> Board:
    """The week that is meant. Raises Refusal."""
    word = week.strip().casefold()
    if word not in LAST_WEEK | THIS_WEEK:
        raise Refusal(WRONG_WEEK)
    return board(reader, asker.camp.id, asker.today - timedelta(days=7 * (word in LAST_WEEK)), asker.today)


def board(db: Db, camp: int, day: date, today: date) -> Board:
    """The week of a day, as far as it has come."""
    first, last = week_of(day)
    last = min(last, today)
    ranked = heat.ranking(heat.counts(db, camp, first, last), last)
    return Board(first, last, tuple((one, archive.get(db, one.entry)) for one in ranked))


def topics(warm: Sequence[tuple[Warmth, Entry]]) -> list[tuple[str, int]]:
    """(tag, people who saw, opened or used an entry with it), the most first."""
    count: Counter[str] = Counter()
    for one, entry in warm:
        for tag in entry.tags:
            count[tag] += one.views + one.opens + one.uses
    return sorted(count.items(), key=lambda item: (-item[1], item[0]))


def authors(warm: Sequence[tuple[Warmth, Entry]]) -> list[tuple[str, float]]:
    """(author, the heat of their entries), the most first; an entry nobody signed is nobody's."""
    credit: dict[str, float] = {}
    for one, entry in warm:
        if entry.author:
            credit[entry.author] = credit.get(entry.author, 0.0) + one.heat
    return sorted(credit.items(), key=lambda item: (-item[1], item[0]))


@feature.command(
    "热度",
    "heat",
    help=Phrase(zh="这周哪些答案最有用，话题和作者。", en="This week's most useful answers, topics and authors."),
    examples=["热度", "热度 上周", "heat"],
    look=look,
)
def heat_board(ctx: Context, week: Annotated[str, Named("哪一周", "week")] = "", *, found: Board) -> None:
    if not found.warm:
        raise Refusal(COLD)
    ctx.say_page("week", _page(found), last=found.last.isoformat())


def _page(found: Board) -> Page:
    """The first of them, with what the week was about."""
    return Page.cut(shown(found), after=0, most=SHOWN, of=len(found.warm))


@feature.paged("week")
def _following(ctx: Context, after: int, last: str) -> Page:
    """The next ones of the week that ended, or stood, on a day."""
    day = date.fromisoformat(last)
    ranked = heat.ranking(heat.counts(ctx.db, ctx.camp.id, week_of(day)[0], day), day)
    rows = [_row(n, one, archive.get(ctx.db, one.entry)) for n, one in enumerate(ranked[after : after + FURTHER], after + 1)]
    return Page.cut(FactRows.of(*rows), after=after, most=FURTHER, of=len(ranked))


@feature.every(lambda camp: Weekly(0, time(9), on_rest_day="next_workday"), name="heat", late=Late.within(timedelta(hours=9)))
def tell_rooms(ctx: Context, due_at: datetime) -> None:
    """Last week's, on Monday; nothing where nobody looked at anything."""
    today = ctx.local(due_at).date()
    found = board(ctx.db, ctx.camp.id, today - timedelta(days=7), today)
    for room in ctx.rooms() if found.warm else []:
        ctx.post_within_budget(room, shown(found))


def shown(found: Board) -> FactRows:
    """The board in at most five lines."""
    places = [_row(n, one, entry) for n, (one, entry) in enumerate(found.warm[:SHOWN], 1)]
    about = [f"{tag} {n}" for tag, n in topics(found.warm)[:MOST_TOPICS]]
    whose = [CREDIT(name=name, heat=round(credit)) for name, credit in authors(found.warm)[:MOST_AUTHORS]]
    last = FactRow(TOPICS, about or "—", AUTHORS(authors=whose) if whose else "") if about or whose else None
    return FactRows.of(*places, last, title=BOARD(first=found.first, last=found.last))


def _row(n: int, one: Warmth, entry: Entry) -> FactRow:
    counts = [phrase(n=number) for phrase, number in ((VIEWS, one.views), (OPENS, one.opens), (USES, one.uses)) if number]
    said = COUNTS_BY(counts=counts, author=entry.author) if entry.author else COUNTS(counts=counts)
    return FactRow(PLACE(n=n, code=entry.code), title(entry.question)[:TITLE], said)
