"""How a prize reads: its period, its rule, and who has it, in public without the names of who does not want to be named."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.feature import Context, Line, Phrase, Said
from handlers.prizes import figures, rules
from handlers.prizes.settings import YEAR_BEGINS
from storage import prizes
from storage.prizes import Prize, PrizeRound, Winner

PERIODS = {
    "week": Phrase(zh="每周", en="weekly"),
    "month": Phrase(zh="每月", en="monthly"),
    "quarter": Phrase(zh="每季度", en="quarterly"),
}
ALSO = {
    "week": ("每个星期", "每星期", "每个周", "周度", "every week", "week"),
    "month": ("每个月", "月度", "month"),
    "quarter": ("每个季度", "每季", "季度", "quarter"),
}
"""What people say for them besides."""
TIES = {
    "all": Phrase(zh="都给", en="all"),
    "points": Phrase(zh="积分高", en="points"),
}
TIES_SAID = {
    "all": Phrase(zh="并列都给", en="equals all have it"),
    "points": Phrase(zh="并列看总积分，再并列都给", en="equals by their points in all, equals in both all have it"),
}
WEEK = Phrase(zh="{first}–{last}", en="{first}–{last}")
MONTH = Phrase(zh="{year}年{month}月", en="{year}-{month:02}")
QUARTER = Phrase(zh="{year}年第{n}季度", en="Q{n} of {year}")
FISCAL = Phrase(zh="{year}财年第{n}季度（{first}–{last}）", en="Q{n} of the year from {year} ({first}–{last})")
DAY = Phrase(zh="{month}月{day}日", en="{month}/{day}")
RULE = Phrase(zh="{period}，按{figure}，前{top}名，{ties}", en="{period}, by {figure}, the top {top}; {ties}")
FOR_TAG = Phrase(zh="，给“{tag}”", en="; for “{tag}”")
HEAD = Phrase(zh="🏆 {title}（{period}）", en="🏆 {title} ({period})")
PLACE = Phrase(zh="{place}. {name}　{value}", en="{place}. {name}: {value}")
MORE = Phrase(zh="另有{n}人并列", en="{n} more share the last place")
BASIS = Phrase(zh="按{figure}，前{top}名，{ties}。", en="By {figure}, the top {top}; {ties}.")
UNNAMED = Phrase(zh="一位学员", en="a learner")
NOT_NAMED = Phrase(zh="{name}（公布时写“一位学员”）", en="{name} (announced as “a learner”)")
SHOWN = 10


def period(ctx: Context, kind: str, first: date, last: date) -> Line:
    """5月4日–5月10日, 2026年5月, 2026年第2季度."""
    days = {"first": _day(first), "last": _day(last)}
    if kind == "week":
        return WEEK(**days)
    if kind == "month":
        return MONTH(year=first.year, month=first.month)
    begins = ctx.setting(YEAR_BEGINS)
    year, n = rules.quarter_of(first, begins)
    return QUARTER(year=year, n=n) if begins == 1 else FISCAL(year=year, n=n, **days)


def _day(day: date) -> Line:
    return DAY(month=day.month, day=day.day)


def rule(one: Prize) -> Line:
    """每季度，按采纳的回答，前3名，并列都给."""
    figure = figures.names()[one.figure]
    return RULE(period=PERIODS[one.period], figure=figure, top=one.top, ties=TIES_SAID[one.ties])


def announced(ctx: Context, one: PrizeRound) -> tuple[Said, ...]:
    """What the groups read of it."""
    known = prizes.winners(ctx.db, one.id)
    return _board(ctx, one, known, [it.name if it.named else UNNAMED for it in known])


def to_managers(ctx: Context, one: PrizeRound) -> tuple[Said, ...]:
    """The same with every name, for who decides."""
    known = prizes.winners(ctx.db, one.id)
    return _board(ctx, one, known, [it.name if it.named else NOT_NAMED(name=it.name) for it in known])


def _board(ctx: Context, one: PrizeRound, known: Sequence[Winner], names: Sequence[Line | Phrase | str]) -> tuple[Said, ...]:
    figure = figures.names()[one.figure]
    lines = [PLACE(place=it.place, name=name, value=it.value) for it, name in zip(known[:SHOWN], names, strict=False)]
    more = [MORE(n=len(known) - SHOWN)] if len(known) > SHOWN else []
    head = HEAD(title=one.title, period=period(ctx, one.period, one.first, one.last))
    return (head, *lines, *more, BASIS(figure=figure, top=one.top, ties=TIES_SAID[one.ties]))
