"""辅导: a manager's pairs, one's own, and the weeks of one with what both said."""

from __future__ import annotations

from bot.audience import Audience
from bot.feature import Context, Line, Page, Phrase, Press, Refusal, Role, Said
from handlers.mentors import rules, wording
from handlers.mentors.settings import feature
from handlers.mentors.wording import DAY
from storage import memberships
from storage.mentors import pairs, weeks
from storage.mentors.pairs import MentorPair
from storage.mentors.weeks import Marks, MentorWeek

EVERY = Phrase(zh="结对（{n}对）", en="{n:pair|pairs}")
NO_PAIRS = Phrase(
    zh="还没有结对。试试：辅导 林晓 导师=周航 8周 行为=先问参照,记录异议",
    en="No pairs yet. Try: coach Ann mentor=Ben 8 weeks behaviours=ask first,note objections",
)
NO_PAIR = Phrase(
    zh="你现在没有结对。想要导师，或者想带人，跟社群经理说。",
    en="You are in no pair. If you would like a mentor, or to be one, tell the manager.",
)
FOR_MANAGERS = Phrase(zh="这要由社群经理来看。看你自己的：辅导", en="That is for managers. To see yours: coach")
ALONE = Phrase(
    zh="没有导师的学员{n}人：{names}。请两人结对：辅导 {name} 导师=谁 8周 行为=先问参照,记录异议",
    en="Learners without a mentor ({n}): {names}. To pair one up: coach {name} mentor=NAME 8 weeks behaviours=ask first,note objections",
)
NOBODY_ALONE = Phrase(zh="每位学员都有导师，或者问过了。", en="Every learner has a mentor or has been asked.")
MISSING = Phrase(zh="最近这周没填的{n}人：{names}", en="Nothing said of the latest week yet ({n}): {names}")
NOBODY_MISSING = Phrase(zh="最近这周都填了。", en="Everybody has said how the latest week went.")
NOBODY_ASKED = Phrase(zh="还没有到填的时候，没有问过谁。", en="Nobody has been asked about a week yet.")
OF_PAIR = Phrase(zh="{name}（第{pair}号）", en="{name} (pair {pair})")
MOST_NAMED = 40
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


def alone(ctx: Context, words: str) -> None:
    """The learners nobody mentors, to a manager. Raises Refusal."""
    _check_manager(ctx)
    taken = {pair.mentee for pair in pairs.unfinished(ctx.db, ctx.camp.id)}
    some = [one for one in memberships.members(ctx.db, ctx.camp.id) if one.role == "learner" and one.id not in taken]
    if not some:
        raise Refusal(NOBODY_ALONE)
    names = [one.name for one in some[:MOST_NAMED]]
    ctx.reply(ALONE(n=len(some), names=names, name=names[0]), audience=Audience.MANAGERS)


def missing(ctx: Context, words: str) -> None:
    """Who has not said all of the latest week they were asked about, to a manager. Raises Refusal."""
    _check_manager(ctx)
    asked = [(pair, found[-1]) for pair in _running(ctx) if (found := weeks.of_pair(ctx.db, pair.id))]
    if not asked:
        raise Refusal(NOBODY_ASKED)
    names = [
        OF_PAIR(name=name, pair=pair.id)
        for pair, week in asked
        for member, _, name in pair.sides
        if not rules.is_whole(weeks.marks(ctx.db, pair.id).get((week.id, member), {}), pair)
    ]
    ctx.reply(MISSING(n=len(names), names=names[:MOST_NAMED]) if names else NOBODY_MISSING, audience=Audience.MANAGERS)


def _check_manager(ctx: Context) -> None:
    if ctx.role < Role.MANAGER:
        raise Refusal(FOR_MANAGERS)


def _running(ctx: Context) -> list[MentorPair]:
    return [pair for pair in pairs.unfinished(ctx.db, ctx.camp.id) if pair.runs]


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
