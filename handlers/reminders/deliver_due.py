"""What is due in a place is said there in one message; what was missed is said once and marked, and quiet hours are kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.feature import Context, Line, Person, Phrase, Press
from bot.late_note import IN_TIME, late_note
from bot.membership import camp_of, zone
from bot.messages import Kind
from bot.quiet_hours import hours, quiet_until
from handlers.reminders.remind import WORDS, zone_of
from handlers.reminders.settings import QUIET, feature
from scheduler import calendar, rhythm
from storage import reminders, rooms
from storage.connection import AnyRow
from storage.reminders import Reminder

SEVERAL = Phrase(zh="⏰ {n}件事到点了：", en="⏰ {n:thing is|things are} due:")
NUMBERED = Phrase(zh="{place} {words}{late}", en="{place} {words}{late}")
FROM = Phrase(zh="{name}：{words}", en="{name}: {words}")
DONE = Phrase(zh="完成", en="Done")
ALL_DONE = Phrase(zh="都完成", en="All done")
TEN_MINUTES = Phrase(zh="10分钟后", en="In 10 min")
TOMORROW = Phrase(zh="明天", en="Tomorrow")

UNSTAMPED = "unstamped"
SLICE = 100
"""People told in one transaction: well under 50 ms."""
MOST_BUTTONS = 3


@feature.due("ring")
def ring(ctx: Context, place: str, due_at: datetime) -> None:
    """Everything due in one place, in one message."""
    kind, number, *_ = place.split(":")
    if kind == "room" and rooms.is_asleep(ctx.db, int(number)):
        return  # it rings when we are back
    due, row = reminders.due(ctx.db, place, int(number) if kind == "person" else None, ctx.now)
    if row is None:
        return
    camp = camp_of(row)
    assert camp is not None
    with ctx.in_camp(camp):  # a place may be of several camps: a person has what rings in each
        _ring(ctx, place, due, row)


def _ring(ctx: Context, place: str, due: list[Reminder], row: AnyRow) -> None:
    """Each is put on to its next moment; what is said now is said in one message."""
    kind, number, topic = (*place.split(":"), "")[:3]
    if row.reader_id is not None:
        quiet = hours(row.reader_quiet) if row.reader_quiet else None
        ctx.person_or_none = Person(row.reader_id, row.reader_name, row.reader_language, row.reader_zone, quiet)
    turns = [(one, *_turn(ctx, one)) for one in due]
    following = [moment for moment in (row.following, *(moment for *_, moment in turns)) if moment is not None]
    if following:  # what rang is off the agenda already
        ctx.later("reminders.ring", place, min(following))
    said = [one for one, is_said, _ in turns if is_said]
    for one in said:
        if one.only:
            _tell_some(ctx, one, _due_at(one), after=0)
    to_all = [one for one in said if not one.only]
    if to_all:
        _say(ctx, kind, int(number), topic, to_all)


@feature.due("some")
def some(ctx: Context, subject: str, _: datetime) -> None:
    """The next slice of a reminder that goes to many in private."""
    number, after, day = subject.split(":")
    one = reminders.find(ctx.db, int(number))
    assert one is not None
    _tell_some(ctx, one, datetime.fromtimestamp(int(day), ctx.zone), after=int(after))


def _turn(ctx: Context, one: Reminder) -> tuple[bool, datetime | None]:
    """Whether it is said now, and the next moment it is put on to, however many were missed. It is not said where the calendar
    or the zone has changed since it was planned, so that this moment is not one of its rhythm any more."""
    meant, known, moment = rhythm.from_json(one.rhythm), calendar.of_settings(ctx.camp.settings), _due_at(one)
    here = zone_of(ctx, one.place, one.author)
    is_meant = meant.after(moment - timedelta.resolution, here, known) == moment
    if is_meant and (quiet := _quiet_until(ctx, one)) is not None:
        reminders.move(ctx.db, one.id, quiet, missed=moment)
        return False, quiet
    following = meant.after(ctx.now, here, known)
    reminders.move(ctx.db, one.id, following)
    return is_meant, following


def _quiet_until(ctx: Context, one: Reminder) -> datetime | None:
    """The end of the quiet hours, the camp's and the reader's own, for what somebody else set or what comes late; one's own is
    said when one wanted."""
    is_own = one.place == f"person:{one.author}"
    if is_own and ctx.now - _due_at(one) <= IN_TIME:
        return None
    reader = ctx.person_or_none
    here = zone(reader.zone) if reader is not None and reader.zone else ctx.camp.zone
    resting = [ctx.setting(QUIET), *([reader.quiet] if reader is not None and reader.quiet else [])]
    return max((end for each in resting if (end := quiet_until(ctx.now, here, each))), default=None)


def _due_at(one: Reminder) -> datetime:
    """When it should have rung."""
    moment = one.missed_at or one.next_at
    assert moment is not None
    return moment


@feature.on(Kind.WE_JOINED)
def catch_up(ctx: Context) -> None:
    """Back in a room: what was due there meanwhile rings now."""
    if ctx.room_id is not None:
        for place in reminders.places_in(ctx.db, ctx.room_id):
            nearest = reminders.nearest(ctx.db, place)
            ctx.later(
                "reminders.ring", place, max(nearest, ctx.now) if nearest else None
            )  # a moment passed in silence ran already


def _say(ctx: Context, kind: str, number: int, topic: str, due: list[Reminder]) -> None:
    match kind:
        case "person":
            ctx.tell(number, *_message(ctx, due), *_presses(due))
        case "room":
            room = reminders.room_of(ctx.db, number)
            if room is not None and room.camp == ctx.camp.id:
                ctx.post(replace(room.address, thread=topic or room.address.thread), *_message(ctx, due))
        case _:
            ctx.announce(*_message(ctx, due))


def _message(ctx: Context, due: list[Reminder]) -> list[Line]:
    if len(due) == 1:
        return [WORDS(words=_words(ctx, due[0]), late=late_note(ctx, _due_at(due[0])))]
    lines = [
        NUMBERED(place=place, words=_words(ctx, one), late=late_note(ctx, _due_at(one))) for place, one in enumerate(due, 1)
    ]
    return [SEVERAL(n=len(due)), *lines]


def _words(ctx: Context, one: Reminder) -> str | Line:
    """The words, after the name of whoever set them for somebody else in private."""
    if not one.place.startswith("person:") or one.place == f"person:{one.author}":
        return one.words
    return FROM(name=ctx.person_by_id(one.author).name, words=one.words)


def _presses(due: list[Reminder]) -> list[list[Press]]:
    if len(due) > MOST_BUTTONS:
        return []
    numbers = " ".join(f"R{one.id}" for one in due)
    return [
        [
            Press(DONE if len(due) == 1 else ALL_DONE, f"提醒 完成 {numbers}"),
            Press(TEN_MINUTES, f"提醒 推迟 {numbers} 10分钟后"),
            Press(TOMORROW, f"提醒 推迟 {numbers} 明天"),
        ]
    ]


def _tell_some(ctx: Context, one: Reminder, due_at: datetime, *, after: int) -> None:
    """A slice of the learners it is for, each in private; the rest follow in transactions of their own."""
    told = _slice(ctx, one, due_at, after)
    for member, person in told:
        said = WORDS(words=one.words, late="")
        if one.only == UNSTAMPED:
            ctx.nudge(person, said, still=("reminders.unstamped", f"{ctx.local(due_at).date()}:{member}"))
        else:
            ctx.tell(person, said, gently=True)
    if len(told) == SLICE:
        ctx.later("reminders.some", f"{one.id}:{told[-1][0]}:{int(due_at.timestamp())}", ctx.now)


@feature.condition("unstamped")
def unstamped(ctx: Context, person: int, subject: str) -> bool:
    """Whether it is still that day and they have neither checked in nor taken leave."""
    day, _, member = subject.partition(":")
    on, number = date.fromisoformat(day), int(member)
    if on != ctx.local(ctx.now).date():
        return False
    return reminders.unstamped(ctx.db, ctx.camp.id, on, number - 1, 1) == [(number, person)]


def _slice(ctx: Context, one: Reminder, due_at: datetime, after: int) -> list[tuple[int, int]]:
    """Learners as (membership, person). What was not done on a day is no use to be told on another."""
    kind, _, name = one.only.partition(":")
    if kind == "tag":
        return reminders.tagged(ctx.db, ctx.camp.id, name, after, SLICE)
    day = ctx.local(due_at).date()
    if day != ctx.local(ctx.now).date() or not calendar.of_settings(ctx.camp.settings).is_workday(day):
        return []
    return reminders.unstamped(ctx.db, ctx.camp.id, day, after, SLICE)
