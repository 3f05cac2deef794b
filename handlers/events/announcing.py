"""A new event is announced: to the groups, or to the people of its tag, and to its speaker."""

from __future__ import annotations

from typing import Any

from bot import draft
from bot.feature import Context, Phrase, Said
from handlers.events import telling, wording
from storage import memberships
from storage.events import events
from storage.events.events import Event

NEW = Phrase(zh="📘 新活动", en="📘 A new event")
YOU_SPEAK = Phrase(
    zh="📘 你是 {event} 的讲者：{when}。那时讲不了，早点告诉{host}。",
    en="📘 You are the speaker of {event}: {when}. If you cannot, tell {host}, who planned it, in good time.",
)


def view(ctx: Context, one: Event, *said: Said) -> draft.View:
    """What the groups will see of it, or the people of its tag."""
    if one.tag is None:
        return draft.in_rooms(len(ctx.rooms()), *said)
    return draft.in_private(len(memberships.members(ctx.db, ctx.camp.id, tagged=one.tag)), *said)


def announce(ctx: Context, one: Event) -> None:
    """Whom it is for hears of it: the groups, or the people of its tag; and its speaker."""
    if one.tag is None:
        ctx.announce(NEW, *wording.card(ctx, one, wording.sign_up_press(one)))
    else:
        telling.begin(ctx, one, "open")
    if one.speaker_id is not None and (ctx.member_or_none is None or one.speaker_id != ctx.member.id):
        speaker = memberships.member(ctx.db, one.speaker_id)
        said = YOU_SPEAK(event=wording.named(one), when=wording.at(ctx, one), host=memberships.member(ctx.db, one.host_id).name)
        ctx.tell(speaker.person, said, until=one.starts_at)


def rules_of(one: Event) -> dict[str, Any]:
    """What is said of an event, as `storage` takes it."""
    return {name: getattr(one, name) for name in events.RULES}


def plain(one: Event) -> dict[str, Any]:
    """Its rules as JSON keeps them."""
    return rules_of(one) | {"starts_at": one.starts_at.isoformat(), "topics": list(one.topics)}
