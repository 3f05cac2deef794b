"""What only an operator can mend on a channel: the managers hear of it at once, the owners once a day until something is sent again."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.feature import Context, Feature, Phrase, Theme
from storage import people, troubles

feature = Feature("mending", Theme.CAMP)

PARKED = Phrase(
    zh="⚠️ {channel} 现在发不出消息：{mend}。要发的都留着，恢复后补发。",
    en="⚠️ Nothing can be sent on {channel}: {mend}. What is owed is kept and will follow.",
)
PARKED_IN_ROOM = Phrase(
    zh="⚠️ {channel} 的群“{room}”现在发不出消息：{mend}。要发的都留着，恢复后补发。",
    en="⚠️ Nothing can be sent to “{room}” on {channel}: {mend}. What is owed is kept and will follow.",
)
ABOUT_A_DAY = troubles.TOLD_EVERY + timedelta(hours=1)


@feature.due("tell")
def tell(ctx: Context, subject: str, due_at: datetime) -> None:
    """One line to everybody it concerns, elsewhere than on the channel that is out of order; where that is one room of it and there is
    no elsewhere, in private."""
    trouble = troubles.Trouble.of(subject)
    if trouble.channel not in ctx.router.channels:
        return  # it was turned off: nothing is to be sent there any more
    ctx.later(troubles.JOB, subject, ctx.now + troubles.TOLD_EVERY)
    if troubles.is_asleep(ctx.db, trouble):
        return  # they heard when we were sent out
    told = troubles.told_before(ctx.db, trouble, due_at)
    is_news = told is None or due_at - told > ABOUT_A_DAY
    phrase = PARKED_IN_ROOM if trouble.room else PARKED
    place = troubles.place_of(ctx.db, trouble)
    line = phrase(channel=trouble.channel, room=place, mend=ctx.mend(trouble.channel, trouble.reason))
    for person, is_owner in troubles.staff(ctx.db, trouble):
        if is_news or is_owner:
            elsewhere = not trouble.room or people.private_address(ctx.db, person, not_on=trouble.channel) is not None
            ctx.tell(person, line, until=ctx.now + troubles.TOLD_EVERY, not_on=trouble.channel if elsewhere else "")
