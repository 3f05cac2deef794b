"""学时: minutes of study by kind and year, as credit hours held against the year's target."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from fractions import Fraction
from typing import Annotated
from zoneinfo import ZoneInfo

from bot.arguments import Named
from bot.audience import Audience
from bot.fact_rows import FactRow, FactRows
from bot.feature import Context, Feature, Phrase, Refusal, Role, Setting, Theme
from bot.figures import short_down
from bot.setting_values import between
from scheduler.rhythm import on_the_clock

feature = Feature("hours", Theme.LEARNING)

TARGET = feature.setting(
    Setting(
        "hours.target",
        Phrase(zh="学时目标", en="hours-target"),
        Phrase(zh="一年要多少学时，0到1000，0是不设", en="credit hours a year, 0 to 1000, 0 for none"),
        50,
        between(0, 1000),
    )
)
MINUTES = feature.setting(
    Setting(
        "hours.minutes",
        Phrase(zh="一学时", en="hour-minutes"),
        Phrase(zh="一学时是几分钟，10到120", en="minutes of a credit hour, 10 to 120"),
        45,
        between(10, 120),
    )
)

TITLE = Phrase(zh="📘 {year}年学时", en="📘 Credit hours of {year}")
TITLE_OF = Phrase(zh="📘 {name} {year}年学时", en="📘 {name}: credit hours of {year}")
N_MINUTES = Phrase(zh="{n}分钟", en="{n} min")
TOGETHER = Phrase(zh="合计", en="together")
OF_TARGET = Phrase(zh="{hours}/{target}学时", en="{hours} of {target:hour|hours}")
HOURS = Phrase(zh="{hours}学时", en="{hours:hour|hours}")
REACHED = Phrase(zh="达标 ✅", en="reached ✅")
SHORT = Phrase(zh="还差{short}学时", en="{short} short")
EACH = Phrase(zh="1学时={n}分钟", en="1 hour = {n} min")
NO_YEAR = Phrase(zh="看哪一年？试试：学时 {year}", en="Which year? Try: hours {year}")
FOR_MANAGERS = Phrase(
    zh="别人的学时给社群经理看。看自己的发“学时”。", en="Others' hours are for managers. To see yours send “hours”."
)
FIRST_YEAR = 2000
_YEAR = re.compile(r"(\d{4})\s*年?")


@feature.command(
    "学时",
    "hours",
    help=Phrase(
        zh="今年学了多少学时，离目标差多少；某一年：学时 2025；经理看一个人：学时 林晓",
        en="Credit hours of this year and what is missing; of another year: hours 2025; managers: hours NAME",
    ),
    examples=["学时", "学时 2025", "hours"],
    asked={r"我?(?:今年)?(?:有|学了|攒了)?(?:多少|几)(?:个)?学时了?|how many (?:credit )?hours do i have": ""},
)
def hours(ctx: Context, words: Annotated[str, Named("年份", "year")] = "") -> None:
    year, name = _read(ctx, words.strip())
    if name and ctx.role < Role.MANAGER:
        raise Refusal(FOR_MANAGERS)
    member = ctx.member_named(name) if name else None
    rows = book(ctx, ctx.member.id if member is None else member.id, year)
    title = TITLE(year=year) if member is None else TITLE_OF(name=member.name, year=year)
    audience = Audience.PERSON if member is None else Audience.MANAGERS
    ctx.reply(FactRows.of(*rows, title=title), EACH(n=ctx.setting(MINUTES)), audience=audience)


def book(ctx: Context, member: int, year: int) -> list[FactRow]:
    """A row for each kind of study, and the sum held against the target."""
    first, until = year_of(year, ctx.zone)
    kinds = [kind for one in ctx.router.features for kind in one.study_times]
    minutes = [(kind.name, kind.minutes(ctx.db, ctx.camp, member, first, until)) for kind in kinds]
    rows = [FactRow(name, N_MINUTES(n=n)) for name, n in minutes if n]
    return [*rows, _sum(sum(n for _, n in minutes), ctx.setting(MINUTES), ctx.setting(TARGET))]


def _sum(minutes: int, each: int, target: int) -> FactRow:
    got = Fraction(minutes, each)
    if not target:
        return FactRow(TOGETHER, HOURS(hours=short_down(got)))
    left = shortfall(got, target)
    return FactRow(TOGETHER, OF_TARGET(hours=short_down(got), target=target), SHORT(short=left) if left else REACHED)


def shortfall(got: Fraction, target: int) -> str:
    """What is missing of a target with one decimal where it needs one, rounded up: nothing is reached that is not. "" where nothing is."""
    left = max(Fraction(target) - got, Fraction(0))
    tenths = -(-left * 10 // 1)
    return short_down(Fraction(tenths, 10)) if tenths else ""


def year_of(year: int, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """(its first moment, the first of the next year), by the camp's clock."""
    return on_the_clock(date(year, 1, 1), time(), zone), on_the_clock(date(year + 1, 1, 1), time(), zone)


def _read(ctx: Context, words: str) -> tuple[int, str]:
    """(the year, a member's name). Raises Refusal for a year that has not begun, or is before any camp."""
    year = _YEAR.fullmatch(words)
    if year is None:
        return ctx.today.year, words
    if not FIRST_YEAR <= int(year[1]) <= ctx.today.year:
        raise Refusal(NO_YEAR(year=ctx.today.year))
    return int(year[1]), ""
