"""A ticket opens: it gets its tags, an expert and a promise, and is put to every room of the camp."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.feature import Context, HowToCall, Line, Phrase, Press, Refusal, Said
from bot.parts import Mention
from handlers.qa import me_too, reachable_rooms, route
from handlers.qa.codes import asker
from handlers.qa.settings import HOURS, feature
from scheduler import calendar, work_hours
from storage import outbox, tickets
from storage.tickets import Ticket

TICKET = Phrase(zh="❓{code} {name}：{words}｜", en="❓{code} {name}: {words} | ")
COMING = Phrase(zh="❓{code} {name}：{words}", en="❓{code} {name}: {words}")
COMING_TAGGED = Phrase(zh="❓{code} {name}：{words}｜标签 {tags}", en="❓{code} {name}: {words} | tags {tags}")
"""Before it is known who will be asked."""
TICKET_TAGGED = Phrase(zh="❓{code} {name}：{words}｜标签 {tags}｜", en="❓{code} {name}: {words} | tags {tags} | ")
WITHIN = Phrase(zh="{hours}个工作小时内", en="within {hours:work hour|work hours}")
WITHIN_BY = Phrase(
    zh="{hours}个工作小时内（{due:%m-%d %H:%M} 前）", en="within {hours:work hour|work hours} (by {due:%m-%d %H:%M})"
)
BY = Phrase(zh="{day} {at:%H:%M} 前", en="by {day}, {at:%H:%M}")
NOBODY_YET = Phrase(zh="等人来答", en="who knows?")
HOW_TO_ANSWER = Phrase(zh="回复这条就是回答，或发：答 {code} …", en="Reply to this to answer, or send: answer {code} …")
YOURS = Phrase(
    zh="❓{code} {name}：{words}\n请在{when}回答，发：答 {code} …",
    en="❓{code} {name}: {words}\nPlease answer {when}: answer {code} …",
)
OPENED = Phrase(
    zh="✅ 已提交 {code}，{when}有人答。",
    en="✅ {code} is open; expect an answer {when}.",
)
STANDS_IN = Phrase(zh="专家都在请假，先请{name}来答。", en="Every expert is on leave; {name} is asked instead.")
NOBODY_TO_ASK = Phrase(
    zh="✅ 已提交 {code}。这个营还没有专家和经理，暂时没有人可以@。",
    en="✅ {code} is open. The camp has no expert or manager to call yet.",
)
TAKEN_BACK = Phrase(zh="✅ {code} 已撤回。", en="✅ {code} was taken back.")
WITHDRAWN = Phrase(zh="❓{code} 已撤回。", en="❓{code} was taken back.")
TOO_LATE = Phrase(zh="{code} 已经结束，不能撤回了。", en="{code} is closed; it cannot be taken back.")
SAME = Phrase(zh="同问", en="Me too")
PATIENCE = timedelta(seconds=15)
"""How long a ticket waits for its tags before it is put without any."""


feature.act("ask", Phrase(zh="{who} 提问 {code}", en="{who} asked {code}"))


feature.act("ask_unnamed", Phrase(zh="有人不署名提问 {code}", en="Somebody asked {code} without their name"))


def open_ticket(ctx: Context, words: str, tags: Sequence[str], twin: Sequence[str], *, named: bool = True) -> None:
    """The question gets its number now, and is put when it has tags: the asker's own, or those suggested for it."""
    if (same := tickets.the_same(ctx.db, ctx.camp.id, words)) is not None:
        me_too.wait_too(ctx, same, words)
        return
    one = tickets.ask(ctx.db, ctx.camp.id, ctx.person.id, words, tags=tags, due=None, at=ctx.now, named=named)
    ctx.audit("ask" if named else "ask_unnamed", undo={"ticket": one.id}, code=one.code)
    if ctx.address.direct:
        expert = route.find(ctx, one)
        due = promised(ctx, ctx.now)
        said = [OPENED(code=one.code, when=when(ctx, due)), *unsure(ctx, due)] if expert else [NOBODY_TO_ASK(code=one.code)]
        ctx.reply(*said, *_stands_in(expert))
    if tags:
        _put(ctx, one)
    else:
        ctx.task("qa.label", quietly=True, camp=ctx.camp.id, ticket=one.id, words=words, twin=list(twin))
        ctx.later("qa.put", f"ticket:{one.id}", ctx.now + PATIENCE)


@feature.on("done:qa.label")
def labelled(ctx: Context) -> None:
    for number, tags in ctx.event.data["rows"]:
        one = into(ctx, f"ticket:{number}")
        if one.is_open and one.due_at is None:
            tickets.label(ctx.db, one, tags)
            _put(ctx, tickets.get(ctx.db, one.id))


