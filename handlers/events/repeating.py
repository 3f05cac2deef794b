"""What comes again: the next one is planned when the last is over or called off, with the speaker whose turn it is; 停 ends it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bot import draft
from bot.feature import Context, Line, Phrase, Refusal, Role
from handlers.events import access, announcing, checklist, rules, telling, wording
from handlers.events.settings import feature
from scheduler import calendar, rhythm, when
from storage import memberships
from storage.events import events, rotas
from storage.events.events import Event, EventSeries
from storage.events.rotas import RotaMember

IN_TURN = {"轮值", "轮流", "rota"}
"""What stands for a speaker where they speak in turn."""

TOO_OFTEN = Phrase(zh="活动最短每天一次。", en="An event comes once a day at most.")
GOES_ON = Phrase(zh="《{title}》已经在重复了，先停：活动 V{id} 停", en="“{title}” comes again already; first: event V{id} end")
WHAT = Phrase(zh="重复的活动《{title}》，{when}。", en="an event that comes again, “{title}”, {when}.")
REPEATS = Phrase(
    zh="✅ 《{title}》{when}，第一场是 {event}。停：活动 V{id} 停",
    en="✅ “{title}”, {when}; the first is {event}. To end it: event V{id} end",
)
NOT_REPEATING = Phrase(zh="{event} 不重复，没有可停的。", en="{event} is held once; there is nothing to end.")
ENDED = Phrase(zh="✅ 《{title}》不再重复，{event} 照常。", en="✅ “{title}” comes no more after {event}.")
ENDED_ALREADY = Phrase(zh="《{title}》已经停了。", en="“{title}” has ended already.")
YOUR_TURN = Phrase(
    zh="⏰ 轮到你讲了：{event}，{when}。来不了就换：轮值 换 V{id} 名字",
    en="⏰ It is your turn to speak: {event}, {when}. To swap: rota swap V{id} NAME",
)
GOES_ON_AGAIN = Phrase(zh="✅ 《{title}》又会重复了。", en="✅ “{title}” comes again after all.")

feature.act("event_series_ended", Phrase(zh="{who} 停了重复的活动《{title}》", en="{who} ended the series “{title}”"))


def plan(ctx: Context, first: Event, meant: rhythm.Rhythm, *, in_turn: bool) -> None:
    """A series, shown first by the first of it."""
    stored = rhythm.to_json(meant)
    if isinstance(meant, rhythm.Every):
        raise Refusal(TOO_OFTEN)
    if (known := _named(ctx, first.title)) is not None:
        number = next((one.id for one in reversed(events.titled(ctx.db, ctx.camp.id, first.title))), known.id)
        raise Refusal(GOES_ON(title=first.title, id=number))
    said: Line = when.said(meant, ctx.local(ctx.now), calendar.of_settings(ctx.camp.settings))
    if not ctx.sends_draft:
        view = announcing.view(ctx, first, announcing.NEW, *wording.card(ctx, first, wording.sign_up_press(first)))
        return draft.show(ctx, WHAT(title=first.title, when=said), view, until=first.starts_at)
    kept = announcing.plain(first) | {"in_turn": in_turn}
    series = events.repeat(ctx.db, ctx.camp.id, first.title, stored, kept, by=ctx.member.id, at=ctx.now)
    assert series is not None
    one = plan_next(ctx, series)
    assert one is not None
    ctx.audit("event", undo={"event": one.id}, title=first.title)
    ctx.reply(REPEATS(title=first.title, when=said, event=wording.named(one), id=one.id))


def _named(ctx: Context, title: str) -> EventSeries | None:
    return next((one for one in events.series_of(ctx.db, ctx.camp.id) if one.title == title), None)


def plan_next(ctx: Context, number: int) -> Event | None:
    """The next of a series, from now or after the last that was planned; None where it ended."""
    series = events.find_series(ctx.db, number)
    if series is None or series.ended_at is not None:
        return None
    last = events.last_of_series(ctx.db, number)
    meant = rhythm.from_json(series.rhythm)
    begins = meant.after(max(last or ctx.now, ctx.now), ctx.zone, calendar.of_settings(ctx.camp.settings))
    if begins is None:
        return None
    kept: dict[str, Any] = dict(series.rules)
    in_turn = kept.pop("in_turn")
    kept |= {"starts_at": begins, "topics": tuple(kept["topics"])}
    if in_turn and (speaker := next_speaker(ctx, number)) is not None:
        kept |= {"speaker": speaker.name, "speaker_id": speaker.id}
    event = events.hold(ctx.db, ctx.camp.id, by=series.made_by, at=ctx.now, series=number, **kept)
    one = events.by_number(ctx.db, event) if event is not None else None
    if one is None:
        return None
    checklist.begin(ctx, one)
    telling.plan(ctx, one)
    announcing.announce(ctx, one)
    return one


def next_speaker(ctx: Context, series: int) -> RotaMember | None:
    """Whose turn it is after who spoke last."""
    turns = rotas.of(ctx.db, series)
    last = events.last_speaker(ctx.db, series)
    chosen = rules.next_in_turn([one.id for one in turns], last)
    return next((one for one in turns if one.id == chosen), None)


def end(ctx: Context, one: Event) -> None:
    """活动 V3 停: it comes no more; what is planned is held."""
    if ctx.role < Role.MANAGER:
        raise Refusal(access.FOR_MANAGERS)
    if one.series is None:
        raise Refusal(NOT_REPEATING(event=wording.named(one)))
    if not events.end_series(ctx.db, one.series, at=ctx.now):
        raise Refusal(ENDED_ALREADY(title=one.title))
    ctx.audit("event_series_ended", undo={"event": one.id}, title=one.title)
    ctx.reply(ENDED(title=one.title, event=wording.named(one)))


@feature.undoes("event_series_ended", by=Role.MANAGER, thing=["title"])
def end_back(ctx: Context, event: int) -> None:
    one = events.by_number(ctx.db, event)
    assert one is not None and one.series is not None
    if _named(ctx, one.title) is not None:
        raise Refusal(GOES_ON(title=one.title, id=one.id))
    events.resume_series(ctx.db, one.series)
    ctx.reply(GOES_ON_AGAIN(title=one.title))


@feature.due("turn")
def turn(ctx: Context, subject: str, due_at: datetime) -> None:
    """Three days before: whoever speaks is reminded, while there is time to swap."""
    one = events.by_number(ctx.db, int(subject))
    if one is None or one.cancelled_at is not None or one.speaker_id is None or one.starts_at <= ctx.now:
        return
    speaker = memberships.member(ctx.db, one.speaker_id)
    said = YOUR_TURN(event=wording.named(one), when=wording.moment(ctx, one), id=one.id)
    ctx.tell(speaker.person, said, until=one.starts_at, gently=True)
