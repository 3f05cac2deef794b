"""轮值: who speaks in turn at what comes again, and swapping one's turn with somebody."""

from __future__ import annotations

from typing import Annotated

from bot.arguments import Named
from bot.audience import Audience
from bot.feature import Context, Phrase, Refusal, Role
from bot.names import folded
from handlers.events import access, repeating, rules, wording
from handlers.events.settings import feature
from storage import memberships
from storage.events import events, rotas
from storage.events.events import Event, EventSeries

MOST = 40
NONE = Phrase(
    zh="还没有重复的活动。先安排：活动 分享会 每周五 16:00 讲者=轮值",
    en="Nothing comes again yet. Plan it first: event Sharing every Friday 16:00 speaker=rota",
)
NO_SUCH = Phrase(zh="没有叫《{title}》的重复活动，有：{titles}", en="No “{title}” comes again; there are: {titles}")
EMPTY = Phrase(
    zh="《{title}》还没排轮值。排：轮值 {title} 何琳、周航", en="“{title}” has no rota yet. To write it: rota {title} Helen,Ed"
)
SHOWN = Phrase(zh="《{title}》轮值：{names}。下一位：{next}", en="“{title}”, in turn: {names}. Next: {next}")
SET = Phrase(zh="✅ 《{title}》轮值：{names}", en="✅ “{title}”, in turn: {names}")
BAD = Phrase(
    zh="轮值要写1到{most}个人。试试：轮值 {title} 何琳、周航",
    en="A rota has 1 to {most:person|people}. Try: rota {title} Helen,Ed",
)
NO_TAG = Phrase(zh="没有人有“{tag}”这个标签。", en="Nobody has the tag “{tag}”.")
HOW_SWAP = Phrase(zh="换谁？试试：轮值 换 V3 周航", en="With whom? Try: rota swap V3 Ed")
NOT_YOURS = Phrase(zh="{event} 的讲者自己、主持人或社群经理能换。", en="Its speaker, its host or a manager may swap {event}.")
SAME = Phrase(zh="{event} 本来就是{name}讲。", en="{name} speaks at {event} already.")
SWAPPED = Phrase(zh="✅ {event} 换成{name}讲。", en="✅ {name} speaks at {event} now.")
TOLD = Phrase(zh="📘 {event} 换成你讲：{when}。", en="📘 You speak at {event} now: {when}.")
FREED = Phrase(zh="📘 {event} 换成{name}讲，你的轮次往后。", en="📘 {name} speaks at {event}; your turn comes later.")

feature.act("event_rota", Phrase(zh="{who} 排了《{title}》的轮值", en="{who} wrote the rota of “{title}”"))
feature.act(
    "event_swapped",
    Phrase(zh="{who} 把《{title}》换成 {person} 讲", en="{who} swapped “{title}”: {person} speaks"),
    final=Phrase(
        zh="两位都已经知道了；要换回来再换一次：轮值 换 V3 名字", en="Both were told; to swap back: rota swap V3 NAME"
    ),
)


@feature.command(
    "轮值",
    "rota",
    help=Phrase(
        zh="谁轮流讲；经理排，讲者可换：轮值 换 V3 周航",
        en="Who speaks in turn; managers write it, speakers swap: rota swap V3 Ed",
    ),
    examples=["轮值", "轮值 周五分享会 何琳、周航", "轮值 周五分享会 #骨干", "轮值 换 V3 周航", "rota swap V3 Ed"],
)
def rota(ctx: Context, words: Annotated[str, Named("活动和名字", "event and names")] = "") -> None:
    verb, _, rest = words.strip().partition(" ")
    if folded(verb) in ("换", "swap"):
        return _swap(ctx, rest)
    known = events.series_of(ctx.db, ctx.camp.id)
    if not known:
        raise Refusal(NONE)
    title, names = rules.title_in(words)
    series = next((one for one in known if folded(one.title) == folded(title)), known[0] if not title else None)
    if series is None:
        raise Refusal(NO_SUCH(title=title[:20], titles=[one.title for one in known]))
    if not names:
        return _show(ctx, series)
    if ctx.role < Role.MANAGER:
        raise Refusal(access.FOR_MANAGERS)
    _write(ctx, series, names)


def _show(ctx: Context, series: EventSeries) -> None:
    turns = rotas.of(ctx.db, series.id)
    if not turns:
        raise Refusal(EMPTY(title=series.title))
    following = repeating.next_speaker(ctx, series.id)
    ctx.reply(SHOWN(title=series.title, names=[one.name for one in turns], next=following.name if following else ""))


def _write(ctx: Context, series: EventSeries, words: str) -> None:
    """Names in turn, or a tag's people."""
    before = [one.id for one in rotas.of(ctx.db, series.id)]
    if words.startswith(("#", "＃")):
        tagged = memberships.members(ctx.db, ctx.camp.id, tagged=words[1:].strip())
        if not tagged:
            raise Refusal(NO_TAG(tag=words[1:21]))
        members = tagged
    else:
        members = [ctx.member_named(name) for name in rules.listed(words)]
    unique = {one.id: one for one in members}
    if not 1 <= len(unique) <= MOST:
        raise Refusal(BAD(most=MOST, title=series.title))
    rotas.write(ctx.db, series.id, unique)
    ctx.audit("event_rota", undo={"series": series.id, "before": before}, title=series.title)
    ctx.reply(SET(title=series.title, names=[one.name for one in unique.values()]))


@feature.undoes("event_rota", by=Role.MANAGER, thing=["title"])
def write_back(ctx: Context, series: int, before: list[int]) -> None:
    rotas.write(ctx.db, series, before)
    known = events.find_series(ctx.db, series)
    assert known is not None
    ctx.reply(SET(title=known.title, names=[one.name for one in rotas.of(ctx.db, series)]))


def _swap(ctx: Context, words: str) -> None:
    """轮值 换 V3 周航: somebody else speaks, and takes the other's place in turn."""
    one, name = wording.meant(ctx, words, Phrase(zh="轮值 换 V3 周航", en="rota swap V3 Ed"))
    wording.standing(ctx, one)
    if not name:
        raise Refusal(HOW_SWAP)
    if not access.may_run(ctx, one) and ctx.member.id != one.speaker_id:
        raise Refusal(NOT_YOURS(event=wording.named(one)))
    member = ctx.member_named(name)
    if member.id == one.speaker_id:
        raise Refusal(SAME(event=wording.named(one), name=member.name))
    if one.series is not None and one.speaker_id is not None:
        _change_places(ctx, one.series, one.speaker_id, member.id)
    events.set_speaker(ctx.db, one.id, member.id, member.name)
    ctx.audit("event_swapped", person=member.person, title=one.title)
    ctx.reply(SWAPPED(event=wording.named(one), name=member.name), audience=Audience.PERSON)
    _tell_both(ctx, one, member)


def _tell_both(ctx: Context, one: Event, member: memberships.Member) -> None:
    said = TOLD(event=wording.named(one), when=wording.moment(ctx, one))
    if member.person != ctx.person.id:
        ctx.tell(member.person, said, until=one.starts_at)
    if one.speaker_id is not None and one.speaker_id != ctx.member.id:
        before = memberships.member(ctx.db, one.speaker_id)
        ctx.tell(before.person, FREED(event=wording.named(one), name=member.name), until=one.starts_at)


def _change_places(ctx: Context, series: int, one: int, other: int) -> None:
    order = [it.id for it in rotas.of(ctx.db, series)]
    if one in order and other in order:
        swapped = {one: other, other: one}
        rotas.write(ctx.db, series, [swapped.get(it, it) for it in order])