@feature.due("put")
def put(ctx: Context, subject: str, _: datetime) -> None:
    """Without tags, where none came."""
    one = into(ctx, subject)
    if one.is_open and one.due_at is None:
        _put(ctx, one)


def into(ctx: Context, subject: str) -> Ticket:
    """The ticket of an agenda's subject or a task's result, with its camp as the camp that is meant."""
    one = tickets.get(ctx.db, int(subject.partition(":")[2]))
    return one


def promised(ctx: Context, since: datetime) -> datetime:
    """When an answer is due that was promised at a moment."""
    return work_hours.due(since, ctx.setting(HOURS), ctx.zone, calendar.of_settings(ctx.camp.settings))


def when(ctx: Context, due: datetime, today: Phrase = WITHIN) -> Line:
    """The promise as people count: in work hours where it is kept `today`, else by the hour of the day it falls on."""
    day = ctx.local(due).date()
    if day == ctx.local(ctx.now).date():
        return today(hours=ctx.setting(HOURS), due=due)
    return BY(day=calendar.of_settings(ctx.camp.settings).label(day), at=due)


def unsure(ctx: Context, due: datetime) -> list[Line]:
    """A word on a year without calendar data the promise reaches into."""
    today, day = ctx.local(ctx.now).date(), ctx.local(due).date()
    return calendar.of_settings(ctx.camp.settings).warnings(today, day) if day > today else []


def shown(ctx: Context, one: Ticket) -> list[Said]:
    """The ticket as a room reads it."""
    said = {"code": one.code, "name": asker(ctx, one), "words": one.words}
    head = TICKET_TAGGED(**said, tags=one.tags) if one.tags else TICKET(**said)
    if one.expert is None:
        whom: list[Said] = [head, NOBODY_YET]
    else:
        due = one.due_at or promised(ctx, one.asked_at)
        whom = [head, Mention(one.expert, ctx.person_by_id(one.expert).name), when(ctx, due), *unsure(ctx, due)]
    return [*whom, HOW_TO_ANSWER(code=one.code), HowToCall.SENTENCE, [Press(SAME, f"同问 {one.code}")]]


def close_posts(ctx: Context, one: Ticket, line: Line) -> None:
    """What stands in the rooms says that it is over; a room that cannot show the change is told once, but not the one spoken in."""
    told = {(ctx.address.channel, ctx.address.room)}
    for message in tickets.posts(ctx.db, one.id):
        at = outbox.address_of(ctx.db, message)
        place = (at.channel, at.room) if at else ("", "")
        ctx.edit(message, line, last=place not in told)
        told.add(place)


def _put(ctx: Context, one: Ticket) -> None:
    expert, due = route.find(ctx, one), promised(ctx, ctx.now)
    tickets.assign(ctx.db, one, expert.person if expert else None, due=due)
    one = tickets.get(ctx.db, one.id)
    rooms = reachable_rooms.rooms(ctx)
    for room in rooms:
        tickets.said(ctx.db, ctx.post(room, *shown(ctx, one), *_stands_in(expert)), one)
    if expert is not None and not any(reachable_rooms.is_on(ctx, expert.person, room.channel) for room in rooms):
        _tell(ctx, one, expert.person, due)
    ctx.later("qa.put", f"ticket:{one.id}", None)
    ctx.later("qa.overdue", f"ticket:{one.id}", due)


def _stands_in(expert: route.ExpertCandidate | None) -> list[Line]:
    """A word on why a manager is asked what an expert would answer."""
    return [STANDS_IN(name=expert.name)] if expert is not None and expert.stands_in else []


def _tell(ctx: Context, one: Ticket, expert: int, due: datetime) -> None:
    """In private, where no room can call them."""
    message = ctx.tell(expert, YOURS(code=one.code, name=asker(ctx, one), words=one.words, when=when(ctx, due, WITHIN_BY)))
    tickets.said(ctx.db, message, one)


@feature.undoes("ask")
@feature.undoes("ask_unnamed")
def take_back(ctx: Context, ticket: int) -> None:
    one = tickets.get(ctx.db, ticket)
    if not tickets.withdraw(ctx.db, one, at=ctx.now):
        raise Refusal(TOO_LATE(code=one.code))
    close_posts(ctx, one, WITHDRAWN(code=one.code))
    for job in ("qa.put", "qa.overdue"):
        ctx.later(job, f"ticket:{one.id}", None)
    ctx.reply(TAKEN_BACK(code=one.code))
