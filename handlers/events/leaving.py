"""Who leaves the camp gives up their seats; the host of what they were to speak at is told."""

from __future__ import annotations

from bot.feature import Context, Happened, Phrase
from handlers.events import telling, wording
from handlers.events.settings import feature
from storage import memberships
from storage.events import events, signups

SPEAKER_LEFT = Phrase(
    zh="⚠️ {name} 离营了，{event}（{when}）的讲者还写着他。换一位：活动 V{id} 改 讲者=名字",
    en="⚠️ {name} has left the camp and is still the speaker of {event} ({when}). To name another: event V{id} change speaker=NAME",
)


@feature.on("fact:members.left")
def left(ctx: Context, fact: Happened) -> None:
    for it in signups.of_member(ctx.db, fact.member, ctx.now):
        signups.hold(ctx.db, it.event)
        first = signups.cancel(ctx.db, it.event, fact.member, at=ctx.now)
        one = events.by_number(ctx.db, it.event)
        if first is not None and one is not None:
            telling.let_in(ctx, one, first)
    for one in events.of_speaker(ctx.db, ctx.camp.id, fact.member, ctx.now):
        host = memberships.member(ctx.db, one.host_id)
        said = SPEAKER_LEFT(name=one.speaker, event=wording.named(one), when=wording.moment(ctx, one), id=one.id)
        ctx.tell(host.person, said)
