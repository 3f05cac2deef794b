"""时区: the clock somebody's own reminders and private messages go by, where it is not the camp's."""

from __future__ import annotations

from typing import Annotated

from bot.arguments import Named
from bot.feature import Context, Phrase, Refusal
from bot.membership import zone
from bot.zone_names import zone_named
from handlers.reminders.reschedule import move
from handlers.reminders.settings import feature
from storage import people, reminders

OF_THE_CAMP = frozenset({"营", "默认", "camp", "default"})
YOURS = Phrase(
    zh="你的时区：{zone}，现在 {now}。改：时区 东京；跟营走：时区 营",
    en="Your time zone: {zone}, it is {now}. Change: timezone Tokyo; as the camp: timezone camp",
)
CHANGED = Phrase(
    zh="✅ 时区改为 {zone}，现在 {now}。你的提醒和私聊里的时间按它算。",
    en="✅ Your time zone is {zone}, it is {now}. Your reminders and the times in private go by it.",
)
UNKNOWN = Phrase(
    zh="不认得“{name}”这个地方。试试：时区 东京，或 时区 Asia/Tokyo",
    en="I do not know “{name}”. Try: timezone Tokyo, or timezone Asia/Tokyo",
)
LONGEST = 24


@feature.command(
    "时区",
    "timezone",
    help=Phrase(zh="你在哪个时区；提醒按那里的钟响。", en="Which time zone you are in; reminders ring by its clock."),
    examples=["时区", "时区 东京", "timezone Europe/London"],
)
def timezone(ctx: Context, place: Annotated[str, Named("地方", "place")] = "") -> None:
    name = place.strip()
    if not name:
        here = ctx.person.zone or ctx.camp.zone.key
        ctx.reply(YOURS(zone=here, now=_clock(ctx, here)))
        return
    wanted = None if name.casefold() in OF_THE_CAMP else _zone(name)
    people.set_zone(ctx.db, ctx.person.id, wanted)
    move(ctx, reminders.with_person(ctx.db, ctx.camp.id, ctx.person.id, ctx.now))
    here = wanted or ctx.camp.zone.key
    ctx.reply(CHANGED(zone=here, now=_clock(ctx, here)))


def _zone(name: str) -> str:
    """Asia/Tokyo, Tokyo or 东京 as the time zone it is. Raises Refusal."""
    found = zone_named(name)
    if found is None:
        raise Refusal(UNKNOWN(name=name[:LONGEST]))
    return found


def _clock(ctx: Context, name: str) -> str:
    return f"{ctx.now.astimezone(zone(name)):%H:%M}"
