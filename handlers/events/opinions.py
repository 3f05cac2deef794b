"""One question, once, to those who were there: what was it worth? A day later its speaker reads what they say."""

from __future__ import annotations

from datetime import datetime, timedelta
from fractions import Fraction

from bot.audience import Audience
from bot.feature import Context, Line, Phrase, Press, Refusal
from bot.figures import decimal
from handlers.events import wording
from handlers.events.settings import feature
from storage import memberships
from storage.events import afterwards, attendance, events
from storage.events.events import Event

SLICE, OPEN_FOR, LEAST, BEST = 100, timedelta(hours=24), 3, 5
ASK = Phrase(
    zh="📊 {event} 对你有多大用？一个数，一天后告诉讲者，不写名字。",
    en="📊 How useful was {event} to you? One number; its speaker reads them a day later, without names.",
)
THANKS = Phrase(
    zh="✅ 记下了：{score}分，谢谢。一天内可以改。", en="✅ Noted: {score} of 5. Thank you; you may change it within a day."
)
NOT_THERE = Phrase(zh="这个只问到场的人。", en="Only those who were there are asked.")
NOT_OVER = Phrase(zh="{event} 还没结束，结束后问你。", en="{event} is not over yet; you will be asked.")
CLOSED = Phrase(
    zh="{event} 的反馈已经告诉讲者，不再收了。",
    en="What was said of {event} has been told to its speaker; nothing more is taken.",
)
HOW = Phrase(zh="给1到5分。试试：活动 V{id} 评 4", en="It takes 1 to 5. Try: event V{id} rate 4")
RESULT = Phrase(
    zh="📊 {event} 到场{there}人，{n}人评，均分{mean}/5（{spread}）。",
    en="📊 {event}: {there} came, {n} answered, mean {mean} of 5 ({spread}).",
)
TOO_FEW = Phrase(
    zh="📊 {event} 到场{there}人，{n}人评，证据不足（至少{least}人）。",
    en="📊 {event}: {there} came, {n} answered: too little to go by (at least {least}).",
)
SPREAD = Phrase(zh="{score}分{n}人", en="{n} gave {score}")


def begin(ctx: Context, one: Event) -> None:
    """They are asked, in slices, and heard for a day."""
    ctx.later("events.ask", f"{one.id}:0", ctx.now)
    ctx.later("events.told", str(one.id), ctx.now + OPEN_FOR)


@feature.due("ask")
def ask(ctx: Context, subject: str, _: datetime) -> None:
    """One slice of who was there."""
    number, after = map(int, subject.split(":"))
    one = events.by_number(ctx.db, number)
    if one is None:
        return
    slice_ = attendance.some_there(ctx.db, number, after=after, most=SLICE)
    until = ctx.now + OPEN_FOR
    for who in slice_:
        if who.id != one.speaker_id:
            ctx.tell(who.person, ASK(event=wording.named(one)), _presses(one), until=until, gently=True)
    if len(slice_) == SLICE:
        ctx.later("events.ask", f"{number}:{slice_[-1].id}", ctx.now)


def _presses(one: Event) -> list[Press]:
    return [Press(str(score), f"活动 V{one.id} 评 {score}") for score in range(1, BEST + 1)]


def rate(ctx: Context, one: Event, words: str) -> None:
    """活动 V3 评 4: from who was there, until the speaker is told."""
    mine = attendance.theirs(ctx.db, one.id, ctx.member.id)
    if one.closed_at is None:
        raise Refusal(NOT_OVER(event=wording.named(one)))
    if mine is None or mine.state not in ("present", "late"):
        raise Refusal(NOT_THERE)
    if ctx.now >= one.closed_at + OPEN_FOR:
        raise Refusal(CLOSED(event=wording.named(one)))
    if words.strip() not in {str(score) for score in range(1, BEST + 1)}:
        raise Refusal(HOW(id=one.id))
    afterwards.say(ctx.db, one.id, ctx.member.id, int(words), at=ctx.now)
    ctx.reply(THANKS(score=int(words)), audience=Audience.PERSON)


@feature.due("told")
def told(ctx: Context, subject: str, _: datetime) -> None:
    """The result, to its speaker and its host; nothing where nobody answered."""
    one = events.by_number(ctx.db, int(subject))
    if one is None or not afterwards.scores(ctx.db, one.id):
        return
    for member in dict.fromkeys((one.speaker_id, one.host_id)):
        if member is not None:
            ctx.tell(memberships.member(ctx.db, member).person, result(ctx, one))


def result(ctx: Context, one: Event) -> Line:
    """What they say: the mean and its base, or that they are too few."""
    given = afterwards.scores(ctx.db, one.id)
    n = sum(given.values())
    said = {"event": wording.named(one), "there": attendance.counts(ctx.db, one.id).there, "n": n}
    if n < LEAST:
        return TOO_FEW(**said, least=LEAST)
    mean = decimal(Fraction(sum(score * times for score, times in given.items()), n))
    return RESULT(
        **said, mean=mean, spread=[SPREAD(score=score, n=times) for score, times in sorted(given.items(), reverse=True)]
    )
