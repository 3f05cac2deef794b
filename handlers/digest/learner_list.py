"""The list behind the figures: learner by learner what a report's sums are made of, for managers alone, a page at a time."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from bot.audience import Audience
from bot.fact_rows import FactRow, FactRows
from bot.feature import Context, Page, Phrase, Press, Role
from bot.parts import Text, decode, encode
from handlers.digest import xlsx_export
from handlers.digest.figures import actives
from handlers.digest.report_period import ReportPeriod
from handlers.digest.sections import short
from handlers.digest.settings import feature
from handlers.digest.weekly import payload, span
from storage.connection import Db

WORKING = Phrase(zh="📊 正在统计，马上就好。", en="📊 Counting, one moment.")
NAMES_HEAD = Phrase(
    zh="📊 {period}（{first}–{last}）数字背后的{n}人，缺打卡多的在前",
    en="📊 {period} ({first}–{last}): the {n:learner|learners} behind the figures, most missed first",
)
STAMPS = Phrase(zh="打卡 {done}/{expected}", en="check-ins {done}/{expected}")
BESIDES = Phrase(zh="微课 {learned}/{asked}，活跃{active}天", en="lessons {learned}/{asked}, active on {active:day|days}")
NO_NAMES = Phrase(zh="{period}没有应打卡、应学的人。", en="Nobody was expected or asked for anything: {period}.")
WHO = Phrase(zh="名单", en="List of names")
NAMES_AT_ONCE = 50


def button(first: date, last: date) -> list[Press]:
    """To the list behind figures of these days."""
    return [Press(WHO, f"看板 {first.isoformat()}-{last.isoformat()} 名单")]


def ask(ctx: Context, first: date, last: date, period: str, *, after: int = 0) -> None:
    """Has a page of it made: who was active when is counted over every act."""
    ctx.task("digest.learners", **{**payload(ctx, first, last), "after": after, "period": period, "language": ctx.language})


@feature.task("learners", by=Role.MANAGER)
def page(
    reader: Db, camp: int, first: str, last: str, now: str, threshold: int, language: str, colours: str, period: str, after: int
) -> list[Any]:
    """Learner by learner what the figures are the sums of, who missed most check-ins first, from the place `after` on: encoded parts, and
    of how many."""
    of = span(reader, camp, first, last, now, threshold)
    learners = sorted(xlsx_export.members(reader, of), key=lambda row: (row.done - row.expected, row.name, row.id))
    if not learners:
        return [{"parts": encode([Text.of(NO_NAMES(period=period).to(language))]), "of": 0}]
    rows = _rows(reader, of, learners[after : after + NAMES_AT_ONCE])
    head = NAMES_HEAD(period=period, first=short(first), last=short(last), n=len(learners))
    return [{"parts": encode([FactRows.of(*rows, title="" if after else head).to(language)]), "of": len(learners)}]


def _rows(reader: Db, of: ReportPeriod, learners: list[xlsx_export.Row]) -> list[FactRow]:
    active: Counter[int] = Counter(member for members in actives(reader, of).values() for member in members)
    return [
        FactRow(
            one.name,
            STAMPS(done=one.done, expected=one.expected),
            BESIDES(learned=one.learned, asked=one.asked, active=active[one.id]),
        )
        for one in learners
    ]


@feature.on("done:digest.learners")
def show(ctx: Context) -> None:
    asked = ctx.event.data["payload"]
    kept = {name: asked[name] for name in ("first", "last", "period")}
    for row in ctx.event.data["rows"]:
        cut = {"after": asked["after"], "most": NAMES_AT_ONCE, "of": row["of"]}
        ctx.say_page("learners", Page.cut(*decode(row["parts"]), **cut, audience=Audience.MANAGERS), **kept)


@feature.paged("learners", by=Role.MANAGER)
def following(ctx: Context, after: int, first: str, last: str, period: str) -> Page:
    """It is counted anew, and comes in a moment."""
    ask(ctx, date.fromisoformat(first), date.fromisoformat(last), period, after=after)
    return Page((WORKING,), audience=Audience.MANAGERS)
