"""Knowledge: the archive's entries with a filter, the pairs that may ask the same side by side, and what was looked at; an entry is behind its number."""

from __future__ import annotations

from bot.desk_page import (
    UNDO,
    Blank,
    Block,
    CellKind,
    Chart,
    Column,
    DeskQuery,
    DeskView,
    Figure,
    KeyFigures,
    Link,
    Prose,
    Sentence,
    Sentences,
    Table,
    TableRow,
)
from bot.feature import Context, Phrase, Refusal, Role
from handlers.qa import heat
from handlers.qa.codes import title
from handlers.qa.settings import feature
from storage import archive, archive_table
from storage.archive import Entry
from storage.archive_table import EntryFilter

MOST_TAGS = 60
PAIRS, WARM = 20, 10
"""Pairs and warm entries on the page."""

TITLE = Phrase(zh="知识库", en="Knowledge")
ENTRIES, PAIRS_FIGURE = Phrase(zh="在用的问答", en="Entries in use"), Phrase(zh="可能重复", en="May ask the same")
NUMBER, QUESTION = Phrase(zh="号", en="No."), Phrase(zh="问题", en="Question")
ANSWER, TAGS = Phrase(zh="答案", en="Answer"), Phrase(zh="标签", en="Tags")
AUTHOR, CHANGED = Phrase(zh="作者", en="Author"), Phrase(zh="改动", en="Changed")
FIND = Phrase(zh="找问题或答案里的词", en="Find words in questions and answers")
STATE, IN_USE, RETIRED = Phrase(zh="状态", en="State"), Phrase(zh="在用", en="in use"), Phrase(zh="已作废", en="retired")
EMPTY = Phrase(zh="没有符合的问答。", en="No entry fits.")
SIDE_BY_SIDE = Phrase(zh="可能问的是同一件事", en="These may ask the same")
ONE, OTHER, SURE = Phrase(zh="这一条", en="This one"), Phrase(zh="那一条", en="That one"), Phrase(zh="把握（%）", en="Sure (%)")
SIDE = Phrase(zh="{code} {question}：{answer}", en="{code} {question}: {answer}")
KEEP_FIRST = Sentence(
    Phrase(zh="留前一条", en="Keep the first"), Phrase(zh="合并 X{pair} 留 {one}", en="merge X{pair} keep {one}"), shown=True
)
KEEP_SECOND = Sentence(
    Phrase(zh="留后一条", en="Keep the second"),
    Phrase(zh="合并 X{pair} 留 {other}", en="merge X{pair} keep {other}"),
    shown=True,
)
DIFFERENT = Sentence(Phrase(zh="不是一回事", en="Not the same"), Phrase(zh="忽略 X{pair}", en="dismiss X{pair}"))
HEAT = Phrase(zh="这周的热度（看1、打开2、用上5）", en="This week's heat (a view 1, an opening 2, a use 5)")
WARMTH = Phrase(zh="看{views} 打开{opens} 用上{uses}", en="seen {views}, opened {opens}, used {uses}")
TOPICS = Phrase(zh="这周的话题（人次）", en="This week's topics")
COLD = Phrase(zh="这周还没有人看过档案里的答案。", en="Nobody has looked at an archived answer this week.")
NO_SUCH = Phrase(zh="知识库里没有这一条。", en="The archive has no entry of that number.")
WORDING = Phrase(zh="也这样问：{words}", en="Also asked as: {words}")
VERSIONS = Phrase(zh="以前的版本", en="Versions before")
VERSION, UNTIL = Phrase(zh="版本", en="Version"), Phrase(zh="到何时", en="Until")
CHANGE = Sentence(
    Phrase(zh="改答案", en="Change the answer"), Phrase(zh="归档 {code} 改 {answer}", en="archive {code} change {answer}")
)
REPHRASE = Sentence(
    Phrase(zh="改问题", en="Rephrase the question"),
    Phrase(zh="归档 {code} 改问 {question}", en="archive {code} rephrase {question}"),
)
TAG = Sentence(Phrase(zh="改标签", en="Change the tags"), Phrase(zh="归档 {code} 标签 {tags}", en="archive {code} tags {tags}"))
TAGS_HELP = Phrase(zh="用；隔开，如：异议；行业=零售", en="with ; between them, like objection; industry=retail")
RETIRE = Sentence(Phrase(zh="作废", en="Retire"), Phrase(zh="归档 {code} 作废", en="archive {code} retire"), shown=True)
RESTORE = Sentence(Phrase(zh="恢复", en="Restore"), Phrase(zh="归档 {code} 恢复", en="archive {code} restore"))
VERSION_SHOWN = Phrase(zh="第{n}版", en="version {n}")
COLUMNS = (
    Column("number", NUMBER, CellKind.LINK, sorts=True),
    Column("question", QUESTION),
    Column("answer", ANSWER),
    Column("tags", TAGS, CellKind.TAGS),
    Column("author", AUTHOR),
    Column("changed", CHANGED, CellKind.MOMENT, sorts=True),
    Column("state", STATE),
)
IN_PAIRS = (
    Column("one", ONE),
    Column("other", OTHER),
    Column("sure", SURE, CellKind.NUMBER),
)
BEFORE = (
    Column("version", VERSION),
    Column("question", QUESTION),
    Column("answer", ANSWER),
    Column("until", UNTIL, CellKind.MOMENT),
)


