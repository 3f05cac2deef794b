"""How behaviours, their cadence and somebody's standing read, and whom one is for."""

from __future__ import annotations

from datetime import date
from difflib import get_close_matches

from bot.feature import Context, Line, Phrase, Refusal
from bot.names import folded
from handlers.behaviours.rules import BehaviourStanding, Period
from storage import behaviours, memberships
from storage.behaviours import Behaviour
from storage.connection import Db

WEEKLY = Phrase(zh="每周{n}次", en="{n:time|times} a week")
MONTH_DAY = Phrase(zh="每月{n}日{shift}", en="by day {n} of the month{shift}")
MONTH_LIST = Phrase(zh="每月和名单里每人至少1次", en="once a month with each of a list")
SHIFT = {
    "next_workday": Phrase(zh="（遇休顺延）", en=" (next workday if off)"),
    "previous_workday": Phrase(zh="（遇休提前）", en=" (workday before if off)"),
    "same": Phrase(zh="（遇休不变）", en=" (also if off)"),
}
DAY = Phrase(zh="{day.month}/{day.day}", en="{day:%b} {day.day}")
STANDS = Phrase(zh="{done}/{needs}{own}{missing}", en="{done} of {needs}{own}{missing}")
OWN = Phrase(zh="，另有自报{n}（对方还没确认）", en=", and {n} of their own word, not confirmed")
MISSING = Phrase(zh="，还差{names}", en=", still without {names}")
MET = Phrase(zh="✅ {stands}", en="✅ {stands}")
DUE = Phrase(zh="{day}前", en="by {day}")

NO_SUCH = Phrase(zh="没有第{number}项行为。看有哪些：行为", en="There is no behaviour {number}. To see them: behaviours")
NONE_CALLED = Phrase(zh="没有叫“{name}”的行为。看有哪些：行为", en="No behaviour is called “{name}”. To see them: behaviours")
NEAR = Phrase(zh="没有叫“{name}”的行为，是不是“{near}”？", en="No behaviour is called “{name}”; did you mean “{near}”?")
SHORT = 20


def cadence(one: Behaviour) -> Line | Phrase:
    """每周2次."""
    if one.cadence == "weekly":
        return WEEKLY(n=one.n)
    return MONTH_DAY(n=one.n, shift=SHIFT[one.on_rest_day]) if one.cadence == "month_day" else MONTH_LIST


def stands(standing: BehaviourStanding) -> Line:
    """1/2, and one's own word apart."""
    own = OWN(n=standing.own_word) if standing.own_word else ""
    missing = MISSING(names=list(standing.missing)) if standing.missing else ""
    said = STANDS(done=standing.confirmed, needs=standing.needs, own=own, missing=missing)
    return MET(stands=said) if standing.is_met else said


def due(period: Period, today: date) -> Line:
    """5/6前; once that day is over, as on a Saturday, the last day that still counts."""
    return DUE(day=short_day(period.due if today <= period.due else period.last))


def short_day(day: date) -> Line:
    """5/6."""
    return DAY(day=day)


def meant(ctx: Context, words: str) -> tuple[Behaviour, str]:
    """The behaviour at the beginning of the words, by its number or name, and the rest. Raises Refusal."""
    first, _, rest = words.strip().partition(" ")
    known = behaviours.in_use(ctx.db, ctx.camp.id)
    if first.lstrip("#＃").isdecimal() and len(first) < 10:
        number = int(first.lstrip("#＃"))
        one = next((one for one in known if one.id == number), None)
        if one is None:
            raise Refusal(NO_SUCH(number=number))
        return one, rest.strip()
    by_name = {folded(one.name): one for one in known}
    pieces = words.split()
    for place in range(len(pieces), 0, -1):
        if (one := by_name.get(folded(" ".join(pieces[:place])))) is not None:
            return one, " ".join(pieces[place:])
    near = get_close_matches(first, [one.name for one in known], n=1, cutoff=0.4)
    raise Refusal(NEAR(name=first[:SHORT], near=near[0]) if near else NONE_CALLED(name=first[:SHORT]))


def for_whom(db: Db, camp: int, one: Behaviour) -> list[memberships.Member]:
    """Who is to do it: those with its tag, else all learners."""
    if one.tag:
        return memberships.members(db, camp, tagged=one.tag)
    return [member for member in memberships.members(db, camp) if member.role == "learner"]


def is_for(ctx: Context, one: Behaviour) -> bool:
    """Whether it is for who speaks."""
    return any(member.id == ctx.member.id for member in for_whom(ctx.db, ctx.camp.id, one))
