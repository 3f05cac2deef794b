"""讲师: who teaches, with their year in a line; 讲师 何琳: that year part by part, and what its stars go by."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from bot.arguments import Named, Whom
from bot.audience import Audience
from bot.contributions import KINDS, Contributed
from bot.fact_rows import FactRow, FactRows
from bot.feature import Context, Line, Phrase, Refusal, Role
from bot.figures import decimal
from handlers.lecturers import rules
from handlers.lecturers.rules import LEAST, YearTotals
from handlers.lecturers.settings import feature
from storage import memberships

ROSTER = Phrase(zh="📊 {year}年讲师（{n}人）", en="📊 Lecturers in {year} ({n})")
NOBODY = Phrase(
    zh="{year}年还没有人讲过课。微课的作者写成员名字，推送后算在这里。",
    en="Nobody has taught in {year} yet. A lesson counts once it has come, for the member its author is called like.",
)
PART = Phrase(zh="{kind} {n}", en="{kind} {n}")
MINUTES = Phrase(zh="{n}分钟", en="{n:minute|minutes}")
RATED = Phrase(zh="评分{mean}（n={n}）", en="rated {mean} (n={n})")
NOTHING_YET = Phrase(zh="还没有", en="nothing yet")
STARS = "★"
FILE = Phrase(zh="📊 {name}，{year}年", en="📊 {name}, {year}")
TOTAL = Phrase(zh="合计", en="In all")
N_THINGS = Phrase(zh="{n}项", en="{n:item|items}")
STARS_OF = Phrase(zh="{year}年星级", en="Stars of {year}")
TOO_FEW = Phrase(zh="证据不足（n={n}，至少{least}）", en="too little to go by (n={n}, at least {least})")
GOES_BY = Phrase(
    zh="星级按全年评分均值（0–10，至少{least}个评分）：9.5起五星，9起四星，8.5起三星，8起两星，其余一星。不足5人打分的课不计入评分。",
    en="Stars go by the year's mean score (0–10, at least {least:score|scores}): five from 9.5, four from 9, three from 8.5, "
    "two from 8, else one. Lessons with fewer than 5 scores are not counted in it.",
)
NOTHING = Phrase(
    zh="{name} {year}年还没有讲课、批作业或回答的记录。", en="{name} has taught, reviewed and answered nothing yet in {year}."
)
WRONG_YEAR = Phrase(
    zh="年份要写成四位数，到今年为止。试试：讲师 何琳 年=2026",
    en="Write the year in four digits, this one at most. Try: lecturers Helen year=2026",
)
EARLIEST = 2000
AND_MORE = Phrase(zh="等", en="and more")
PART_ROWS = 3
"""The newest of a kind that are named in a file."""
MORE_PART = Phrase(zh="等", en="and more")


Parts = dict[str, list[Contributed]]
"""Somebody's year, by kind."""


@feature.command(
    "讲师",
    "lecturers",
    help=Phrase(zh="谁在讲课；看一位讲师这一年：讲师 何琳", en="Who teaches; one lecturer's year: lecturers Helen"),
    by=Role.EXPERT,
    examples=["讲师", "讲师 何琳", "lecturers year=2026"],
    everyday=True,
)
def lecturers(
    ctx: Context, name: Annotated[Whom | None, Named("名字", "name")] = None, *, year: Annotated[int, Named("年", "year")] = 0
) -> None:
    meant = year or ctx.today.year
    if not EARLIEST <= meant <= ctx.today.year:
        raise Refusal(WRONG_YEAR)
    if name:
        _file(ctx, ctx.member_named(name), meant)
    else:
        _roster(ctx, meant)


def _gathered(ctx: Context, year: int) -> dict[int, Parts]:
    """Everybody's year, by membership."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    return rules.by_member({kind.code: kind.of(ctx.db, ctx.camp.id, first, last) for kind in KINDS.values()})


def _roster(ctx: Context, year: int) -> None:
    """Who teaches, the most first: whoever did something that year, and the experts who have not yet."""
    done = _gathered(ctx, year)
    known = [one for one in memberships.members(ctx.db, ctx.camp.id) if one.id in done or one.role == "expert"]
    if not known:
        ctx.reply(NOBODY(year=year), audience=Audience.REVIEWERS)
        return
    known.sort(key=lambda one: (-sum(map(len, done.get(one.id, {}).values())), one.id))
    rows = [FactRow(one.name, _parts(done.get(one.id, {})), _judged(_total(done.get(one.id, {})))) for one in known]
    said = FactRows.of(*rows, title=ROSTER(year=year, n=len(known)))
    ctx.reply(said, GOES_BY(least=LEAST), audience=Audience.REVIEWERS)


def _file(ctx: Context, member: memberships.Member, year: int) -> None:
    """One lecturer's year, kind by kind, and what it comes to."""
    parts = _gathered(ctx, year).get(member.id, {})
    if not parts:
        raise Refusal(NOTHING(name=member.name, year=year))
    rows = [_row(KINDS[kind].name, rules.total(done), _named(done)) for kind, done in parts.items()]
    whole = _total(parts)
    stars = STARS * whole.stars if whole.stars is not None else TOO_FEW(n=whole.rated, least=LEAST)
    said = FactRows.of(*rows, _row(TOTAL, whole), FactRow(STARS_OF(year=year), stars), title=FILE(name=member.name, year=year))
    ctx.reply(said, GOES_BY(least=LEAST), audience=Audience.REVIEWERS)


def _row(label: Phrase, of: YearTotals, named: list[Line | Phrase | str] | None = None) -> FactRow:
    """So many, their minutes and scores, and which the newest are."""
    figures: list[Line | Phrase | str] = [N_THINGS(n=of.n)]
    if of.minutes:
        figures.append(MINUTES(n=of.minutes))
    if of.mean is not None:
        figures.append(RATED(mean=decimal(of.mean, 2), n=of.rated))
    return FactRow(label, figures, named or "")


def _named(done: list[Contributed]) -> list[Line | Phrase | str]:
    """The newest by name."""
    newest = [one.what for one in sorted(done, key=lambda one: one.day)[::-1][:PART_ROWS]]
    return [*newest, *([AND_MORE] if len(done) > PART_ROWS else [])]


def _parts(parts: Parts) -> list[Line | Phrase | str] | Phrase:
    """微课 3、采纳的回答 2."""
    return [PART(kind=KINDS[kind].name, n=len(done)) for kind, done in parts.items()] or NOTHING_YET


def _judged(of: YearTotals) -> list[Line | Phrase | str]:
    """Minutes, the mean with its n, and the stars where there are enough."""
    said: list[Line | Phrase | str] = [MINUTES(n=of.minutes)] if of.minutes else []
    if of.mean is not None:
        said.append(RATED(mean=decimal(of.mean, 2), n=of.rated))
    return [*said, *([STARS * of.stars] if of.stars is not None else [])]


def _total(parts: Parts) -> YearTotals:
    return rules.total(one for done in parts.values() for one in done)
