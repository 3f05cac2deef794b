"""Asking: polls and forms as a table, what is planned, and the ways to compose a new one; what came of each is behind it."""

from __future__ import annotations

from bot.desk_page import (
    UNDO,
    Blank,
    CellKind,
    Column,
    DeskQuery,
    DeskView,
    Link,
    Sentence,
    Sentences,
    Table,
    TableRow,
    Ways,
)
from bot.feature import Context, Phrase, Role
from handlers.asking import page_composing, page_results, recurrence
from handlers.asking.result import feature
from storage import asking_table, polls, surveys
from storage.asking_table import AskedFilter, PollOrForm
from storage.polls import PlannedPoll
from storage.surveys import PlannedSurvey

TITLE = Phrase(zh="投票问卷", en="Polls and forms")

KINDS = {"P": Phrase(zh="投票", en="poll"), "S": Phrase(zh="问卷", en="form")}
WORDS = {"P": Phrase(zh="投票", en="poll"), "S": Phrase(zh="问卷", en="survey")}
"""The command that each is spoken of with."""
NAMED, ANONYMOUS = Phrase(zh="实名", en="named"), Phrase(zh="匿名", en="anonymous")
OPEN, CLOSED = Phrase(zh="进行中", en="open"), Phrase(zh="已截止", en="closed")
KIND, STATE = Phrase(zh="哪种", en="Kind"), Phrase(zh="状态", en="State")
FIND, EMPTY = Phrase(zh="找题目", en="Find a title"), Phrase(zh="没有符合的投票或问卷。", en="No poll or form fits.")
PLANNED = Phrase(zh="安排好要发的", en="Planned")
STOP = Sentence(Phrase(zh="不发了", en="Stop it"), Phrase(zh="{word} 停 N{id}", en="{word} stop N{id}"), shown=True)
PLAN_SHOWN = 120
TABLE = (
    Column("title", Phrase(zh="题目", en="Title"), CellKind.LINK),
    Column("kind", KIND),
    Column("named", Phrase(zh="记名", en="Named")),
    Column("state", STATE),
    Column("until", Phrase(zh="截止", en="Until"), CellKind.MOMENT),
    Column("opened", Phrase(zh="发出", en="Opened"), CellKind.MOMENT),
    Column("came", Phrase(zh="已答", en="Answered"), CellKind.NUMBER),
)
PLANS = (
    Column("number", Phrase(zh="号", en="No.")),
    Column("kind", KIND),
    Column("words", Phrase(zh="内容", en="What")),
    Column("rhythm", Phrase(zh="多久一次", en="How often")),
    Column("next", Phrase(zh="下一次", en="Next"), CellKind.MOMENT),
)


@feature.page("asking", TITLE, by=Role.MANAGER, place=40)
def asking(ctx: Context, asked: DeskQuery) -> DeskView:
    if asked.subject in page_composing.COMPOSED:
        return page_composing.composing(ctx, asked.subject)
    if asked.subject:
        return page_results.behind(ctx, asked)
    given = asked.filters
    which = AskedFilter(given.get("words", ""), given.get("kind", ""), given.get("state", ""))
    found = asking_table.page(ctx.db, ctx.camp.id, which, start=asked.start, most=asked.most)
    filters = (
        Blank("words", FIND),
        Blank("kind", KIND, tuple(KINDS.items())),
        Blank("state", STATE, (("open", OPEN), ("closed", CLOSED))),
    )
    table = Table(
        "asked",
        TABLE,
        [_row(one) for one in found],
        asking_table.count(ctx.db, ctx.camp.id, which),
        empty=EMPTY,
        start=asked.start,
        filters=filters,
    )
    ways = Ways([(title, f"asking/{name}") for name, title in page_composing.COMPOSED.items()])
    return DeskView((ways, Sentences((UNDO,)), table, *_planned(ctx)))


def _row(one: PollOrForm) -> TableRow:
    code = f"{one.letter}{one.number}"
    cells = (
        Link(f"{code} {one.title}", f"asking/{code}"),
        KINDS[one.letter],
        ANONYMOUS if one.anonymous else NAMED,
        OPEN if one.is_open else CLOSED,
        one.until,
        one.opened_at,
        one.came,
    )
    return TableRow(cells, code)


def _planned(ctx: Context) -> list[Table]:
    """What goes out at its time, with the words that stop it."""
    rows = [_plan(ctx, "P", plan) for plan in polls.plans(ctx.db, ctx.camp.id)]
    rows += [_plan(ctx, "S", plan) for plan in surveys.plans(ctx.db, ctx.camp.id)]
    return [Table("planned", PLANS, rows, title=PLANNED, doings=(STOP,))] if rows else []


def _plan(ctx: Context, letter: str, plan: PlannedPoll | PlannedSurvey) -> TableRow:
    words = " ".join(plan.words.split())[:PLAN_SHOWN]
    cells = (f"N{plan.id}", KINDS[letter], words, recurrence.in_words(ctx, plan), recurrence.following(ctx, plan))
    return TableRow(cells, f"N{plan.id}", {"word": WORDS[letter]().to(ctx.language), "id": str(plan.id)})
