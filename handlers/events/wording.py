"""How an event reads wherever it is spoken of: its name, when and where it is, who speaks, what is left; and which one is meant."""

from __future__ import annotations

from datetime import timedelta
from difflib import get_close_matches

from bot.feature import Context, Line, Phrase, Press, Refusal, Said
from bot.names import folded
from handlers.events import rules
from handlers.events.settings import KINDS
from scheduler import calendar, when
from scheduler.rhythm import Once
from storage.events import events
from storage.events.events import Event

NAMED = Phrase(zh="V{id}《{title}》", en="V{id} “{title}”")
NO_SUCH = Phrase(zh="没有活动 {words}。看有哪些：活动", en="There is no event {words}. To see them: event")
NEAR = Phrase(
    zh="没有活动“{words}”，是不是《{near}》？看有哪些：活动",
    en="There is no event “{words}”; did you mean “{near}”? All: event",
)
WHICH = Phrase(zh="哪场活动？写上号。试试：{example}", en="Which event? Please give its number. Try: {example}")
CANCELLED = Phrase(zh="{event} 已经取消了{reason}。", en="{event} was called off{reason}.")
REASON = Phrase(zh="：{words}", en=": {words}")
OVER = Phrase(zh="{event} 已经结束了。看还有哪些：活动", en="{event} is over. To see what is to come: event")
AT = Phrase(zh="{when}，{minutes}分钟", en="{when}, {minutes:minute|minutes}")
AT_HOURS = Phrase(zh="{when}，{hours}小时", en="{when}, {hours:hour|hours}")
AT_DAYS = Phrase(zh="{when}，{days}天", en="{when}, {days:day|days}")
PLACE = Phrase(zh="地点：{place}", en="Where: {place}")
LINK = Phrase(zh="链接：{link}", en="Link: {link}")
SPEAKER = Phrase(zh="讲者：{name}", en="Speaker: {name}")
FOR_TAG = Phrase(zh="给“{tag}”", en="For “{tag}”")
REQUIRED = Phrase(zh="必到", en="Everybody is expected")
TOPICS = Phrase(zh="话题：{topics}", en="About: {topics}")
SEATS = Phrase(zh="名额：{signed}/{seats}", en="Seats: {signed}/{seats}")
SIGNED = Phrase(zh="已报名{n}人", en="{n} signed up")
CLOCKS = Phrase(zh="这段时间会调钟，到 {ends:%H:%M} 结束。", en="The clocks change meanwhile; it ends at {ends:%H:%M}.")
SIGN_UP = Phrase(zh="报名", en="Sign up")
CANCEL_IT = Phrase(zh="取消报名", en="Cancel")
KIND = Phrase(zh="{kind}", en="{kind}")


def named(one: Event) -> Line:
    """V3《周五分享会》."""
    return NAMED(id=one.id or "…", title=one.title)


def moment(ctx: Context, one: Event) -> Line:
    """When it begins, as people say it."""
    return when.said(Once(one.starts_at), ctx.local(ctx.now), calendar.of_settings(ctx.camp.settings))


def at(ctx: Context, one: Event) -> Line:
    """When it begins and how long it is."""
    if one.minutes % 1440 == 0:
        return AT_DAYS(when=moment(ctx, one), days=one.minutes // 1440)
    if one.minutes % 60 == 0:
        return AT_HOURS(when=moment(ctx, one), hours=one.minutes // 60)
    return AT(when=moment(ctx, one), minutes=one.minutes)


def about(ctx: Context, one: Event) -> list[Line]:
    """All there is to know of it, a line each, without its name."""
    lines = [at(ctx, one)]
    if rules.crosses_change(one.starts_at, one.minutes, ctx.zone):
        lines.append(CLOCKS(ends=ctx.local(one.starts_at + timedelta(minutes=one.minutes))))
    if one.speaker:
        lines.append(SPEAKER(name=one.speaker))
    lines += [PLACE(place=one.place)] if one.place else []
    lines += [LINK(link=one.link)] if one.link else []
    lines += [TOPICS(topics=list(one.topics))] if one.topics else []
    lines += [FOR_TAG(tag=one.tag)] if one.tag else []
    lines += [REQUIRED()] if one.required else []
    lines.append(taken(one))
    return lines


def taken(one: Event) -> Line:
    """How many seats are taken."""
    return SEATS(signed=one.signed, seats=one.seats) if one.seats else SIGNED(n=one.signed)


def kind(one: Event) -> Phrase:
    """What sort of event it is."""
    return KINDS[one.kind]


def sign_up_press(one: Event) -> list[Press]:
    """The one press it takes."""
    return [Press(SIGN_UP, f"报名 V{one.id}")]


def meant(ctx: Context, words: str, example: Phrase) -> tuple[Event, str]:
    """The event the words begin with, by number or title, and the rest. Raises Refusal."""
    words = words.strip()
    if not words:
        raise Refusal(WHICH(example=example))
    if (numbered := rules.number_in(words)) is not None:
        found = events.find(ctx.db, ctx.camp.id, numbered.number)
        if found is None:
            raise Refusal(NO_SUCH(words=f"V{numbered.number}"))
        return found, numbered.rest
    if (bare := rules.bare_number(words)) is not None and (found := events.find(ctx.db, ctx.camp.id, bare)) is not None:
        return found, ""  # no title is a number
    known = events.coming(ctx.db, ctx.camp.id, ctx.now - timedelta(days=60))
    nearest_first = sorted(known, key=lambda one: (one.starts_at < ctx.now, abs(one.starts_at - ctx.now)))
    for one in nearest_first:
        if (rest := rules.behind_title(words, one.title)) is not None:
            return one, rest
    parts_of = [one for one in nearest_first if one.starts_at >= ctx.now and folded(words) in folded(one.title)]
    if len(words) > 1 and len(parts_of) == 1:
        return parts_of[0], ""
    near = get_close_matches(words, [one.title for one in known], n=1, cutoff=0.5)
    raise Refusal(NEAR(words=words[:20], near=near[0]) if near else NO_SUCH(words=f"“{words[:20]}”"))


def standing(ctx: Context, one: Event) -> Event:
    """The same, where it is still to be held or being held. Raises Refusal."""
    if one.cancelled_at is not None:
        raise Refusal(CANCELLED(event=named(one), reason=REASON(words=one.reason) if one.reason else ""))
    if one.closed_at is not None or rules.ends_at(one.starts_at, one.minutes) <= ctx.now:
        raise Refusal(OVER(event=named(one)))
    return one


def card(ctx: Context, one: Event, *presses: list[Press]) -> tuple[Said, ...]:
    """Its name and all there is to know of it."""
    return (named(one), *about(ctx, one), *([one.brief] if one.brief else []), *presses)
