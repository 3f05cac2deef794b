"""邀请: a manager gives an invitation into a room of the web chat, sees those that are open, and withdraws one."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated

from bot.arguments import Named, Onwards
from bot.audience import Audience
from bot.feature import Context, Line, Page, Phrase, Press, Refusal, Role, Said
from bot.web_links import WEB, notes_on
from handlers.invitations import picture
from handlers.invitations.settings import feature
from scheduler import calendar, when
from storage import rooms
from storage.channels.web import invitations
from storage.channels.web.invitations import MOST_SEATS, Invitation

GIVEN = Phrase(
    zh="🎟 {number}号邀请：进网页群“{room}”，{seats}个名额，{until:%m-%d %H:%M} 前有效。\n"
    "把链接或二维码发给要来的人；谁打开、写上名字，就是这个营的学员：\n{link}",
    en="🎟 Invitation {number}: into the web group “{room}”, {seats:seat|seats}, until {until:%m-%d %H:%M}.\n"
    "Pass on the link or the QR code; whoever opens it and says their name is a learner of this camp:\n{link}",
)
NEW_ROOM = Phrase(
    zh="这个营还没有网页群，已建好“{room}”；发到群里的内容那里也会有。",
    en="The camp had no web group, so “{room}” was made; what is posted to the groups is posted there too.",
)
OPEN = Phrase(zh="🎟 还有效的邀请（{n}）：", en="🎟 Open invitations ({n}):")
ROW = Phrase(
    zh="· {number}号 “{room}”：进来{taken}/{seats}，到 {until:%m-%d %H:%M}",
    en="· {number} “{room}”: {taken} of {seats} came, until {until:%m-%d %H:%M}",
)
VOID = Phrase(
    zh="· {number}号 “{room}”：已失效（发的人不再是经理）", en="· {number} “{room}”: void (who gave it is no manager now)"
)
NONE = Phrase(zh="没有还有效的邀请。发一个：邀请 名额=20", en="No invitation is open. Give one: invite seats=20")
WITHDRAWN = Phrase(
    zh="✅ {number}号邀请已收回，没进来的人进不来了；已经进来的{taken}人还在。",
    en="✅ Invitation {number} is withdrawn: nobody else comes in by it. Came already, and stay: {taken}.",
)
NO_SUCH = Phrase(
    zh="没有还有效的{number}号邀请。发“邀请 列表”看有哪些。",
    en="Invitation {number} is not open. “invite list” shows those that are.",
)
WHICH = Phrase(zh="收回哪一个？写上号，试试：邀请 收回 3", en="Withdraw which one? Give its number: invite revoke 3")
NO_SUCH_ROOM = Phrase(
    zh="这个营没有网页群“{room}”，有的是：{rooms}。试试：邀请 {first}",
    en="The camp has no web group “{room}”; there are: {rooms}. Try: invite {first}",
)
NO_ROOM_YET = Phrase(
    zh="这个营还没有网页群，没有“{room}”。只发“邀请”，就建一个和营同名的。",
    en="The camp has no web group yet, nor one called “{room}”. Send “invite” alone and one is made, named after the camp.",
)
WHICH_ROOM = Phrase(
    zh="邀请进哪个网页群？这个营有：{rooms}。试试：邀请 {first}",
    en="Into which web group? There are: {rooms}. Try: invite {first}",
)
WRONG_SEATS = Phrase(zh="名额是1到{most}。试试：邀请 名额=20", en="Seats are 1 to {most}. Try: invite seats=20")
TOO_FAR = Phrase(
    zh="邀请最长{days}天，免得忘了收回。试试：邀请 截止=周五 18:00",
    en="An invitation lasts {days:day|days} at most. Try: invite until=Fri 18:00",
)
NO_WEB = Phrase(zh="这里没有开网页聊天，没法邀请。", en="The web chat is not switched on here, so nobody can be invited.")
WITHDRAW, SEE_OPEN = Phrase(zh="收回", en="Withdraw"), Phrase(zh="还有效的邀请", en="Open invitations")
LIST_WORDS, WITHDRAW_WORDS = ("列表", "list"), ("收回", "revoke")
USUAL, LONGEST = timedelta(days=7), timedelta(days=60)
LONGEST_ROOM, LONGEST_QUOTE, SHOWN = 40, 24, 10


@feature.command(
    "邀请",
    "invite",
    help=Phrase(
        zh="给一个网页群的邀请链接和二维码：名额、截止自己定，随时收回。",
        en="A link and QR code into a web group: you set seats and end, and may withdraw it.",
    ),
    by=Role.MANAGER,
    examples=[
        "邀请",
        "邀请 名额=20",
        "邀请 名额=20 截止=周五 18:00",
        "邀请 列表",
        "邀请 收回 3",
        "invite",
        "invite seats=20 until=Fri 18:00",
        "invite list",
        "invite revoke 3",
    ],
)
def invite(
    ctx: Context,
    words: Annotated[str, Named("群", "group")] = "",
    *,
    seats: Annotated[int, Named("名额", "seats", ("人数", "限额", "places", "limit"))] = 30,
    until: Annotated[Onwards | None, Named("截止", "until", ("截至", "deadline", "due", "by"))] = None,
) -> None:
    verb, _, rest = words.strip().partition(" ")
    if verb.casefold() in LIST_WORDS and not rest:
        return _show(ctx)
    if verb.casefold() in WITHDRAW_WORDS:
        return _withdraw(ctx, rest.strip().removesuffix("号"))
    if not 1 <= seats <= MOST_SEATS:
        raise Refusal(WRONG_SEATS(most=MOST_SEATS))
    ends = _ends(ctx, until)
    if not ctx.invitation_link(1):
        raise Refusal(NO_WEB)
    room, is_new = _room(ctx, words.strip())
    number = invitations.make(ctx.db, ctx.camp.id, ctx.person.id, room, seats=seats, until=ends, at=ctx.now)
    link = ctx.invitation_link(number)
    ctx.audit("invite", undo={"number": number}, number=number, room=room, seats=seats)
    notes: list[Said] = [*([NEW_ROOM(room=room)] if is_new else []), *notes_on(link)]
    presses = [Press(WITHDRAW, f"邀请 收回 {number}"), Press(SEE_OPEN, "邀请 列表")]
    said = GIVEN(number=number, room=room, seats=seats, until=ends, link=link)
    ctx.reply(said, *notes, presses, audience=Audience.MANAGERS)
    picture.draw(ctx, number, link)


def _ends(ctx: Context, until: str | None) -> datetime:
    """Until when it is good. Raises Refusal."""
    if not until:
        return ctx.now + USUAL
    ends = when.deadline(until, ctx.local(ctx.said_at), calendar.of_settings(ctx.camp.settings))
    if ends - ctx.now > LONGEST:
        raise Refusal(TOO_FAR(days=LONGEST.days))
    return ends


def _room(ctx: Context, said: str) -> tuple[str, bool]:
    """The camp's web group that is meant, and whether it was made just now. Raises Refusal where none or several are."""
    rooms = [room.room for room in ctx.rooms() if room.channel == WEB]
    if said in rooms:
        return said, False
    if said and rooms:
        raise Refusal(NO_SUCH_ROOM(room=said[:LONGEST_QUOTE], rooms=rooms, first=rooms[0]))
    here = ctx.address.room if ctx.address.channel == WEB else ""
    if here in rooms or len(rooms) == 1:
        return here if here in rooms else rooms[0], False
    if rooms:
        raise Refusal(WHICH_ROOM(rooms=rooms, first=rooms[0]))
    if said:
        raise Refusal(NO_ROOM_YET(room=said[:LONGEST_QUOTE]))
    return _new_room(ctx), True


