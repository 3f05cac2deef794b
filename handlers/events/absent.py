"""Who is missing, while it is on and afterwards: for its host and the managers alone, with attendance as present ÷ expected."""

from __future__ import annotations

from bot.audience import Audience
from bot.feature import Context, Line, Page, Phrase, Refusal
from bot.figures import percent
from handlers.events import access, wording
from handlers.events.settings import feature
from storage.events import attendance, events, guests
from storage.events.attendance import AttendanceCounts
from storage.events.events import Event

LISTED = 40
NOT_YOURS = Phrase(
    zh="{event} 的出勤给主持人和社群经理看。", en="The attendance of {event} is for its host and the managers to see."
)
RATE = Phrase(
    zh="{event} 到场{came}/{expected}={rate}（迟到{late}、已补{made_up}）{extra}",
    en="{event}: {came}/{expected} came, {rate} ({late} late, {made_up} made up for){extra}",
)
SO_FAR = Phrase(zh="{event} 已到{there}人，应到{expected}人", en="{event}: {there} here, {expected} expected")
EXTRA = Phrase(zh="，没报名也来了{n}人", en=", and {n} who had not signed up")
MISSING = Phrase(zh="还没到的{n}人（只你看到）：", en="{n:person is|people are} missing (only you see this):")
WERE_MISSING = Phrase(zh="缺席{n}人（只你看到）：", en="{n:person was|people were} missing (only you see this):")
ALL_HERE = Phrase(zh="应到的都到了。", en="Everybody expected is here.")
PERSON = Phrase(zh="{place}. {name}", en="{place}. {name}")


def missing(ctx: Context, one: Event) -> None:
    """活动 V3 缺席."""
    if not access.may_run(ctx, one):
        raise Refusal(NOT_YOURS(event=wording.named(one)))
    if one.cancelled_at is not None:
        raise Refusal(wording.CANCELLED(event=wording.named(one), reason=""))
    ctx.show_list("missing", number=one.id)


@feature.paged("missing")
def _missing(ctx: Context, after: int, *, number: int) -> Page:
    one = events.find(ctx.db, ctx.camp.id, number)
    if one is None or not access.may_run(ctx, one):
        return Page(())
    counts = attendance.counts(ctx.db, number)
    if one.closed_at is None:
        there = {it.id for it in attendance.there(ctx.db, number)}
        expected = guests.expected(ctx.db, number)
        names = [it.name for it in expected if it.id not in there]
        head = SO_FAR(event=wording.named(one), there=counts.there, expected=len(expected))
        title = MISSING(n=len(names))
    else:
        names = [it.name for it in attendance.of_state(ctx.db, number, "absent")]
        head, title = rate(one, counts), WERE_MISSING(n=len(names))
    if not names:
        return Page((head, ALL_HERE), audience=Audience.PERSON)
    lines = [PERSON(place=place, name=name) for place, name in enumerate(names[after : after + LISTED], after + 1)]
    return Page.cut(head, title, *lines, after=after, most=LISTED, of=len(names), audience=Audience.PERSON)


def rate(one: Event, counts: AttendanceCounts) -> Line:
    """Attendance with its base, exact: nobody who was not expected makes it better."""
    extra = counts.there - counts.came
    return RATE(
        event=wording.named(one),
        came=counts.came,
        expected=counts.expected,
        rate=percent(counts.came, counts.expected),
        late=counts.late,
        made_up=counts.made_up,
        extra=EXTRA(n=extra) if extra else "",
    )
