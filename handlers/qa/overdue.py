"""A promise not kept: the expert is told once, and so many work hours later the managers, once; until it is answered it waits in 待办."""

from __future__ import annotations

import re
from datetime import datetime

from bot import deciding
from bot.feature import Asker, Backlog, Context, Line, Phrase, Refusal, Role, Said, Waiting
from bot.parts import Mention
from handlers.qa import codes, reachable_rooms
from handlers.qa.answer import take
from handlers.qa.codes import title
from handlers.qa.opening import into, promised
from handlers.qa.settings import HOURS, feature
from storage import people, reports, tickets
from storage.connection import Db
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
WAITS = Phrase(zh="{words}{expert}", en="{words}{expert}")
OF = Phrase(zh="，{name}负责", en=", with {name}")
WHOLE = Phrase(
    zh="❓ {code} {words}\n{asker} {at:%m-%d %H:%M} 问的{due}{expert}。",
    en="❓ {code} {words}\nAsked by {asker} on {at:%m-%d %H:%M}{due}{expert}.",
)
DUE = Phrase(zh="，应在 {due:%m-%d %H:%M} 前答", en=", promised by {due:%m-%d %H:%M}")
HOW = Phrase(
    zh="{code} 怎么处理？回“提醒”就催一下负责的人；自己答就发：答 {code} …",
    en="{code}: what is to be done? “remind” nudges who should answer; to answer it yourself: answer {code} …",
)
ANSWER = Phrase(zh="{code} 怎么答？写在这里。", en="Your answer to {code}? Write it here.")
NOBODY = Phrase(
    zh="{code} 没有负责的人可催。自己答就发：答 {code} …", en="Nobody is to answer {code} yet. To answer it: answer {code} …"
)
NOT_YET = Phrase(
    zh="{code} 还没到约定的时间（{due:%m-%d %H:%M}），不用催。", en="{code} is promised by {due:%m-%d %H:%M}; it is not late."
)
NUDGED = Phrase(
    zh="✅ 已催{name}答 {code}，{until:%m-%d %H:%M} 还没答再列出来。",
    en="✅ {name} was reminded of {code}; it is listed again if unanswered by {until:%m-%d %H:%M}.",
)
LET_BE = Phrase(
    zh="✅ {code} 不再催，问题还开着。10分钟内可发“撤销”。",
    en="✅ {code} is off the list; the question stays open. “undo” within 10 minutes takes it back.",
)
LISTED_AGAIN = Phrase(zh="✅ {code} 重新列进待办。", en="✅ {code} is on the list again.")
OTHERWISE = Phrase(zh="{code} 之后又有变化，撤不了了。", en="{code} has changed since; this cannot be undone.")
REMINDS = r"(?:提醒|催|remind)(?:一下|下|他|她|them)?[。.!！~～]*"


def _mine(asker: Asker) -> int | None:
    """An expert's own are theirs, all are the managers'."""
    return None if asker.role >= Role.MANAGER else asker.person.id


def _some(reader: Db, asker: Asker, after: int, most: int) -> list[Waiting]:
    late = tickets.overdue(reader, asker.camp.id, now=asker.now, after=after, most=most, expert=_mine(asker))
    return [_one(reader, one) for one in late]


def _one(reader: Db, one: Ticket) -> Waiting:
    assert one.due_at is not None
    return Waiting(one.number, one.due_at, WAITS(words=title(one.words), expert=_expert(reader, one)))


def _expert(reader: Db, one: Ticket) -> Line | str:
    return OF(name=people.name_of(reader, one.expert)) if one.expert is not None else ""


def _backlog(reader: Db, asker: Asker) -> Backlog:
    return Backlog(*tickets.overdue_backlog(reader, asker.camp.id, now=asker.now, expert=_mine(asker)))


def _whole(ctx: Context, number: int) -> tuple[Said, ...]:
    one = codes.ticket(ctx, number)
    due = DUE(due=one.due_at) if one.due_at is not None else ""
    said = {"code": one.code, "words": one.words, "asker": codes.asker(ctx, one), "at": one.asked_at}
    return (WHOLE(**said, due=due, expert=_expert(ctx.db, one)),)


feature.queue(
    "A",
    Phrase(zh="过了约定时间的提问", en="questions past their promise"),
    by=Role.EXPERT,
    waiting=_some,
    backlog=_backlog,
    whole=_whole,
    digits=4,
)


@feature.decides("A", "答", asks=ANSWER)
def answer_it(ctx: Context, number: int, words: str) -> None:
    take(ctx, codes.ticket(ctx, number), words)


@feature.decides("A", "处理", asks=HOW, takes=REMINDS, by=Role.MANAGER)
def see_to_it(ctx: Context, number: int, words: str) -> None:
    """Who should answer is reminded, and has as long again."""
    one = codes.ticket(ctx, number)
    if re.fullmatch(REMINDS, words.strip(), re.IGNORECASE) is None:
        raise Refusal(HOW(code=one.code))
    _check_late(ctx, one)
    if one.expert is None or one.expert == ctx.person.id:
        raise Refusal(NOBODY(code=one.code))
    until = promised(ctx, ctx.now)
    if not tickets.promise(ctx.db, one, until):
        raise deciding.decided(ctx, "A", number)
    ctx.audit("qa_nudge", about=one.code, person=one.expert, code=one.code)
    ctx.later("qa.overdue", f"ticket:{one.id}", until)
    _tell(ctx, one, one.expert, TO_EXPERT(code=one.code, words=title(one.words)))
    ctx.reply(NUDGED(code=one.code, name=ctx.person_by_id(one.expert).name, until=until))


@feature.decides("A", "忽略", by=Role.MANAGER)
def let_be(ctx: Context, number: int, words: str) -> None:
    """Nobody is reminded of it any more; it stays open to be answered."""
    one = codes.ticket(ctx, number)
    _check_late(ctx, one)
    if not tickets.promise(ctx.db, one, None):
        raise deciding.decided(ctx, "A", number)
    assert one.due_at is not None
    ctx.audit("qa_let_be", undo={"ticket": one.id, "due": one.due_at.isoformat()}, about=one.code, code=one.code)
    ctx.later("qa.overdue", f"ticket:{one.id}", None)
    ctx.reply(LET_BE(code=one.code))


@feature.undoes("qa_let_be", by=Role.MANAGER, thing=["code"])
def list_again(ctx: Context, ticket: int, due: str) -> None:
    one = tickets.get(ctx.db, ticket)
    if one.due_at is not None or not tickets.promise(ctx.db, one, datetime.fromisoformat(due)):
        raise Refusal(OTHERWISE(code=one.code))
    ctx.reply(LISTED_AGAIN(code=one.code))


feature.act(
    "qa_nudge",
    Phrase(zh="{who} 催了 {person} 答 {code}", en="{who} reminded {person} of {code}"),
    final=Phrase(zh="提醒已经发给对方了，收不回来。", en="The reminder has been sent and cannot be taken back."),
)
feature.act("qa_let_be", Phrase(zh="{who} 定了 {code} 不再催", en="{who} took {code} off the list of late questions"))


def _check_late(ctx: Context, one: Ticket) -> None:
    """Raises Refusal where it is answered, closed, seen to already or not late yet."""
    if one.state != "open" or one.due_at is None:
        raise deciding.decided(ctx, "A", one.number)
    if one.due_at > ctx.now:
        decided = deciding.last_decision(ctx, "A", one.number)
        raise decided or Refusal(NOT_YET(code=one.code, due=one.due_at))


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