def _new_room(ctx: Context) -> str:
    """A web group of the camp's, called like it where no other room is."""
    name = "".join(letter for letter in ctx.camp.name if letter.isprintable()).strip(" @")[: LONGEST_ROOM - 3] or str(
        ctx.camp.id
    )
    tried = (name if n == 1 else f"{name}-{n}" for n in range(1, 100))
    room = next(one for one in tried if not rooms.is_met(ctx.db, WEB, one))
    rooms.bind(ctx.db, ctx.camp.id, WEB, room, None)
    return room


# ── those that are open ──────────────────────────────────────────────────────────────────────────────────────────────


def _show(ctx: Context) -> None:
    if not invitations.open_ones(ctx.db, ctx.camp.id, now=ctx.now):
        raise Refusal(NONE)
    ctx.show_list("open")


@feature.paged("open", by=Role.MANAGER)
def _page(ctx: Context, after: int) -> Page:
    """Those with a number above `after`."""
    found = invitations.open_ones(ctx.db, ctx.camp.id, now=ctx.now)
    listed = [one for one in found if one.id > after]
    said: list[Said] = [OPEN(n=len(found))] if after == 0 else []
    said += map(_row, listed[:SHOWN])
    said.append([Press(WITHDRAW_ONE(number=one.id), f"邀请 收回 {one.id}") for one in listed[:SHOWN]])
    left = len(listed) - SHOWN
    return Page(tuple(said), listed[SHOWN - 1].id if left > 0 else None, max(left, 0), Audience.MANAGERS)


WITHDRAW_ONE = Phrase(zh="收回{number}号", en="Withdraw {number}")


def _row(one: Invitation) -> Line:
    if not one.stands:
        return VOID(number=one.id, room=one.room)
    return ROW(number=one.id, room=one.room, taken=one.taken, seats=one.seats, until=one.until)


# ── withdrawing ──────────────────────────────────────────────────────────────────────────────────────────────────────

feature.act(
    "invite",
    Phrase(
        zh="{who} 发了{number}号邀请：网页群“{room}”，{seats}个名额",
        en="{who} gave invitation {number} into “{room}” with {seats:seat|seats}",
    ),
)
feature.act(
    "invite_revoked",
    Phrase(zh="{who} 收回了{number}号邀请", en="{who} withdrew invitation {number}"),
    final=Phrase(
        zh="收回的不再生效；要请人就再发一个邀请。", en="What is withdrawn stays so; to invite somebody give another."
    ),
)


def _withdraw(ctx: Context, said: str) -> None:
    if not said:
        raise Refusal(WHICH)
    found = _open_one(ctx, said)
    invitations.revoke(ctx.db, found.id, at=ctx.now)
    ctx.audit("invite_revoked", number=found.id)
    ctx.reply(WITHDRAWN(number=found.id, taken=found.taken))


def _open_one(ctx: Context, said: str) -> Invitation:
    """The camp's open invitation of that number. Another camp's is none. Raises Refusal."""
    number = int(said) if said.isdecimal() and len(said) < 10 else 0
    found = next((one for one in invitations.open_ones(ctx.db, ctx.camp.id, now=ctx.now) if one.id == number), None)
    if found is None:
        raise Refusal(NO_SUCH(number=said[:LONGEST_QUOTE]))
    return found


@feature.undoes("invite", by=Role.MANAGER, thing=["number"])
def take_back(ctx: Context, number: int) -> None:
    found = _open_one(ctx, str(number))
    invitations.revoke(ctx.db, found.id, at=ctx.now)
    ctx.reply(WITHDRAWN(number=found.id, taken=found.taken))
