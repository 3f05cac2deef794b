"""Who an event concerns hears of it once: that it is planned, moved or called off, that a seat became free, and before it begins."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.feature import Context, Phrase, Press, Said
from handlers.events import rules, wording
from handlers.events.settings import QUESTIONS, feature
from storage import memberships
from storage.events import events, guests
from storage.events.events import Event

SLICE = 100
"""People told in one transaction."""
AHEAD, SOON = timedelta(hours=24), timedelta(minutes=10)
"""How long before it begins who signed up is reminded."""
TURN, HOUR = timedelta(days=3), timedelta(hours=1)
"""How long before whoever's turn it is is reminded, and the host of what is not ready."""

INVITED = Phrase(zh="📘 新活动", en="📘 A new event")
MOVED = Phrase(zh="⏰ {event} 有变动，现在是：", en="⏰ {event} has changed. It is now:")
CANCELLED = Phrase(
    zh="⚠️ {event}（{when}）取消了{reason}。不用来了。", en="⚠️ {event} ({when}) was called off{reason}. No need to come."
)
TO_CALENDAR = Phrase(zh="加到日历", en="Add to calendar")
OFF_CALENDAR = Phrase(zh="从日历去掉", en="Off my calendar")
LET_IN = Phrase(
    zh="✅ {event} 有空位了，你排到了：{when}。来不了就按一下。",
    en="✅ A seat at {event} is yours now: {when}. Press if you cannot come.",
)
TOMORROW = Phrase(zh="⏰ {event}：{when}。", en="⏰ {event}: {when}.")
TEN_MINUTES = Phrase(
    zh="⏰ {event} {n}分钟后开始。到了照主持人念的六位码发：签到 123456",
    en="⏰ {event}: {n:minute|minutes} to go. Once there send the six digits read out: attend 123456",
)


def plan(ctx: Context, one: Event) -> None:
    """What is to come of it stands on the agenda, at the moments that are still to come."""
    ends = rules.ends_at(one.starts_at, one.minutes)
    for job, at in (("ahead", one.starts_at - AHEAD), ("soon", one.starts_at - SOON)):
        ctx.later(f"events.{job}", f"{one.id}:0", at if at > ctx.now else None)
    for job, ahead in (("checklist", AHEAD), ("unready", HOUR), ("turn", TURN)):
        at = one.starts_at - ahead
        ctx.later(f"events.{job}", str(one.id), at if at > ctx.now and (job != "turn" or one.series is not None) else None)
    ctx.later("events.round", str(one.id), one.starts_at if one.kind == QUESTIONS and one.starts_at > ctx.now else None)
    ctx.later("events.over", str(one.id), ends)


def forget(ctx: Context, one: Event) -> None:
    """Nothing is to come of it."""
    for job in ("ahead", "soon"):
        ctx.later(f"events.{job}", f"{one.id}:0", None)
    for job in ("checklist", "unready", "turn", "round", "over"):
        ctx.later(f"events.{job}", str(one.id), None)


def begin(ctx: Context, one: Event, what: str) -> None:
    """Tells them in slices: `open`, `moved` or `cancelled`. What is changed again meanwhile is told as it is then, to who has not heard yet
    of the first change as well as to who has."""
    ctx.later("events.tell", f"{one.id}:{what}:{one.sequence}:0", ctx.now)


@feature.due("tell")
def tell(ctx: Context, subject: str, _: datetime) -> None:
    """One slice; the rest follow in transactions of their own."""
    number, what, sequence, after = subject.split(":")
    one = events.by_number(ctx.db, int(number))
    if one is None or one.sequence != int(sequence):
        return
    whom = guests.invited if what == "open" else guests.concerned
    slice_ = whom(ctx.db, one.id, after=int(after), most=SLICE)
    for guest in slice_:
        if what == "open" and guest.id == one.speaker_id:
            continue
        ctx.tell(guest.person, *_said(ctx, one, what), until=rules.ends_at(one.starts_at, one.minutes))
    if len(slice_) == SLICE:
        ctx.later("events.tell", f"{number}:{what}:{sequence}:{slice_[-1].id}", ctx.now)


def _said(ctx: Context, one: Event, what: str) -> tuple[Said, ...]:
    if what == "open":
        return INVITED, *wording.card(ctx, one, wording.sign_up_press(one))
    return moved_said(ctx, one) if what == "moved" else cancelled_said(ctx, one)


def moved_said(ctx: Context, one: Event) -> tuple[Said, ...]:
    """What they read when it is changed."""
    return MOVED(event=wording.named(one)), *wording.about(ctx, one), cancel_press(one)


def cancelled_said(ctx: Context, one: Event) -> tuple[Said, ...]:
    """What they read when it is called off."""
    reason = wording.REASON(words=one.reason) if one.reason else ""
    said = CANCELLED(event=wording.named(one), when=wording.moment(ctx, one), reason=reason)
    return said, [Press(OFF_CALENDAR, f"活动 V{one.id} 日历")]


def let_in(ctx: Context, one: Event, member: int) -> None:
    """Who waited has a seat."""
    person = memberships.member(ctx.db, member).person
    said = LET_IN(event=wording.named(one), when=wording.at(ctx, one)), cancel_press(one)
    ctx.tell(person, *said, until=rules.ends_at(one.starts_at, one.minutes))
    ctx.happened("events.signed_up", member, event=one.id)


def cancel_press(one: Event) -> list[Press]:
    """The one press it takes not to come, and the one for one's calendar."""
    return [Press(wording.CANCEL_IT, f"取消报名 V{one.id}"), Press(TO_CALENDAR, f"活动 V{one.id} 日历")]


@feature.due("ahead")
def ahead(ctx: Context, subject: str, due_at: datetime) -> None:
    """A day before; where we were away, as soon as we are back, but not beside the reminder of the last ten minutes."""
    number, after = map(int, subject.split(":"))
    one = events.by_number(ctx.db, number)
    if one is None or one.cancelled_at is not None or one.starts_at - SOON <= ctx.now or one.starts_at - AHEAD > ctx.now:
        return
    slice_ = guests.expected(ctx.db, number, after=after, most=SLICE)
    for guest in slice_:
        said = TOMORROW(event=wording.named(one), when=wording.moment(ctx, one)), *where(one), cancel_press(one)
        ctx.tell(guest.person, *said, until=one.starts_at, gently=True)
    if len(slice_) == SLICE:
        ctx.later("events.ahead", f"{number}:{slice_[-1].id}", ctx.now)


@feature.due("soon")
def soon(ctx: Context, subject: str, due_at: datetime) -> None:
    """Ten minutes before, with how to get there."""
    number, after = map(int, subject.split(":"))
    one = events.by_number(ctx.db, number)
    if one is None or one.cancelled_at is not None or not one.starts_at - SOON <= ctx.now < one.starts_at:
        return
    slice_ = guests.expected(ctx.db, number, after=after, most=SLICE)
    left = max(round((one.starts_at - ctx.now) / timedelta(minutes=1)), 1)
    for guest in slice_:
        ctx.tell(guest.person, TEN_MINUTES(event=wording.named(one), n=left), *where(one), until=one.starts_at + SOON)
    if len(slice_) == SLICE:
        ctx.later("events.soon", f"{number}:{slice_[-1].id}", ctx.now)


def where(one: Event) -> list[Said]:
    """How to get there."""
    return [*([wording.PLACE(place=one.place)] if one.place else []), *([wording.LINK(link=one.link)] if one.link else [])]
