"""报名, 取消报名: one press takes a seat or a place in the line, another gives it to who waits first."""

from __future__ import annotations

from typing import Annotated

from bot.arguments import Named
from bot.audience import Audience
from bot.feature import Context, NotAnAnswer, Phrase, Press, Refusal
from handlers.events import access, in_words, telling, wording
from handlers.events.settings import feature
from storage.events import events, guests, signups
from storage.events.events import Event

EXAMPLE = Phrase(zh="报名 V3", en="signup V3")
EXAMPLE_BACK = Phrase(zh="取消报名 V3", en="cancelsignup V3")
SIGNED = Phrase(zh="✅ 报上了 {event}：{when}。", en="✅ You have a seat at {event}: {when}.")
WAITING = Phrase(
    zh="{event} 名额满了，你排第{place}位。有人退出会马上告诉你。",
    en="{event} is full; you are number {place} in line and will hear as soon as there is a seat.",
)
TWICE = Phrase(zh="{event} 你已经报上了，不用再报。", en="You have a seat at {event} already.")
IN_LINE = Phrase(zh="{event} 你已经在排队，第{place}位。", en="You are in line for {event} already, number {place}.")
NOT_FOR_YOU = Phrase(zh="{event} 只给“{tag}”，没有报名。", en="{event} is for “{tag}” only; you were not signed up.")
LEFT = Phrase(
    zh="✅ {event} 取消报名了。想来再报就行。", en="✅ You are off the list of {event}. To come after all, sign up again."
)
NOT_SIGNED = Phrase(
    zh="{event} 你没有报名，没有可取消的。", en="You had not signed up for {event}; there is nothing to cancel."
)
NOT_SIGNED_RUNS = Phrase(
    zh="{event} 你没有报名，没有可取消的。整场不办了就发：活动 V{id} 取消 原因",
    en="You had not signed up for {event}; there is nothing to cancel. To call it off: event V{id} cancel WHY",
)
NONE = Phrase(zh="你没有报名的活动。看有哪些：活动", en="You have not signed up for anything. To see what there is: event")
WHICH = Phrase(zh="报哪一场？", en="Which one?")
WHICH_BACK = Phrase(zh="取消哪一场？", en="Which one do you cancel?")
NOTHING = Phrase(zh="现在没有可以报名的活动。", en="There is nothing to sign up for just now.")
ALL_YOURS = Phrase(
    zh="能报的你都报了（{n}场）。看时间：活动",
    en="You have signed up for all there is ({n}). To see when: event",
)
MOST, UNSAID = 5, "来不了"
"""The second is what a sentence without an event says: 我来不了了."""

feature.act("event_signup", Phrase(zh="{who} 报名《{title}》", en="{who} signed up for “{title}”"))
feature.act(
    "event_signup_cancelled",
    Phrase(zh="{who} 取消报名《{title}》", en="{who} cancelled their seat at “{title}”"),
    final=Phrase(
        zh="名额已经让给排队的人了，不能撤销。想来再报一次：报名 V3",
        en="The seat went to who waited, so this cannot be undone. To come after all: signup V3",
    ),
)


@feature.command(
    "报名",
    "signup",
    help=Phrase(zh="报名一场活动；满了就排队。", en="Sign up for an event, or stand in line where it is full."),
    examples=["报名 V3", "报名 分享会", "signup V3"],
    asked=in_words.SIGN_UP,
)
def sign_up(ctx: Context, words: Annotated[str, Named("活动", "event")] = "") -> None:
    if not words.strip():
        return _choose(ctx)
    one, _ = wording.meant(ctx, words, EXAMPLE)
    wording.standing(ctx, one)
    if not guests.may_come(ctx.db, one.id, ctx.member.id):
        raise Refusal(NOT_FOR_YOU(event=wording.named(one), tag=one.tag or ""))
    signups.hold(ctx.db, one.id)
    stood = signups.state(ctx.db, one.id, ctx.member.id)
    if stood == "in":
        raise Refusal(TWICE(event=wording.named(one)))
    if stood == "waiting":
        raise Refusal(IN_LINE(event=wording.named(one), place=signups.place(ctx.db, one.id, ctx.member.id)))
    became = signups.sign_up(ctx.db, one.id, ctx.member.id, at=ctx.now)
    ctx.audit("event_signup", undo={"event": one.id}, title=one.title)
    if became == "in":
        said = SIGNED(event=wording.named(one), when=wording.at(ctx, one))
        ctx.reply(said, *telling.where(one), telling.cancel_press(one), audience=Audience.PERSON)
        ctx.happened("events.signed_up", ctx.member.id, event=one.id)
    else:
        place = signups.place(ctx.db, one.id, ctx.member.id)
        ctx.reply(WAITING(event=wording.named(one), place=place), telling.cancel_press(one), audience=Audience.PERSON)


def _choose(ctx: Context) -> None:
    mine = {it.event for it in signups.of_member(ctx.db, ctx.member.id, ctx.now)}
    open_ = [it for it in events.coming(ctx.db, ctx.camp.id, ctx.now) if it.id not in mine]
    if not open_:
        raise Refusal(ALL_YOURS(n=len(mine)) if mine and ctx.address.direct else NOTHING)
    ctx.reply(WHICH, *[[Press(it.title, f"报名 V{it.id}")] for it in open_[:MOST]])


@feature.command(
    "取消报名",
    "cancelsignup",
    help=Phrase(zh="不来了，把名额让给排队的人。", en="You cannot come: your seat goes to who waits."),
    examples=["取消报名 V3", "cancelsignup V3"],
    asked=in_words.CANCEL,
)
def cancel(ctx: Context, words: Annotated[str, Named("活动", "event")] = "") -> None:
    if words == UNSAID and not signups.of_member(ctx.db, ctx.member.id, ctx.now):
        raise NotAnAnswer  # 我来不了 was about something else
    if words in ("", UNSAID):
        return _choose_back(ctx)
    one, _ = wording.meant(ctx, words, EXAMPLE_BACK)
    wording.standing(ctx, one)
    _off(ctx, one)


def _off(ctx: Context, one: Event) -> None:
    """They are off the list, and whoever waits first is on it."""
    signups.hold(ctx.db, one.id)
    if signups.state(ctx.db, one.id, ctx.member.id) not in ("in", "waiting"):
        named = {"event": wording.named(one)}
        raise Refusal(NOT_SIGNED_RUNS(**named, id=one.id) if access.may_run(ctx, one) else NOT_SIGNED(**named))
    first = signups.cancel(ctx.db, one.id, ctx.member.id, at=ctx.now)
    ctx.audit("event_signup_cancelled", title=one.title)
    ctx.reply(LEFT(event=wording.named(one)), wording.sign_up_press(one), audience=Audience.PERSON)
    ctx.happened("events.signup_cancelled", ctx.member.id, event=one.id)
    if first is not None:
        telling.let_in(ctx, one, first)


@feature.undoes("event_signup")
def sign_up_back(ctx: Context, event: int) -> None:
    one = events.by_number(ctx.db, event)
    assert one is not None
    _off(ctx, wording.standing(ctx, one))


def _choose_back(ctx: Context) -> None:
    mine = [events.by_number(ctx.db, it.event) for it in signups.of_member(ctx.db, ctx.member.id, ctx.now)]
    if not mine:
        raise Refusal(NONE)
    ctx.reply(WHICH_BACK, *[[Press(it.title, f"取消报名 V{it.id}")] for it in mine[:MOST] if it], audience=Audience.PERSON)
