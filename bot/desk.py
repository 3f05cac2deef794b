"""The desk answered: which pages somebody may see, a page as it is read, and one of its tables as a file. All on one snapshot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from bot.audience import WHO
from bot.context import Context
from bot.desk_page import IN_A_FILE, CellKind, Column, Counted, DeskPage, DeskQuery, DeskView, Link, Table, Writer, as_json
from bot.documents.workbook import Workbook
from bot.draft import inert
from bot.membership import Role
from bot.phrases import Phrase, Refusal, spoken

LASTS = timedelta(hours=12)
"""How long somebody is at the desk from when they came in."""
MOST_FILTERS, LONGEST, FURTHEST = 10, 200, 1_000_000

NO_PAGE = Phrase(zh="没有这一页，或者你现在的角色看不到它。", en="There is no such page, or your role does not see it.")
NOT_YOURS = Phrase(zh="工作台现在要由{who}来看。", en="The desk is for {who} now.")
MOST_SAID, LONGEST_SAID = 20, 10_000
"""Sentences that are shown before they are sent, and characters of all of them."""


def pages_of(ctx: Context) -> list[DeskPage]:
    """The pages for today's role, in their order; none for who is no expert or manager of the camp."""
    if ctx.member_or_none is None or ctx.role < Role.EXPERT:
        return []
    return [page for page in ctx.router.pages.values() if page.by <= ctx.role]


def welcome(ctx: Context) -> dict[str, Any] | None:
    """What the page is told first; None for who has nothing to see here."""
    pages = pages_of(ctx)
    if not pages:
        return None
    shown = [[page.name, spoken(page.title, ctx.language)] for page in pages]
    return {"camp": ctx.camp.name, "language": ctx.language, "pages": shown}


def shown(ctx: Context, said: Mapping[str, Any]) -> dict[str, Any]:
    """A page as it was asked for, or why it is not shown. Raises ValueError for what no page of ours asks."""
    name, asked = str(said.get("page") or ""), asked_of(said)
    page = _page(ctx, name)
    if page is None:
        refused = NO_PAGE() if pages_of(ctx) else NOT_YOURS(who=WHO[Role.EXPERT])
        return {"page": name, "says": refused.to(ctx.language)}
    try:
        view = page.look(ctx, asked)
    except Refusal as refusal:
        return {"page": name, "title": spoken(page.title, ctx.language), "says": refusal.line.to(ctx.language, ctx.zone)}
    told = Writer(ctx.language, ctx.zone).view(view)
    return told | {"page": name, "title": told["title"] or spoken(page.title, ctx.language)}


def drafted(ctx: Context, said: Mapping[str, Any]) -> dict[str, Any]:
    """The messages that come of sentences, as their readers will see them, or why none does. Nothing is kept: they were only typed so far.
    Raises ValueError for what no page of ours asks."""
    sentences = said.get("said")
    if not isinstance(sentences, list) or not 0 < len(sentences) <= MOST_SAID:
        raise ValueError("no page asks so")
    if not all(isinstance(words, str) for words in sentences) or sum(map(len, sentences)) > LONGEST_SAID:
        raise ValueError("no page asks so")
    matches = [ctx.router.match(words) for words in sentences]
    commands = {match.command.word: match.command for match in matches if match is not None}
    if None in matches or len(commands) != 1:
        raise ValueError("no page asks so")
    (word, command), *_ = commands.items()
    show = ctx.router.previews.get(word)
    if show is None:
        raise ValueError("no page asks so")
    if not command.open_to(ctx.role):
        return {"says": NOT_YOURS(who=WHO[command.by]).to(ctx.language)}
    ctx.feature = command.feature
    try:
        messages = show(ctx, [match.words for match in matches if match is not None])
    except Refusal as refusal:
        return {"says": refusal.line.to(ctx.language, ctx.zone)}
    return {"messages": [as_json(inert(ctx.as_read(ctx.camp.language, *one), follows=False)) for one in messages]}


def sheet(ctx: Context, said: Mapping[str, Any]) -> Table | None:
    """A table of a page with every row there is; None where it is not to be had."""
    page = _page(ctx, str(said.get("page") or ""))
    if page is None:
        return None
    try:
        view = page.look(ctx, replace(asked_of(said), start=0, most=IN_A_FILE))
    except Refusal:
        return None
    return _table(view, str(said.get("table") or ""))


def workbook(table: Table, language: str, zone: Any) -> bytes:
    """The table as a workbook: numbers as numbers, days as days, a share as its two numbers."""
    writer = Writer(language, zone)
    heads: list[str] = []
    for column in table.columns:
        title = writer.words(column.title)
        heads += [title, f"{title} /"] if column.shape is CellKind.SHARE else [title]
    book = Workbook()
    rows = [
        [value for cell, column in zip(row.cells, table.columns, strict=True) for value in _values(cell, column, writer)]
        for row in table.rows
    ]
    wide = [writer.words(column.title) for column in table.columns if column.shape in (CellKind.WORDS, CellKind.TAGS)]
    book.add(writer.words(table.title) or table.name, heads, rows, wide)
    return book.saved()


def asked_of(said: Mapping[str, Any]) -> DeskQuery:
    """What a page asks, in bounds. Raises ValueError."""
    filters, start = said.get("filters") or {}, said.get("start") or 0
    subject, sort = said.get("subject") or "", said.get("sort") or ""
    if not isinstance(filters, dict) or len(filters) > MOST_FILTERS or type(start) is not int or not 0 <= start <= FURTHEST:
        raise ValueError("no page asks so")
    if not all(isinstance(words, str) and len(words) <= LONGEST for words in (subject, sort, *filters, *filters.values())):
        raise ValueError("no page asks so")
    return DeskQuery(subject, {key: value.strip() for key, value in filters.items() if value.strip()}, sort, start)


def _page(ctx: Context, name: str) -> DeskPage | None:
    return next((page for page in pages_of(ctx) if page.name == name), None)


def _table(view: DeskView, name: str) -> Table | None:
    return next((block for block in view.blocks if isinstance(block, Table) and block.name == name), None)


def _values(cell: Any, column: Column, writer: Writer) -> list[Any]:
    """What stands in a workbook for a cell: one value, two for a share."""
    if column.shape is CellKind.SHARE:
        return list(cell) if cell else [None, None]
    match cell:
        case Link(words, _):
            return [words]
        case Counted(words, number):
            return [writer.words(words) if number is None else number]
        case datetime():
            return [cell.astimezone(writer.zone).replace(tzinfo=None)]
        case date() | int() | float() | None:
            return [cell]
        case tuple() | list():
            return ["; ".join(str(one) for one in cell)]
    return [writer.words(cell)]
