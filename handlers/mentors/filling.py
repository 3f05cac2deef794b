"""辅导 填: how either of a pair saw each behaviour of the week, by buttons or in a sentence, and a line about it."""

from __future__ import annotations

from bot.audience import Audience
from bot.feature import Context, Phrase, Press, Refusal
from handlers.mentors import rules, wording
from handlers.mentors.settings import AT, feature
from storage import dialogs
from storage.mentors import pairs, weeks
from storage.mentors.pairs import MentorPair
from storage.mentors.weeks import MentorWeek

SO_FAR = Phrase(zh="记下了：{marked}。还差：{missing}。", en="Noted: {marked}. Still missing: {missing}.")
ALL = Phrase(
    zh="✅ 都记下了：{marked}。再写一句这周的情况（你们和经理看得到），或按“不写”。要改就再按一次上面的按钮。",
    en="✅ All noted: {marked}. Add a line about the week (you two and the managers read it), or press “No line”. To change one press it again.",
)
DONE = Phrase(zh="✅ 这周填好了：{marked}。{line}", en="✅ The week is filled in: {marked}. {line}")
LINE = Phrase(zh="“{words}”", en="“{words}”")
NO_LINE = Phrase(zh="不写", en="No line")
KEPT = Phrase(zh="好，这周就这些，谢谢你。", en="Good, that is all for this week. Thank you.")
SKIPS = {"不写", "no line", "skip"}
LONGEST = 200

NOTHING_YET = Phrase(
    zh="还没到填的时候，每周最后一个工作日 {at} 问你。",
    en="It is not time yet: you are asked on the last workday of the week at {at}.",
)
NO_SUCH = Phrase(zh="没有这一周要你填。看你的结对：辅导", en="No such week is yours. To see your pairs: coach")
OLD = Phrase(zh="那一周已经过了，填最近这次问的就好。", en="That week is past; please answer the latest question.")
OVER = Phrase(zh="第{pair}号结对已经结束，不用再填，谢谢你。", en="Pair {pair} is over; nothing more to fill in. Thank you.")
UNREAD = Phrase(
    zh="没看懂“{words}”。依次写{n}项的做到、部分或没做到，再写一句：辅导 填 {example}",
    en="I did not get “{words}”. Write done, partly or not for {n:behaviour|behaviours} in turn, then a line: coach fill {example}",
)
NOT_ALL = Phrase(
    zh="一共{n}项：{names}。要一起写就写全：辅导 填 {example}",
    en="There are {n}: {names}. To write them at once write all: coach fill {example}",
)
TOO_LONG = Phrase(zh="一句话最多{most}字，你写了{n}字。", en="A line has at most {most:character|characters}; this is {n}.")


def fill(ctx: Context, words: str) -> None:
    """`12 1 做到` of a button, `做到 部分 一句话` of the latest week, `12 不写`."""
    pair, week, rest = _week(ctx, words.strip())
    first, _, behind = rest.partition(" ")
    place = wording.number(first)
    if rest.casefold() in SKIPS:
        return _finish(ctx, pair, week, "")
    if place is not None and 1 <= place <= len(pair.behaviours) and (how := rules.mark(behind)) is not None:
        weeks.mark(ctx.db, week.id, ctx.member.id, place, how, at=ctx.now)
        return _go_on(ctx, pair, week)
    said = rules.said(rest, len(pair.behaviours))
    if not said.marks:
        raise Refusal(UNREAD(words=rest[: rules.LONGEST_BEHAVIOUR], n=len(pair.behaviours), example=_example(pair)))
    if len(said.marks) < len(pair.behaviours) or rules.mark(said.words) is not None:
        raise Refusal(NOT_ALL(n=len(pair.behaviours), names=pair.behaviours, example=_example(pair)))
    for place, how in enumerate(said.marks, 1):
        weeks.mark(ctx.db, week.id, ctx.member.id, place, how, at=ctx.now)
    if said.words:
        _report(ctx, pair, week)
        return _finish(ctx, pair, week, said.words)
    _go_on(ctx, pair, week)