@feature.page("knowledge", TITLE, by=Role.EXPERT, place=50)
def knowledge(ctx: Context, asked: DeskQuery) -> DeskView:
    if asked.subject:
        return _one(ctx, asked)
    given, sort = asked.filters, asked.sorted_by(COLUMNS, "-changed")
    which = EntryFilter(given.get("words", ""), given.get("tag", ""), given.get("state", ""))
    found = archive_table.page(ctx.db, ctx.camp.id, which, sort=sort, start=asked.start, most=asked.most)
    n, _ = archive.suspects_backlog(ctx.db, ctx.camp.id)
    manages = ctx.role >= Role.MANAGER
    figures = [Figure(ENTRIES, str(archive.count(ctx.db, ctx.camp.id))), Figure(PAIRS_FIGURE, str(n))]
    table = Table(
        "entries",
        COLUMNS,
        [_row(one) for one in found],
        archive_table.count(ctx.db, ctx.camp.id, which),
        empty=EMPTY,
        start=asked.start,
        sort=sort,
        filters=_filters(ctx),
        for_many=(RETIRE,) if manages else (),
    )
    pairs = [_pairs(ctx, n)] if n and manages else []
    return DeskView((KeyFigures(figures), *pairs, table, *_heat(ctx)))


def _row(one: Entry) -> TableRow:
    cells = (
        Link(one.code, f"knowledge/{one.number}"),
        title(one.question),
        title(one.answer),
        tuple(one.tags),
        one.author or "",
        one.changed_at,
        IN_USE if one.retired_at is None else RETIRED,
    )
    return TableRow(cells, str(one.number), {"code": one.code})


def _filters(ctx: Context) -> tuple[Blank, ...]:
    tags = tuple((tag, tag) for tag, _ in archive.tags(ctx.db, ctx.camp.id)[:MOST_TAGS])
    return (
        Blank("words", FIND),
        *([Blank("tag", TAGS, tags)] if tags else []),
        Blank("state", STATE, (("used", IN_USE), ("retired", RETIRED))),
    )


def _pairs(ctx: Context, n: int) -> Table:
    """Two entries in a row, and what may become of them."""
    rows = []
    for pair in archive.suspects(ctx.db, ctx.camp.id, PAIRS):
        both = [archive.get(ctx.db, number) for number in (pair.entry, pair.other)]
        sides = [SIDE(code=one.code, question=title(one.question), answer=title(one.answer)) for one in both]
        names = {"pair": str(pair.id), "one": both[0].code, "other": both[1].code}
        rows.append(TableRow((*sides, round(pair.chance / 10)), str(pair.id), names))
    said = (
        KEEP_FIRST,
        KEEP_SECOND,
        DIFFERENT,
    )
    return Table("pairs", IN_PAIRS, rows, n, title=SIDE_BY_SIDE, doings=said)


def _heat(ctx: Context) -> list[Block]:
    """This week's entries by their heat, and what they are about."""
    found = heat.board(ctx.db, ctx.camp.id, ctx.today, ctx.today)
    if not found.warm:
        return [Prose(COLD)]
    rows = [
        (f"{entry.code} {title(entry.question)}", round(one.heat, 1), WARMTH(views=one.views, opens=one.opens, uses=one.uses))
        for one, entry in found.warm[:WARM]
    ]
    about = [(tag, n, "") for tag, n in heat.topics(found.warm)[:WARM]]
    return [Chart("bars", HEAT, rows=rows), *([Chart("bars", TOPICS, rows=about)] if about else [])]


# ── one of them ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _one(ctx: Context, asked: DeskQuery) -> DeskView:
    """An entry of this camp, in use or not. Raises Refusal for any other number."""
    one = archive.numbered(ctx.db, ctx.camp.id, asked.number or 0)
    if one is None:
        raise Refusal(NO_SUCH)
    figures = [
        Figure(STATE, IN_USE if one.retired_at is None else RETIRED),
        Figure(VERSION, VERSION_SHOWN(n=one.version)),
        *([Figure(AUTHOR, one.author)] if one.author else []),
        *([Figure(TAGS, " · ".join(one.tags))] if one.tags else []),
    ]
    others = archive.aliases(ctx.db, one.id)
    wordings = [Prose(WORDING(words=others))] if others else []
    versions = archive.versions(ctx.db, one.id)
    rows = [TableRow((VERSION_SHOWN(n=it.version), it.question, it.answer, it.at), str(it.version)) for it in versions]
    before = [Table("versions", BEFORE, rows, title=VERSIONS)] if rows else []
    said = Sentences(_doings(ctx, one), names={"code": one.code})
    return DeskView(
        (KeyFigures(figures), Prose(one.question), Prose(one.answer), *wordings, said, *before), one.code, "knowledge"
    )


def _doings(ctx: Context, one: Entry) -> list[Sentence]:
    """What may be said about one entry."""
    manages = ctx.role >= Role.MANAGER
    if one.retired_at is not None:
        return [RESTORE] if manages else []
    return [
        CHANGE.with_blanks(Blank("answer", ANSWER, given=one.answer, is_long=True)),
        REPHRASE.with_blanks(Blank("question", QUESTION, given=one.question)),
        TAG.with_blanks(Blank("tags", TAGS, given=";".join(one.tags), help=TAGS_HELP)),
        *([RETIRE] if manages else []),
        UNDO,
    ]
