"""The waves: thirty and ninety days after the end everybody is asked once, reminded once, and what was said is settled and told."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from bot.feature import Context, Line, Phrase, Press
from handlers.feedback import rules
from handlers.feedback.settings import AT, FOLLOW_UPS, IN_TIME, LATE, OPEN_FOR, REMINDED_AFTER, WAVES, feature
from scheduler.rhythm import on_the_clock
from storage import ballots
from storage.feedback import people, waves
from storage.feedback.people import Rated
from storage.feedback.waves import Feedback

SLICE = 50
"""People told in one transaction."""
ASKS = Phrase(
    zh="📊 训后{days}天互评：{n}项行为，请给{whom}打分，到 {until:%m-%d}。{late}\n给同事的匿名：谁打的，社群经理也看不到，"
    "不足{least}人的组合并显示；给自己的只有你和社群经理看得到。",
    en="📊 {days:day|days} after the training: {n:behaviour|behaviours}, for {whom}, until {until:%m-%d}.{late}\n"
    "What you give colleagues is anonymous, to the managers too, and any group below {least} is merged; what you give yourself you and the managers see.",
)
ALL_ROUND = Phrase(zh="你自己和{n}位同事", en="yourself and {n:colleague|colleagues}")
COLLEAGUES = Phrase(zh="{n}位同事", en="{n:colleague|colleagues}")
REMINDS = Phrase(
    zh="⏰ 训后{days}天互评还差你的，到 {until:%m-%d}。{late}",
    en="⏰ Your ratings {days:day|days} after the training are missing, until {until:%m-%d}.{late}",
)
BEGIN = Phrase(zh="开始打分", en="Begin")
FOLLOW_UP = {
    30: Phrase(
        zh="📊 培训结束{days}天了：互评已经发出，{closes:%m-%d} 收齐。这个月的业绩也可以导入了。{late}",
        en="📊 {days:day|days} since the training ended: ratings were asked for and close on {closes:%m-%d}. This month's figures can be imported.{late}",
    ),
    90: Phrase(
        zh="📊 培训结束{days}天了：第二次互评已经发出，{closes:%m-%d} 收齐，那时能看前后变化。训后三个月的业绩可以导入了。{late}",
        en="📊 {days:day|days} since the training ended: the second ratings close on {closes:%m-%d} and show the change. "
        "Figures of three months after can be imported.{late}",
    ),
    180: Phrase(
        zh="📊 培训结束{days}天了：导入最近的业绩，看六个月的成效。{late}",
        en="📊 {days:day|days} since the training ended: import the latest figures to see what half a year has brought.{late}",
    ),
    365: Phrase(
        zh="📊 培训结束{days}天了：导入最近的业绩，就能和去年同月比一整年。{late}",
        en="📊 {days:day|days} since the training ended: import the latest figures to compare a whole year with the year before.{late}",
    ),
}
IMPORT, SEE = Phrase(zh="导入指标", en="Import figures"), Phrase(zh="看互评", en="See the ratings")
RESULT = Phrase(
    zh="📊 训后{days}天互评收齐了：{people}人里{n}人有{least}人以上评。",
    en="📊 All ratings of day {days} came in: of {people}, {n} had marks from {least} or more.",
)
MINE = Phrase(zh="📊 你的训后{days}天互评收齐了。", en="📊 Your ratings of day {days} came in.")
SEE_MINE = Phrase(zh="看我的", en="See mine")


def plan(ctx: Context, one: Feedback) -> None:
    """Puts all that comes later on the agenda; a day that is past already is nobody's."""
    for days in FOLLOW_UPS:
        if moment(ctx, one, days) > ctx.now:
            ctx.later("feedback.follow_up", one.subject(days), moment(ctx, one, days))


def resume(ctx: Context, one: Feedback) -> None:
    """The same once more, and the end of the wave that is open."""
    plan(ctx, one)
    for wave in waves.waves(ctx.db, one.id):
        if wave.closed_at is None:
            ctx.later("feedback.close", one.subject(wave.days), wave.opened_at + OPEN_FOR)


def forget(ctx: Context, one: Feedback) -> None:
    """Takes it off again."""
    for days in FOLLOW_UPS:
        for job in ("follow_up", "remind", "close"):
            ctx.later(f"feedback.{job}", one.subject(days), None)


def moment(ctx: Context, one: Feedback, days: int) -> datetime:
    return at(ctx, one.ends_on, days)


def at(ctx: Context, ends: date, days: int) -> datetime:
    """The moment so many days after the end."""
    return on_the_clock(ends + timedelta(days), AT, ctx.zone)


