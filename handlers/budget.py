"""Message budget: what nobody asked for is counted, what can wait is said in one message a day, and managers see the counts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from bot.feature import Camp, Context, Feature, Late, Line, Phrase, Role, Setting, Theme
from bot.parts import Button, Buttons, Part, Run, Text
from bot.platforms import platform
from bot.setting_values import between, time_of_day
from scheduler.rhythm import Daily, Rhythm
from storage import budget
from storage.budget import Held

feature = Feature("budget", Theme.CAMP)

TITLE = Phrase(zh="📊 今天的几件小事", en="📊 A few small things of today")
COUNTS = Phrase(
    zh="今天主动发出：\n{rooms}\n私聊 {people}人共{private}条，最多的一人{most}/{person}\n等着合并的 {waiting}条，{at} 一起发",
    en="Sent unasked today:\n{rooms}\nin private: {private} to {people:person|people}, {most}/{person} to one at most\n"
    "waiting to be merged: {waiting}, going at {at}",
)
IN_A_ROOM = Phrase(zh="{title} {count}/{room}", en="{title} {count}/{room}")
GROUP = Phrase(zh="群{place}（{channel}）", en="group {place} ({channel})")
NO_ROOMS = Phrase(zh="（还没有群）", en="(no groups yet)")
SLICE = 200
"""Held messages read in one transaction."""


ROOM = feature.setting(
    Setting(
        "budget.room",
        Phrase(zh="群消息预算", en="group-budget"),
        Phrase(
            zh="每天在一个群主动发几条，2到1000；超出的小事合并成一条",
            en="messages a day in a group, 2 to 1000; small things beyond that are merged",
        ),
        budget.ROOM,
        between(2, 1000),
    )
)
PERSON = feature.setting(
    Setting(
        "budget.person",
        Phrase(zh="私聊预算", en="private-budget"),
        Phrase(
            zh="每天主动私聊一个人几条，2到1000；超出的小事合并成一条",
            en="messages a day to one person, 2 to 1000; small things beyond that are merged",
        ),
        budget.PERSON,
        between(2, 1000),
    )
)
AT = feature.setting(
    Setting(
        "budget.at",
        Phrase(zh="合并时间", en="merge-time"),
        Phrase(zh="每天几点把攒下的小事合成一条发出，如 17:00", en="when the small things of a day go out as one, like 17:00"),
        budget.MERGED_AT,
        time_of_day,
    )
)


@feature.command(
    "消息预算",
    "budget",
    help=Phrase(
        zh="今天主动发了多少条，还有多少等着合并。", en="How much was sent unasked today, and what waits to be merged."
    ),
    by=Role.MANAGER,
    examples=["消息预算", "budget"],
)
def counts(ctx: Context) -> None:
    told = budget.told(ctx.db, ctx.camp.id, ctx.today)
    rooms = [
        IN_A_ROOM(
            title=title or GROUP(place=place, channel=platform(channel, ctx.language)), count=count, room=ctx.setting(ROOM)
        ).to(ctx.language)
        for place, (channel, title, count) in enumerate(told.rooms, 1)
    ]
    ctx.reply(
        COUNTS(
            rooms="\n".join(rooms) or NO_ROOMS,
            people=told.people,
            private=told.private,
            most=told.most,
            person=ctx.setting(PERSON),
            waiting=told.waiting,
            at=ctx.setting(AT),
        )
    )


def _rhythm(camp: Camp) -> Rhythm:
    return Daily(time.fromisoformat(AT.of(camp)))


@feature.every(_rhythm, name="digest", late=Late.within(timedelta(hours=4)))
def digest(ctx: Context, due_at: datetime) -> None:
    """What waits, one message a room or person; what important messages left no room for waits for tomorrow."""
    budget.expire(ctx.db, ctx.camp.id, ctx.now)
    _say(ctx, after=0)


@feature.due("more")
def more(ctx: Context, subject: str, _: datetime) -> None:
    """The next slice of a long digest."""
    _say(ctx, after=int(subject.rpartition(":")[2]))


def _say(ctx: Context, *, after: int) -> None:
    waiting = budget.waiting(ctx.db, ctx.camp.id, after, SLICE, now=ctx.now)
    places: dict[str, list[Held]] = {}
    for one in _still_true(ctx, waiting):
        places.setdefault(one.place, []).append(one)
    for place, some in places.items():
        most = ctx.setting(PERSON if some[0].person else ROOM)
        if budget.count(ctx.db, ctx.camp.id, place, ctx.local(ctx.now).date()) < most:
            _merge(ctx, some)
    if len(waiting) == SLICE:
        ctx.later("budget.more", f"camp:{ctx.camp.id}:{waiting[-1].id}", ctx.now)


def _merge(ctx: Context, some: list[Held]) -> None:
    parts = merged(one.parts for one in some)
    if (to := some[0].to) is not None:
        ctx.post(to, TITLE, *parts)
    else:
        assert some[0].person is not None
        ctx.tell(some[0].person, TITLE, *parts, gently=True)
    for one in some:
        budget.release(ctx.db, one.id)


@feature.due("awake")
def awake(ctx: Context, subject: str, due_at: datetime) -> None:
    """The end of somebody's quiet hours: what waited for it and is still so is said."""
    person = int(subject.partition(":")[2])
    budget.expire(ctx.db, ctx.camp.id, ctx.now)
    for one in _still_true(ctx, budget.resting(ctx.db, ctx.camp.id, person)):
        ctx.tell(person, *one.parts)
        budget.release(ctx.db, one.id)


def _still_true(ctx: Context, waiting: list[Held]) -> list[Held]:
    """What is still worth saying; the rest is dropped."""
    true = [one for one in waiting if one.person is None or ctx.holds(one.person, one.still)]
    for one in waiting:
        if one not in true:
            budget.release(ctx.db, one.id)
    return true


@feature.merges
def merge(ctx: Context, old: int, kept: int) -> list[Line]:
    """What waits for one of two accounts waits for the person."""
    budget.merge(ctx.db, old, kept)
    return []


def merged(several: Iterable[tuple[Part, ...]]) -> list[Part]:
    """The parts of several messages as those of one: each begins a line of its own, their buttons stand together at the end."""
    said: list[Part] = []
    rows: list[tuple[Button, ...]] = []
    for parts in several:
        said.append(Text((Run("\n· "),)))
        for part in parts:
            if isinstance(part, Buttons):
                rows.extend(part.rows)
            else:
                said.append(part)
    return [*said, Buttons(tuple(rows))] if rows else said
