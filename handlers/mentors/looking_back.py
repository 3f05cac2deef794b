"""The workday after: who has missed two weeks in a row is named to the manager, and both read how it went half way and at the end."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime

from bot.feature import Context, Line, Phrase, Press
from handlers.mentors import rules, wording
from handlers.mentors.settings import feature
from handlers.mentors.wording import monday
from storage import checkins
from storage.mentors import pairs, weeks
from storage.mentors.pairs import MentorPair
from storage.mentors.weeks import Marks, MentorWeek

HALF_WAY = Phrase(
    zh="📊 结对过半（{n}/{of}周，{mentor}带{mentee}）：", en="📊 Half way ({n} of {of:week|weeks}, {mentor} and {mentee}):"
)
AT_THE_END = Phrase(
    zh="📊 {of}周结对到期了（{mentor}带{mentee}），谢谢你们。结果：",
    en="📊 {mentor} and {mentee}: {of:week is|weeks are} over; thank you both. The result:",
)
MISSED = Phrase(
    zh="⚠️ 连续{n}周没填的：{who}。问问是不是有难处。",
    en="⚠️ Nothing said for {n:week|weeks} in a row: {who}. Ask what is in the way.",
)
ONE_MISSED = Phrase(zh="{name}（第{pair}号）", en="{name} (pair {pair})")
LOOK = Phrase(zh="看第{pair}号", en="See pair {pair}")
AND_MORE = Phrase(zh="还有{n}对，看：辅导", en="And {n:pair|pairs} more; see: coach")
SLICE = 50
SHOWN = 3
"""Results a manager reads in one message; the others are looked up."""
NAMED = 20


@feature.due("look_back")
def look_back(ctx: Context, subject: str, _: datetime) -> None:
    """One slice of the camp's pairs, then the next."""
    week, after = subject.split(":")[1:]
    of_week = date.fromisoformat(week)
    found = pairs.some_running(ctx.db, ctx.camp.id, after=int(after), most=SLICE)
    missing: dict[int, list[tuple[MentorPair, str]]] = defaultdict(list)
    results: dict[int, list[list[Line]]] = defaultdict(list)
    for pair in found:
        asked, marks = weeks.of_pair(ctx.db, pair.id), weeks.marks(ctx.db, pair.id)
        hears = wording.managers(ctx, pair)
        if asked and asked[-1].monday == of_week:
            for name in _who_missed(ctx, pair, asked, marks):
                for person in hears:
                    missing[person].append((pair, name))
        said = _result(ctx, pair, asked, marks, of_week)
        for person in hears if said else ():
            results[person].append(said)
    for person, those in missing.items():
        who = [ONE_MISSED(name=name, pair=pair.id) for pair, name in those[:NAMED]]
        presses = [Press(LOOK(pair=pair.id), f"辅导 {pair.id}") for pair, _ in those[:SHOWN]]
        ctx.tell(person, MISSED(n=rules.IN_A_ROW, who=who), presses, gently=True)
    for person, every in results.items():
        more = [AND_MORE(n=len(every) - SHOWN)] if len(every) > SHOWN else []
        ctx.tell(person, *(line for said in every[:SHOWN] for line in said), *more, gently=True)
    if len(found) == SLICE:
        ctx.later("mentors.look_back", f"{ctx.camp.id}:{week}:{found[-1].id}", ctx.now)


def _who_missed(ctx: Context, pair: MentorPair, asked: list[MentorWeek], marks: Marks) -> list[str]:
    """Those who have missed just so many weeks in a row: nobody is named again for the third."""
    first, last = asked[0].asked_on, asked[-1].asked_on
    return [
        name
        for member, _, name in pair.sides
        if last not in (leave := checkins.leave_between(ctx.db, member, first, last))
        and rules.missed(asked, marks, pair, member, frozenset(leave)) == rules.IN_A_ROW
    ]


def _result(ctx: Context, pair: MentorPair, asked: list[MentorWeek], marks: Marks, week: date) -> list[Line]:
    """What both are told half way and at the end, when the pair is over."""
    assert pair.ends_on is not None
    is_over = monday(pair.ends_on) <= week
    is_half = not is_over and len(asked) == (pair.weeks + 1) // 2 and asked[-1].monday == week
    if not (is_over or is_half):
        return []
    heading = (AT_THE_END if is_over else HALF_WAY)(
        n=len(asked), of=pair.weeks, mentor=pair.mentor_name, mentee=pair.mentee_name
    )
    said = [heading, *wording.results(pair, asked, marks)]
    if is_over:
        pairs.end(ctx.db, pair.id, by=None, why=None, at=ctx.now)
        ctx.happened("mentors.ended", pair.mentee, pair=pair.id)
    for _, person, _ in pair.sides:
        ctx.tell(person, *said, gently=True)
    return said