@feature.due("follow_up")
def follow_up(ctx: Context, subject: str, due_at: datetime) -> None:
    """Who set it up hears what there is to look at; on two of the days everybody is asked."""
    one, days = _meant(ctx, subject)
    if one is None:
        return
    late = _late(ctx, due_at)
    if days in WAVES and waves.open_wave(ctx.db, one.id, days, at=ctx.now):
        ctx.later("feedback.remind", subject, ctx.now + REMINDED_AFTER)
        ctx.later("feedback.close", subject, ctx.now + OPEN_FOR)
        _ask_some(ctx, one, days, due_at, after=0)
    said = FOLLOW_UP[days](days=days, closes=ctx.now + OPEN_FOR, late=late)
    ctx.tell(one.made_by, said, [Press(IMPORT, "导入 指标"), Press(SEE, "互评")])


@feature.due("ask")
def ask(ctx: Context, subject: str, _: datetime) -> None:
    """The next slice of them."""
    of, moment, after = subject.rsplit(":", 2)
    one, days = _meant(ctx, of)
    if one is not None:
        _ask_some(ctx, one, days, datetime.fromtimestamp(int(moment), ctx.now.tzinfo), after=int(after))


def _ask_some(ctx: Context, one: Feedback, days: int, due_at: datetime, *, after: int) -> None:
    some = people.asked(ctx.db, one.id, after=after, most=SLICE)
    own = {it.membership for it in people.rated(ctx.db, one.id)}
    for member, person in some:
        whom = (ALL_ROUND if member in own else COLLEAGUES)(n=len(people.to_rate(ctx.db, one.id, member)))
        said = {"days": days, "n": len(one.behaviours), "whom": whom, "until": ctx.now + OPEN_FOR}
        line = ASKS(**said, late=_late(ctx, due_at), least=rules.LEAST)
        ctx.tell(person, line, [Press(BEGIN, f"互评 评 {days}")])
    if len(some) == SLICE:
        ctx.later("feedback.ask", f"{one.subject(days)}:{int(due_at.timestamp())}:{some[-1][0]}", ctx.now)


@feature.due("remind")
def remind(ctx: Context, subject: str, due_at: datetime) -> None:
    """Once, only those who have somebody left to rate."""
    one, days = _meant(ctx, subject)
    if one is None:
        return
    wave = next(it for it in waves.waves(ctx.db, one.id) if it.days == days)
    due, after = own_left(ctx, one, days), 0
    while some := people.asked(ctx.db, one.id, after=after, most=SLICE):
        for member, person in some:
            if member in due or others_left(ctx, one, days, member, person):
                until = wave.opened_at + OPEN_FOR
                ctx.post_within_budget(
                    person,
                    REMINDS(days=days, until=until, late=_late(ctx, due_at)),
                    [Press(BEGIN, f"互评 评 {days}")],
                    until=until,
                )
        after = some[-1][0]


def own_left(ctx: Context, one: Feedback, days: int) -> dict[int, Rated]:
    """Who has not rated themselves, by membership."""
    said = waves.said(ctx.db, one.id, days)
    return {it.membership: it for it in people.rated(ctx.db, one.id) if it.membership not in said}


def others_left(ctx: Context, one: Feedback, days: int, member: int, person: int) -> list[Rated]:
    """Whom a member has not rated yet."""
    mine = people.to_rate(ctx.db, one.id, member)
    return [it for it in mine if not ballots.took_part(ctx.db, f"{one.subject(days)}:{it.id}", person)]


@feature.due("close")
def close(ctx: Context, subject: str, _: datetime) -> None:
    """What was said is counted, what is too small to be told is merged or thrown away, and no single ballot is kept."""
    one, days = _meant(ctx, subject)
    if one is None or not waves.close_wave(ctx.db, one.id, days, at=ctx.now):
        return
    ballots.mix(ctx.db, one.subject(days))
    rated = people.rated(ctx.db, one.id)
    kept = rules.settled(ballots.tallies(ctx.db, one.subject(days)), [it.id for it in rated], len(one.behaviours))
    ballots.drop(ctx.db, one.subject(days))
    ballots.keep_tallies(ctx.db, one.subject(days), kept)
    ctx.task("ballots.forget")
    seen = [it for it in rated if rules.rating(kept.values(), [it.id], len(one.behaviours)) is not None]
    for it in seen:
        ctx.post_within_budget(it.person, MINE(days=days), [Press(SEE_MINE, "互评 我的")])
    ctx.tell(one.made_by, RESULT(days=days, people=len(rated), n=len(seen), least=rules.LEAST), [Press(SEE, "互评")])


def _meant(ctx: Context, subject: str) -> tuple[Feedback | None, int]:
    """The feedback a row of the agenda is about, where it still stands, and the days."""
    _, number, days = subject.split(":")
    one = waves.find(ctx.db, int(number))
    return (one if one is not None and one.stopped_at is None else None), int(days)


def _late(ctx: Context, due_at: datetime) -> Line | str:
    return LATE(at=due_at) if ctx.now - due_at > IN_TIME else ""
