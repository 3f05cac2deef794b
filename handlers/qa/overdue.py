"""A promise not kept: the expert is told once, and so many work hours later the managers, once."""

from __future__ import annotations

from datetime import datetime

from bot.feature import Context, Line, Phrase
from bot.parts import Mention
from handlers.qa import reachable_rooms
from handlers.qa.codes import title
from handlers.qa.opening import into, promised
from handlers.qa.settings import HOURS, feature
from storage import people, reports, tickets
from storage.tickets import Ticket

TO_EXPERT = Phrase(
    zh="⏰ {code} 还在等你回答：{words}\n发：答 {code} …",
    en="⏰ {code} is still waiting for you: {words}\nSend: answer {code} …",
)
TO_MANAGERS = Phrase(
    zh="⏰ {code} 过了{hours}个工作小时还没人答{reminded}：{words}\n可以自己答：答 {code} …",
    en="⏰ {code} has waited longer than {hours:work hour|work hours}{reminded}: {words}\nYou can answer it: answer {code} …",
)
REMINDED = Phrase(zh="，已提醒过{name}", en=", {name} was reminded")
EXPERT, MANAGERS = 1, 2


@feature.due("overdue")
def remind(ctx: Context, subject: str, _: datetime) -> None:
    one = into(ctx, subject)
    staff = [person for person, _ in reports.staff(ctx.db, one.camp)]
    if one.expert is not None and one.expert not in staff and one.reminded < EXPERT:
        if tickets.remind(ctx.db, one, EXPERT):
            _tell(ctx, one, one.expert, TO_EXPERT(code=one.code, words=title(one.words)))
            ctx.later("qa.overdue", subject, promised(ctx, ctx.now))
    elif tickets.remind(ctx.db, one, MANAGERS):
        reminded = REMINDED(name=ctx.person_by_id(one.expert).name) if one.expert and one.reminded else ""
        line = TO_MANAGERS(code=one.code, hours=ctx.setting(HOURS), words=title(one.words), reminded=reminded)
        for person in staff:
            _tell(ctx, one, person, line)


def _tell(ctx: Context, one: Ticket, person: int, line: Line) -> None:
    """In private; in the rooms where there is no way to write to them."""
    if people.private_address(ctx.db, person) is not None or not (rooms := reachable_rooms.rooms(ctx)):
        tickets.said(ctx.db, ctx.tell(person, line), one)
        return
    for room in rooms:
        tickets.said(ctx.db, ctx.post(room, Mention(person, ctx.person_by_id(person).name), line), one)
