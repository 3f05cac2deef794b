"""活动 取消: it is called off; who signed up, waits or speaks hears of it once, and it stays in the calendar as called off."""

from __future__ import annotations

from bot import draft
from bot.feature import Context, Phrase, Press, Refusal
from handlers.events import access, repeating, telling, wording
from handlers.events.settings import feature
from storage.events import events, guests
from storage.events.events import Event

LONGEST = 200
WHAT = Phrase(zh="{event} 取消，私信{n}人。", en="{event} is called off; in private to {n:person|people}.")
DONE = Phrase(zh="✅ {event} 取消了，正在告诉{n}人。", en="✅ {event} is called off; {n:person is|people are} being told.")
DONE_ALONE = Phrase(
    zh="✅ {event} 取消了。没有人报名，不用一个个告诉。",
    en="✅ {event} is called off. Nobody had signed up, so nobody is told.",
)
NOT_YOURS = Phrase(
    zh="整场取消由 {event} 的主持人或社群经理来做。你自己不来了发：取消报名 V{id}",
    en="Calling off {event} is for its host or a manager. If you cannot come yourself: cancelsignup V{id}",
)
LONG = Phrase(zh="原因最多{most}字。", en="A reason has at most {most:character|characters}.")

feature.act(
    "event_cancelled",
    Phrase(zh="{who} 取消了活动《{title}》", en="{who} called off the event “{title}”"),
    final=Phrase(
        zh="取消已经告诉报名的人，不能撤销。还要办就重新安排：活动 名字 周五 16:00",
        en="Those who signed up were told, so this cannot be undone. To hold it after all plan it anew: event NAME Friday 16:00",
    ),
)


def call_off(ctx: Context, one: Event, why: str) -> None:
    """Also on the day itself: whoever is on the way is told at once."""
    if not access.may_run(ctx, one):
        raise Refusal(NOT_YOURS(event=wording.named(one), id=one.id), [Press(wording.CANCEL_IT, f"取消报名 V{one.id}")])
    wording.standing(ctx, one)
    why = why.strip().removeprefix("原因=").strip()
    if len(why) > LONGEST:
        raise Refusal(LONG(most=LONGEST))
    concerned = guests.count(ctx.db, one.id, "concerned")
    if concerned and not ctx.sends_draft:
        view = draft.in_private(concerned, *telling.cancelled_said(ctx, one._replace(reason=why)))
        return draft.show(ctx, WHAT(event=wording.named(one), n=concerned), view, until=one.starts_at)
    sequence = events.cancel(ctx.db, one.id, why, at=ctx.now)
    if sequence is None:
        raise Refusal(wording.CANCELLED(event=wording.named(one), reason=""))
    telling.forget(ctx, one)
    telling.begin(ctx, one._replace(sequence=sequence), "cancelled")
    ctx.audit("event_cancelled", title=one.title)
    ctx.happened("events.cancelled", ctx.member.id, event=one.id)
    ctx.reply(DONE(event=wording.named(one), n=concerned) if concerned else DONE_ALONE(event=wording.named(one)))
    if one.series is not None:
        repeating.plan_next(ctx, one.series)
