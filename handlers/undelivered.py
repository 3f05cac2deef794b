"""没发出: what was given up on its way, went out without anybody knowing that it arrived, or went without its file. Managers see it, send
it again or let it be."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from typing import Annotated, Any

from bot.arguments import Named
from bot.audience import Audience
from bot.feature import Context, Feature, Late, Line, Page, Phrase, Press, Refusal, Role, Theme
from bot.message_kinds import KINDS, NOT_ARRIVED, OTHER
from bot.platforms import platform
from scheduler.rhythm import Daily
from storage import memberships, people, rooms, undelivered
from storage.undelivered import Undelivered

feature = Feature("undelivered", Theme.CAMP)

TITLE = Phrase(zh="📮 没发出的消息（{n}条，新的在前）", en="📮 Not delivered: {n:message|messages}, the newest first")
ONE = Phrase(
    zh="{number}｜{at:%m-%d %H:%M}｜{what}｜{to}｜{how}",
    en="{number} | {at:%m-%d %H:%M} | {what} | {to} | {how}",
)
TO_ROOM = Phrase(zh="群“{room}”（{platform}）", en="group “{room}” ({platform})")
TO_PERSON = Phrase(zh="{name}（{platform}）", en="{name} ({platform})")
HINT = Phrase(
    zh="“没发出 重发 号码”再发一次，不写号码就全部再发；“不知道到没到”的再发，对方可能看到两遍。“没发出 忽略 号码”不再列出。",
    en="“undelivered retry NUMBER” sends one again, without a number all of them; one that “may have arrived” may then be seen twice. "
    "“undelivered drop NUMBER” takes it off the list.",
)
NONE = Phrase(zh="没有没发出的消息。", en="Every message went out.")
NO_SUCH = Phrase(
    zh="列表里没有 {numbers}。发“没发出”看现在有哪些。",
    en="{numbers}: not on the list. Send “undelivered” to see what is.",
)
NO_FILE = Phrase(
    zh="{numbers} 已经发了，只是文件没找到，重发也没有：请要的人再要一次。看过了就发：没发出 忽略 {number}",
    en="{numbers} went out, only the file was not found, and is not found by sending again: whoever wants it asks anew. "
    "Once seen: undelivered drop {number}",
)
WHICH = Phrase(
    zh="写重发或忽略，后面写号码。试试：没发出 重发 {number}",
    en="Say retry or drop, and a number. Try: undelivered retry {number}",
)
WHICH_TO_DROP = Phrase(
    zh="忽略要写号码，用空格隔开。试试：没发出 忽略 {number}",
    en="Say which, with spaces between. Try: undelivered drop {number}",
)
RETRIED = Phrase(
    zh="✅ {n}条正在重发，再发不成会回到这里。", en="✅ Sending {n:message|messages} again; what fails comes back here."
)
DROPPED = Phrase(zh="✅ {n}条不再列出，也不会再发。", en="✅ {n:message is|messages are} off the list and will not be sent.")
SEE = Phrase(zh="看没发出的", en="See them")
NEWS = Phrase(
    zh="⚠️ 过去一天“{camp}”有{n}条消息没送到，或不知道到没到。",
    en="⚠️ In the last day {n:message|messages} of “{camp}” did not arrive, or nobody knows whether they did.",
)
RETRY_ALL = Phrase(zh="全部重发", en="Send all again")
VERBS = {"重发": "retry", "retry": "retry", "忽略": "drop", "drop": "drop"}
SHOWN, MOST = 10, 500
A_DAY = timedelta(days=1)

DONE = Phrase(
    zh="重发的已经发出，忽略的还在数据里，都没有可撤的。", en="What was sent again is on its way; there is nothing to undo."
)
feature.act("retry", Phrase(zh="{who} 重发了{n}条没发出的消息", en="{who} sent {n:message|messages} again"), final=DONE)
feature.act("drop", Phrase(zh="{who} 忽略了{n}条没发出的消息", en="{who} let {n:message|messages} be"), final=DONE)


@feature.command(
    "没发出",
    "undelivered",
    help=Phrase(zh="哪些消息没送到，重发或忽略。", en="Which messages did not arrive; send again or drop."),
    by=Role.MANAGER,
    examples=["没发出", "没发出 重发", "undelivered", "undelivered drop 12"],
)
def show(
    ctx: Context,
    verb: Annotated[str, Named("重发或忽略", "retry or drop")] = "",
    numbers: Annotated[str, Named("号码", "numbers")] = "",
) -> None:
    if not verb:
        return ctx.show_list("all")
    listed = undelivered.undelivered(ctx.db, camp=ctx.camp.id, most=MOST)
    waiting = [one.message for one in listed]
    if not waiting:
        raise Refusal(NONE)
    act = VERBS.get(verb.casefold())
    if act is None:
        raise Refusal(WHICH(number=waiting[0]))
    named = [word for word in re.split(r"[\s,，、;；]+", numbers) if word]
    if act == "drop" and not named:
        raise Refusal(WHICH_TO_DROP(number=waiting[0]))
    if unknown := [word for word in named if not word.isdecimal() or int(word) not in waiting]:
        raise Refusal(NO_SUCH(numbers=unknown))
    gone = {one.message for one in listed if one.outcome == undelivered.FILE_MISSING} if act == "retry" else set()
    chosen = list(map(int, named)) or [number for number in waiting if number not in gone] or waiting
    if without := [str(number) for number in chosen if number in gone]:
        raise Refusal(NO_FILE(numbers=without, number=without[0]))
    if act == "retry":
        for number in chosen:
            again = undelivered.retry(ctx.db, number, at=ctx.now, camp=ctx.camp.id)
            if again is not None:
                ctx.effects.owe(*again)
    else:
        for number in chosen:
            undelivered.drop(ctx.db, number, camp=ctx.camp.id)
    ctx.audit("retry" if act == "retry" else "drop", n=len(chosen))
    ctx.reply((RETRIED if act == "retry" else DROPPED)(n=len(chosen)))


@feature.paged("all", by=Role.MANAGER)
def _listed(ctx: Context, after: int) -> Page:
    """Kind, moment and to whom: what stands in it is whose it was."""
    waiting = undelivered.undelivered(ctx.db, camp=ctx.camp.id, most=MOST)
    if not waiting and not after:
        raise Refusal(NONE)
    lines = [_line(ctx, one) for one in waiting[after : after + SHOWN]]
    head: list[Any] = [] if after else [TITLE(n=len(waiting))]
    foot: list[Any] = [] if after else [HINT, [Press(RETRY_ALL, "没发出 重发")]]
    return Page.cut(*head, *lines, *foot, after=after, most=SHOWN, of=len(waiting), audience=Audience.MANAGERS)


@feature.every(lambda camp: Daily(time(9, 30)), name="tell", late=Late.ONCE)
def tell(ctx: Context, due_at: datetime) -> None:
    """Nothing stays unseen: whoever runs the camp hears once a day of what is new."""
    new = [one for one in undelivered.undelivered(ctx.db, camp=ctx.camp.id, most=MOST) if due_at - A_DAY <= one.at < due_at]
    if not new:
        return
    for member in memberships.members(ctx.db, ctx.camp.id):
        if Role[member.role.upper()] >= Role.MANAGER:
            ctx.tell(member.person, NEWS(camp=ctx.camp.name, n=len(new)), [Press(SEE, "没发出")], until=ctx.now + A_DAY)


def _line(ctx: Context, one: Undelivered) -> Line:
    where = platform(one.channel or "", ctx.language)
    if one.person is not None:
        to = TO_PERSON(name=people.name_of(ctx.db, one.person) or "", platform=where)
    else:
        to = TO_ROOM(room=rooms.title_of(ctx.db, one.channel or "", one.room or ""), platform=where)
    what = KINDS.get(one.feature or "", OTHER)
    return ONE(number=one.message, at=ctx.local(one.at), what=what, to=to, how=NOT_ARRIVED[one.outcome])
