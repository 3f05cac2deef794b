"""What the house does for itself at night, and the one line a day for who has something waiting and cannot be reached."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from bot.audience import Audience
from bot.feature import Context, Feature, Late, Page, Phrase, Refusal, Role, Theme
from scheduler.rhythm import Daily, Workdays
from storage import dialogs, drafts, outbox, rooms, shown_lists, troubles

feature = Feature("housekeeping", Theme.CAMP)

WAITING = Phrase(
    zh="📬 {names}：我有话要私下说，但联系不上你。私聊我发一句“开始”就能收到。{link}",
    en="📬 {names}: I have something to tell you in private and cannot reach you. Send me “start” in private to get it. {link}",
)
UNREACHABLE = Phrase(
    zh="联系不上{n}人（没有和我私聊过，或屏蔽了我）：{names}",
    en="{n} cannot be reached (never wrote to me in private, or blocked me): {names}",
)
MORE_NAMES = Phrase(zh="{names}", en="{names}")
ALL_REACHABLE = Phrase(zh="没有人在等联系不上的消息。", en="Nobody has a message waiting that could not be delivered.")
ASLEEP = Phrase(zh="群“{room}”：我不在里面了，重新把我拉进去。", en="Group “{room}”: I am not in it any more; add me again.")
HELD = Phrase(zh="群“{room}”：发不出消息。{mend}。", en="Group “{room}”: nothing can be sent: {mend}.")
SHOWN = 30


@feature.nightly(Daily(time(4, 10)), name="tidy")
def tidy(ctx: Context, due_at: datetime) -> None:
    """Forgets questions nobody answered, drafts nobody sent, and what was owed for a week."""
    dialogs.forget(ctx.db, ctx.now)
    shown_lists.forget(ctx.db, ctx.now)
    drafts.forget(ctx.db, ctx.now)
    outbox.expire_owed(ctx.db, ctx.now)


@feature.every(lambda camp: Workdays(time(10)), name="call", late=Late.within(timedelta(hours=8)))
def call(ctx: Context, due_at: datetime) -> None:
    """A line for everybody owed something: never how much, never what. Who runs the camp is not named: what they wait for is about others."""
    names = outbox.owed_names(ctx.db, ctx.camp.id, staff=False)
    for room in ctx.rooms() if names else []:
        called = [
            WAITING(names=names[start : start + SHOWN], link=ctx.link(room.channel)) for start in range(0, len(names), SHOWN)
        ]
        ctx.post_within_budget(room, *called)


@feature.command(
    "联系不上",
    "unreachable",
    help=Phrase(zh="谁有消息在等，却联系不上。", en="Who has messages waiting that cannot be delivered."),
    by=Role.MANAGER,
    examples=["联系不上", "unreachable"],
)
def unreachable(ctx: Context) -> None:
    names = outbox.owed_names(ctx.db, ctx.camp.id)
    asleep = [ASLEEP(room=room.title or room.ident) for room in rooms.sleeping(ctx.db, ctx.camp.id)]
    held = [
        HELD(room=troubles.place_of(ctx.db, one), mend=ctx.mend(one.channel, one.reason))
        for one in troubles.in_camp(ctx.db, ctx.camp.id)
        if not troubles.is_asleep(ctx.db, one)
    ]
    if not (names or asleep or held):
        raise Refusal(ALL_REACHABLE)
    people = [UNREACHABLE(n=len(names), names=names[:SHOWN])] if names else []
    page = Page.cut(*people, *asleep, *held, after=0, most=SHOWN, of=len(names), audience=Audience.MANAGERS)
    ctx.say_page("unreachable", page)


@feature.paged("unreachable", by=Role.MANAGER)
def _more_unreachable(ctx: Context, after: int) -> Page:
    """More of their names."""
    names = outbox.owed_names(ctx.db, ctx.camp.id)
    said = MORE_NAMES(names=names[after : after + SHOWN])
    return Page.cut(said, after=after, most=SHOWN, of=len(names), audience=Audience.MANAGERS)
