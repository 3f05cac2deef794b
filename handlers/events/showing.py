"""活动: what is to come, one event in full, and who signed up for it, to whoever runs it."""

from __future__ import annotations

from bot.audience import Audience
from bot.feature import Context, Line, Page, Phrase, Press, Refusal, Role, Said
from handlers.events import access, wording
from handlers.events.settings import feature
from storage.events import events, signups
from storage.events.events import Event

SHOWN, LISTED = 8, 40
NONE = Phrase(zh="还没有安排活动。", en="No events are planned yet.")
HOW = Phrase(
    zh="安排一场：活动 分享会 周五 16:00 讲者=何琳 名额=30", en="To plan one: event Sharing Friday 16:00 speaker=Helen seats=30"
)
COMING = Phrase(zh="📘 接下来的活动", en="📘 What is to come")
ENTRY = Phrase(zh="{event}：{when}{speaker}，{taken}{mine}", en="{event}: {when}{speaker}; {taken}{mine}")
SPEAKER = Phrase(zh="，{name}讲", en=", {name} speaks")
MINE = {"in": Phrase(zh=" ✅ 你报了", en=" ✅ you are in"), "waiting": Phrase(zh=" 你在排队", en=" you wait")}
WHO = Phrase(
    zh="{event} 报名{n}人{wait}（只你看到）", en="{event}: {n:person has|people have} signed up{wait} (only you see this)"
)
AND_WAIT = Phrase(zh="，排队{n}人", en=", {n} in line")
NOBODY = Phrase(zh="{event} 还没有人报名。", en="Nobody has signed up for {event} yet.")
PERSON = Phrase(zh="{place}. {name}", en="{place}. {name}")
PERSON_WAITS = Phrase(zh="{place}. {name}（排队）", en="{place}. {name} (in line)")
NOT_YOURS = Phrase(
    zh="{event} 的名单给主持人和社群经理看。", en="Who comes to {event} is for its host and the managers to see."
)
LIST = Phrase(zh="名单", en="Who")
MOVE = Phrase(zh="改期请发：活动 V{id} 改 周六 16:00", en="To move it send: event V{id} move Saturday 16:00")


def coming(ctx: Context) -> None:
    """活动 alone."""
    ctx.show_list("coming")


@feature.paged("coming")
def _coming(ctx: Context, after: int) -> Page:
    known = events.coming(ctx.db, ctx.camp.id, ctx.now)
    if not known:
        return Page((NONE, *([HOW] if ctx.role >= Role.MANAGER else [])))
    mine = {it.event: it.state for it in signups.of_member(ctx.db, ctx.member.id, ctx.now)} if ctx.address.direct else {}
    some = known[after : after + SHOWN]
    lines = [_entry(ctx, one, mine.get(one.id)) for one in some]
    presses = [[Press(one.title, f"活动 V{one.id}")] for one in some[:4]]
    return Page.cut(COMING, *lines, *presses, after=after, most=SHOWN, of=len(known))


def _entry(ctx: Context, one: Event, state: str | None) -> Line:
    speaker = SPEAKER(name=one.speaker) if one.speaker else ""
    mine: Phrase | str = MINE[state] if state else ""
    return ENTRY(event=wording.named(one), when=wording.moment(ctx, one), speaker=speaker, taken=wording.taken(one), mine=mine)


def one_event(ctx: Context, one: Event) -> None:
    """All there is to know of it, and what can be pressed."""
    if one.cancelled_at is not None:
        raise Refusal(
            wording.CANCELLED(event=wording.named(one), reason=wording.REASON(words=one.reason) if one.reason else "")
        )
    state = signups.state(ctx.db, one.id, ctx.member.id)
    is_to_come = one.closed_at is None and one.starts_at > ctx.now
    presses: list[Said] = []
    if is_to_come and not ctx.address.direct:
        presses = [wording.sign_up_press(one)]
    elif is_to_come:
        mine = state in ("in", "waiting")
        presses = [[Press(wording.CANCEL_IT, f"取消报名 V{one.id}")] if mine else wording.sign_up_press(one)]
    runs = ctx.address.direct and access.may_run(ctx, one)
    ctx.reply(
        *wording.card(ctx, one),
        *([MOVE(id=one.id)] if runs and is_to_come else []),
        *presses,
        *([[Press(LIST, f"活动 V{one.id} 名单")]] if runs else []),
    )


def who(ctx: Context, one: Event) -> None:
    """Who has a seat and who waits, in their order."""
    if not access.may_run(ctx, one):
        raise Refusal(NOT_YOURS(event=wording.named(one)))
    ctx.show_list("who", number=one.id)


@feature.paged("who")
def _who(ctx: Context, after: int, *, number: int) -> Page:
    one = events.find(ctx.db, ctx.camp.id, number)
    if one is None or not access.may_run(ctx, one):
        return Page(())
    everybody = signups.everybody(ctx.db, number)
    if not everybody:
        return Page((NOBODY(event=wording.named(one)),), audience=Audience.PERSON)
    waiting = sum(it.state == "waiting" for it in everybody)
    head = WHO(event=wording.named(one), n=len(everybody) - waiting, wait=AND_WAIT(n=waiting) if waiting else "")
    lines = [
        (PERSON if it.state == "in" else PERSON_WAITS)(place=place, name=it.name)
        for place, it in enumerate(everybody[after : after + LISTED], after + 1)
    ]
    return Page.cut(head, *lines, after=after, most=LISTED, of=len(everybody), audience=Audience.PERSON)
