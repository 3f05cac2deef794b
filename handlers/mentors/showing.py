"""辅导: a manager's pairs, one's own, and the weeks of one with what both said."""

from __future__ import annotations

from bot.audience import Audience
from bot.feature import Context, Line, Page, Phrase, Press, Refusal, Role, Said
from handlers.mentors import wording
from handlers.mentors.settings import feature
from handlers.mentors.wording import DAY
from storage.mentors import pairs, weeks
from storage.mentors.pairs import MentorPair
from storage.mentors.weeks import Marks, MentorWeek

EVERY = Phrase(zh="结对（{n}对）", en="{n:pair|pairs}")
NO_PAIRS = Phrase(
    zh="还没有结对。试试：辅导 林晓 导师=周航 8周 行为=先问参照,记录异议",
    en="No pairs yet. Try: coach Ann mentor=Ben 8 weeks behaviours=ask first,note objections",
)
NO_PAIR = Phrase(
    zh="你现在没有结对。想要导师，跟社群经理说。", en="You are in no pair. If you would like a mentor, tell the manager."
)
RUNNING = Phrase(
    zh="#{pair} {mentor}带{mentee}｜第{n}/{of}周，至{until}",
    en="#{pair} {mentor} and {mentee} | week {n} of {of}, until {until}",
)
OFFERED = Phrase(zh="#{pair} {mentor}带{mentee}｜等{names}答应", en="#{pair} {mentor} and {mentee} | {names} to answer")
DONE = Phrase(
    zh="#{pair} {mentor}带{mentee}｜{n}周，已结束{why}", en="#{pair} {mentor} and {mentee} | {n:week|weeks}, over{why}"
)
WHY = Phrase(zh="（{reason}）", en=" ({reason})")
BEHAVIOURS = Phrase(zh="行为：{behaviours}", en="Behaviours: {behaviours}")
WEEK = Phrase(zh="第{n}周 {day}", en="Week {n}, {day}")
SAID = Phrase(zh="· {name}：{marked}{line}", en="· {name}: {marked}{line}")
NOTHING = Phrase(zh="没填", en="nothing said")
LINE = Phrase(zh="｜{words}", en=" | {words}")
END = Phrase(zh="结束结对", en="End it")
SHOWN, WEEKS_SHOWN = 10, 4


def show(ctx: Context, words: str) -> None:
    """The pair of a number; without one the camp's to a manager, and one's own to anybody else."""
    if words:
        pair, _ = wording.meant(ctx, words, "看")
        return ctx.show_list("weeks", pair=pair.id)
    mine = pairs.of_member(ctx.db, ctx.member.id)
    if ctx.role >= Role.MANAGER:
        return ctx.show_list("pairs")
    if not mine:
        raise Refusal(NO_PAIR)
    if len(mine) == 1:
        return ctx.show_list("weeks", pair=mine[0].id)
    ctx.show_list("mine")


@feature.paged("pairs", by=Role.MANAGER)
def _pairs(ctx: Context, after: int) -> Page:
    every = pairs.unfinished(ctx.db, ctx.camp.id)
    if not every:
        return Page((NO_PAIRS,), audience=Audience.MANAGERS)
    return _page(ctx, every, after, Audience.MANAGERS)


@feature.paged("mine")
def _mine(ctx: Context, after: int) -> Page:
    return _page(ctx, pairs.of_member(ctx.db, ctx.member.id), after, Audience.PERSON)


def _page(ctx: Context, every: list[MentorPair], after: int, audience: Audience) -> Page:
    shown = every[after : after + SHOWN]
    said: list[Said] = [] if after else [EVERY(n=len(every))]
    said += [_line(ctx, pair) for pair in shown]
    presses = [Press(f"#{pair.id}", f"辅导 {pair.id}") for pair in shown[:5]]
    return Page.cut(*said, presses, after=after, most=SHOWN, of=len(every), audience=audience)


def _line(ctx: Context, pair: MentorPair) -> Line:
    names = {"pair": pair.id, "mentor": pair.mentor_name, "mentee": pair.mentee_name}
    if not pair.is_open:
        return DONE(**names, n=pair.weeks, why=WHY(reason=pair.reason) if pair.reason else "")
    if pair.started_on is None:
        waits = [
            name
            for name, at in ((pair.mentee_name, pair.mentee_agreed_at), (pair.mentor_name, pair.mentor_agreed_at))
            if at is None
        ]
        return OFFERED(**names, names=waits)
    n = max(len(weeks.of_pair(ctx.db, pair.id)), 1)
    return RUNNING(**names, n=n, of=pair.weeks, until=DAY(day=pair.ends_on))


@feature.paged("weeks")
def _weeks(ctx: Context, after: int, pair: int) -> Page:
    """Newest first: what was asked last is what is looked for."""
    found, _ = wording.meant(ctx, str(pair), "看")
    asked, marks, notes = weeks.of_pair(ctx.db, pair), weeks.marks(ctx.db, pair), weeks.notes(ctx.db, pair)
    said: list[Said] = []
    if not after:
        said = [
            _line(ctx, found),
            BEHAVIOURS(behaviours=found.behaviours),
            *(wording.results(found, asked, marks) if asked else ()),
        ]
    numbered = list(enumerate(asked, 1))[::-1]
    for n, week in numbered[after : after + WEEKS_SHOWN]:
        said += [WEEK(n=n, day=DAY(day=week.asked_on)), *_said(found, week, marks, notes)]
    presses = [Press(END, f"辅导 结束 {pair}")] if found.is_open and not after else []
    audience = Audience.PERSON
    return Page.cut(*said, *([presses] if presses else []), after=after, most=WEEKS_SHOWN, of=len(asked), audience=audience)


def _said(pair: MentorPair, week: MentorWeek, marks: Marks, notes: dict[tuple[int, int], str]) -> list[Line]:
    lines = []
    for member, _, name in pair.sides:
        seen, words = marks.get((week.id, member), {}), notes.get((week.id, member))
        marked = wording.marked(pair, seen) if seen else NOTHING
        lines.append(SAID(name=name, marked=marked, line=LINE(words=words) if words else ""))
    return lines