def _example(pair: MentorPair) -> Phrase:
    n = len(pair.behaviours) - 1
    return Phrase(zh=" ".join(["做到", *["部分"] * n]), en=" ".join(["done", *["partly"] * n]))


def _week(ctx: Context, words: str) -> tuple[MentorPair, MentorWeek, str]:
    """The week that is meant by its number, else the one somebody was asked about last; and the rest. Raises Refusal."""
    first, _, rest = words.partition(" ")
    number = wording.number(first)
    if number is None:
        return *_latest(ctx), words
    week = weeks.find(ctx.db, number)
    pair = pairs.find(ctx.db, ctx.camp.id, week.pair) if week is not None else None
    if week is None or pair is None or ctx.member.id not in (pair.mentee, pair.mentor):
        raise Refusal(NO_SUCH)
    if not pair.is_open:
        raise Refusal(OVER(pair=pair.id))
    if weeks.of_pair(ctx.db, pair.id)[-1].id != week.id:
        raise Refusal(OLD)
    return pair, week, rest.strip()


def _latest(ctx: Context) -> tuple[MentorPair, MentorWeek]:
    mine = [pair for pair in pairs.of_member(ctx.db, ctx.member.id) if pair.runs]
    if not mine:
        raise Refusal(wording.NONE)
    asked = [(pair, found[-1]) for pair in mine if (found := weeks.of_pair(ctx.db, pair.id))]
    if not asked:
        raise Refusal(NOTHING_YET(at=ctx.setting(AT)))
    waiting = [
        (pair, week)
        for pair, week in asked
        if not rules.is_whole(weeks.marks(ctx.db, pair.id).get((week.id, ctx.member.id), {}), pair)
    ]
    return (waiting or asked)[0]


def _go_on(ctx: Context, pair: MentorPair, week: MentorWeek) -> None:
    """What is missing, or the question for a line."""
    seen = weeks.marks(ctx.db, pair.id).get((week.id, ctx.member.id), {})
    said = wording.marked(pair, seen)
    if not rules.is_whole(seen, pair):
        missing = [behaviour for place, behaviour in enumerate(pair.behaviours, 1) if place not in seen]
        rows = wording.presses(pair, week.id, seen)
        ctx.reply(SO_FAR(marked=said, missing=missing), *rows, audience=Audience.PERSON)
        return
    _report(ctx, pair, week)
    ctx.ask("line", week=week.id)
    ctx.reply(ALL(marked=said), [Press(NO_LINE, f"辅导 填 {week.id} 不写")], audience=Audience.PERSON)


def _report(ctx: Context, pair: MentorPair, week: MentorWeek) -> None:
    """Both have said all of the week."""
    marks = weeks.marks(ctx.db, pair.id)
    if all(rules.is_whole(marks.get((week.id, member), {}), pair) for member, *_ in pair.sides):
        ctx.happened("mentors.reported", pair.mentee, pair=pair.id)


@feature.step("line", called=Phrase(zh="这周的一句话", en="the line about the week"))
def line(ctx: Context, words: str, *, week: int) -> None:
    pair, found, _ = _week(ctx, str(week))
    _finish(ctx, pair, found, "" if words.strip().casefold() in SKIPS else words.strip())


def _finish(ctx: Context, pair: MentorPair, week: MentorWeek, words: str) -> None:
    if len(words) > LONGEST:
        raise Refusal(TOO_LONG(most=LONGEST, n=len(words)))
    waits = dialogs.find(ctx.db, ctx.person.id, ctx.address.key, now=ctx.now)
    if waits is not None and waits.step == "mentors.line":
        dialogs.close(ctx.db, waits.id)
    if not words:
        ctx.reply(KEPT, audience=Audience.PERSON)
        return
    weeks.note(ctx.db, week.id, ctx.member.id, words, at=ctx.now)
    seen = weeks.marks(ctx.db, pair.id).get((week.id, ctx.member.id), {})
    ctx.reply(DONE(marked=wording.marked(pair, seen), line=LINE(words=words)), audience=Audience.PERSON)
