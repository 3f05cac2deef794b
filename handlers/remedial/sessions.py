"""Sessions of extra training: when one begins whoever is expected reads of it and signs in; leave excuses, and a late word says it is late."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.audience import Audience
from bot.feature import Context, Late, Phrase, Press, Refusal
from handlers.remedial import opening
from handlers.remedial.settings import feature
from storage import checkins, remedial

BEGINS = Phrase(
    zh="📘 {module}补训 {at:%H:%M} 开始，到了发“补训 签到”。",
    en="📘 At {at:%H:%M}: extra training for {module}. To sign in send “remedial here”.",
)
BEGAN = Phrase(
    zh="📘 {module}补训 {at:%H:%M} 已经开始（提醒补发，刚才停了一会儿），到了发“补训 签到”。",
    en="📘 Extra training for {module} began at {at:%H:%M} (we were away, so this is late). To sign in send “remedial here”.",
)
HERE = Phrase(zh="签到", en="I am here")
SIGNED = Phrase(zh="✅ {module}补训签到了（{at:%H:%M}）。", en="✅ Signed in for {module} at {at:%H:%M}.")
SIGNED_BEFORE = Phrase(zh="{module}补训 {at:%H:%M} 已签到。", en="You signed in for {module} at {at:%H:%M}.")
NOTHING_ON = Phrase(
    zh="现在没有要签到的补训，开始后{hours}小时内可以签。看时间：补训",
    en="No session to sign in for; it takes {hours:hour|hours} from its begin. When: remedial",
)
OPEN_FOR = timedelta(hours=2)
LATE = timedelta(minutes=2)


@feature.due("session", late=Late.ONCE)
def begin(ctx: Context, subject: str, due_at: datetime) -> None:
    """Once, while there is something to come to; the next one is on the agenda whatever became of this."""
    training = remedial.find(ctx.db, int(subject.partition(":")[2]))
    if training is None or training.closed_at is not None:
        return
    opening.plan_next(ctx, training.id, training, after=max(due_at, ctx.now - OPEN_FOR))
    if ctx.now - due_at > OPEN_FOR:
        return
    day = ctx.local(due_at).date()
    people = [
        person
        for person in remedial.roster(ctx.db, training.id)
        if person.why is None and day not in checkins.leave_between(ctx.db, person.membership, day, day)
    ]
    if remedial.hold(ctx.db, training.id, due_at, [person.membership for person in people]) is None:
        return
    said = BEGAN if ctx.now - due_at > LATE else BEGINS
    for person in people:
        ctx.tell(person.person, said(module=training.module, at=due_at), [Press(HERE, "补训 签到")], until=due_at + OPEN_FOR)


def sign_in(ctx: Context) -> None:
    """For the session that is on. Raises Refusal where none is."""
    on = remedial.sessions_on(ctx.db, ctx.member.id, ctx.now - OPEN_FOR, ctx.now)
    if not on:
        raise Refusal(NOTHING_ON(hours=int(OPEN_FOR / timedelta(hours=1))))
    one = on[0]
    if not remedial.sign_in(ctx.db, one.id, ctx.member.id, at=ctx.now):
        assert one.signed_at is not None
        return ctx.refuse(SIGNED_BEFORE(module=one.module, at=one.signed_at))
    ctx.happened("remedial.attended", ctx.member.id, module=one.module)
    ctx.reply(SIGNED(module=one.module, at=ctx.now), audience=Audience.PERSON)
