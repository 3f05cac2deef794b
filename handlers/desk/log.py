"""Log: who did what, each act in its own sentence, and what could not be sent, with the words that send it again or let it be."""

from __future__ import annotations

from bot import act_sentences
from bot.desk_page import UNDO, Blank, CellKind, Column, DeskQuery, DeskView, Sentence, Sentences, Table, TableRow
from bot.feature import Context, Phrase, Role
from bot.message_kinds import KINDS, NOT_ARRIVED, OTHER
from bot.platforms import platform
from handlers.desk.settings import feature
from storage import audit, people, rooms, undelivered
from storage.undelivered import Undelivered

TITLE = Phrase(zh="记录", en="Log")
WHEN, WHO, WHAT = Phrase(zh="时间", en="When"), Phrase(zh="谁", en="Who"), Phrase(zh="做了什么", en="What")
UNDONE, TAKEN_BACK = Phrase(zh="撤销", en="Undone"), Phrase(zh="已撤销", en="undone")
FIND, KIND = Phrase(zh="找做事的人", en="Find who acted"), Phrase(zh="哪一类", en="Kind")
REFUSED, UNDONE_ONLY = Phrase(zh="越权被拒", en="Refused"), Phrase(zh="撤销过的", en="Undone")
SHELL = Phrase(zh="命令行", en="the shell")
EMPTY = Phrase(zh="没有符合的记录。", en="No entry fits.")
NOT_SENT = Phrase(zh="没发出的", en="Undelivered")
ALL_SENT = Phrase(zh="都发出去了。", en="Everything went out.")
NUMBER, TO, MESSAGE, HOW = (
    Phrase(zh="号", en="No."),
    Phrase(zh="给谁", en="To"),
    Phrase(zh="哪一类", en="What"),
    Phrase(zh="怎么了", en="How"),
)
TO_SOMEBODY = Phrase(zh="{name}（{platform}）", en="{name} ({platform})")
AGAIN, SAYS_AGAIN = Phrase(zh="重发", en="Send again"), Phrase(zh="没发出 重发 {number}", en="undelivered retry {number}")
DROP, SAYS_DROP = Phrase(zh="忽略", en="Drop"), Phrase(zh="没发出 忽略 {number}", en="undelivered drop {number}")
MOST = 200
COLUMNS = (Column("at", WHEN, CellKind.MOMENT), Column("who", WHO), Column("what", WHAT), Column("undone", UNDONE))
LEFT_BEHIND = (
    Column("number", NUMBER, CellKind.NUMBER),
    Column("at", WHEN, CellKind.MOMENT),
    Column("message", MESSAGE),
    Column("to", TO),
    Column("how", HOW),
)


@feature.page("log", TITLE, by=Role.MANAGER, place=95)
def log(ctx: Context, asked: DeskQuery) -> DeskView:
    return DeskView((Sentences((UNDO,)), _acts(ctx, asked), _left_behind(ctx)))


def _acts(ctx: Context, asked: DeskQuery) -> Table:
    kind = asked.filters.get("kind", "")
    which = audit.AuditFilter(
        asked.filters.get("words", ""), audit.REFUSED if kind == "refused" else "", undone=kind == "undone"
    )
    entries = audit.page(ctx.db, ctx.camp.id, which, start=asked.start, most=asked.most)
    rows = [
        TableRow(
            (one.at, one.name or SHELL, act_sentences.sentence(ctx, one), TAKEN_BACK if one.undone_at else ""), str(one.id)
        )
        for one in entries
    ]
    filters = (Blank("words", FIND), Blank("kind", KIND, (("refused", REFUSED), ("undone", UNDONE_ONLY))))
    total = audit.count(ctx.db, ctx.camp.id, which)
    return Table("log", COLUMNS, rows, total, title=TITLE, empty=EMPTY, start=asked.start, filters=filters)


def _left_behind(ctx: Context) -> Table:
    found = undelivered.undelivered(ctx.db, camp=ctx.camp.id, most=MOST)
    rows = [
        TableRow(
            (one.message, one.at, KINDS.get(one.feature or "", OTHER), _whom(ctx, one), NOT_ARRIVED[one.outcome]),
            str(one.message),
            {"number": str(one.message)},
        )
        for one in found
    ]
    said = (Sentence(AGAIN, SAYS_AGAIN), Sentence(DROP, SAYS_DROP))
    return Table("undelivered", LEFT_BEHIND, rows, title=NOT_SENT, empty=ALL_SENT, doings=said)


def _whom(ctx: Context, one: Undelivered) -> str:
    where = platform(one.channel or "", ctx.language)
    if one.person is None:
        return rooms.title_of(ctx.db, one.channel or "", one.room or "")
    return TO_SOMEBODY(name=people.name_of(ctx.db, one.person) or "", platform=where).to(ctx.language)
