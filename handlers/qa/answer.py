"""答: an answer to a ticket, by word or as a reply to its message, in any room of the camp or in private; an edit of it is its next version."""

from __future__ import annotations

import re
from typing import Annotated

from bot import deciding
from bot.arguments import Named
from bot.feature import Context, Page, Phrase, Press, Refusal, Role
from bot.messages import Kind
from handlers.qa import codes, limits, me_too, reachable_rooms, replying
from handlers.qa.codes import title
from handlers.qa.settings import feature
from storage import archive, tickets
from storage.search.normal import normal
from storage.tickets import Ticket

NOTED = Phrase(zh="已记录{name}的回答。{asker}可回复“采纳”。", en="{name}'s answer is noted. {asker} may answer “accept”.")
NOTED_TOO = Phrase(
    zh="已记录{name}的回答（第{n}个）。{asker}可回复“采纳”，或发：采纳 {code} {n}",
    en="{name}'s answer is noted (no. {n}). {asker} may answer “accept”, or send: accept {code} {n}",
)
NOTED_PRIVATELY = Phrase(zh="✅ 已记录你对 {code} 的回答。", en="✅ Your answer to {code} is noted.")
FOR_ROOM = Phrase(
    zh="{name} 答 {code}：{words}\n{asker}可回复“采纳”，或发：采纳 {code} {n}",
    en="{name} on {code}: {words}\n{asker} may answer “accept”, or send: accept {code} {n}",
)
FOR_ASKER = Phrase(
    zh="{name} 回答了你的 {code}：{words}\n解决了就发：采纳 {code} {n}",
    en="{name} answered your {code}: {words}\nIf it helps, send: accept {code} {n}",
)
CORRECTED = Phrase(
    zh="✅ 已更正你对 {code} 的回答，第{version}版。", en="✅ Your answer to {code} is corrected, version {version}."
)
NOTHING_TO_CORRECT = Phrase(
    zh="你还没有答过 {code}。试试：答 {code} …", en="You have not answered {code} yet. Try: answer {code} …"
)
WHICH = Phrase(
    zh="答哪个问题？写上问题号，比如：答 A-0007 先问与谁比",
    en="Which question? Name it, like: answer A-0007 ask compared to whom",
)
WHAT = Phrase(
    zh="把回答写在后面，比如：答 {code} 先问与谁比", en="Put the answer behind it, like: answer {code} ask compared to whom"
)
WAITING = Phrase(
    zh="还没人答的有{n}个：\n{lines}\n发：答 {code} …",
    en="{n:question has|questions have} no answer yet:\n{lines}\nSend: answer {code} …",
)
FURTHER = Phrase(zh="{lines}\n发：答 {code} …", en="{lines}\nSend: answer {code} …")
LINE = Phrase(zh="{code} {words}", en="{code} {words}")
NONE_WAITS = Phrase(zh="现在没有等着回答的问题。", en="No question is waiting for an answer.")
LISTED = 10
ACCEPTED = Phrase(
    zh="{code} 已采纳了回答（{entry}），不再收新的。{how}",
    en="{code} has its accepted answer ({entry}) and takes no more. {how}",
)
CORRECT_IT = Phrase(zh="要更正发：归档 {entry} 改 …", en="To correct it: archive {entry} change …")
HAVE_IT_CORRECTED = Phrase(zh="要更正，请找专家或社群经理。", en="To have it corrected ask an expert or a manager.")
CLOSED = Phrase(zh="{code} 已撤回，不再收回答。", en="{code} was taken back and takes no answers.")
ACCEPT = Phrase(zh="采纳", en="Accept")
UPVOTE = Phrase(zh="👍 有用", en="👍 Useful")
CORRECTION = re.compile(r"(?:更正|correct)[\s:：，,]+(?=\S)", re.IGNORECASE)
SMALL_TALK = re.compile(
    r"(?:好的?|收到|多?谢谢?|感谢|明白了?|知道了|了解|嗯+|[等蹲](?:一个)?|ok(?:ay)?|thanks|thx|\d+)[。.!！~～]*", re.IGNORECASE
)
ME_TOO = re.compile(r"(?:同问|我也想(?:问|知道)|\+1|me too)[。.!！~～]*", re.IGNORECASE)
SHOWN = 300
"""Characters of an answer that are repeated elsewhere."""


@feature.command(
    "答",
    "answer",
    help=Phrase(
        zh="回答一个问题；更正自己的：答 A-0007 更正 …", en="Answer a question; to correct yours: answer A-0007 correct …"
    ),
    examples=["答", "答 A-0007 先问与谁比，再拆成三年总成本", "answer A-0007 ask compared to whom"],
)
def answer(ctx: Context, words: Annotated[str, Named("问题号和回答", "question and answer")] = "") -> None:
    code = codes.ticket_in(words)
    if code is None and words:
        raise Refusal(WHICH)
    if code is None:
        return ctx.show_list("open")
    one, said = codes.ticket(ctx, code[0]), code[1]
    if not said and ctx.role >= Role.EXPERT and one.is_open:
        return deciding.decide(ctx, "答", words)
    if not said:
        raise Refusal(WHAT(code=one.code))
    if correction := CORRECTION.match(said):
        _correct(ctx, one, said[correction.end() :])
    else:
        take(ctx, one, said)


@feature.on("reply")
def replied(ctx: Context) -> bool:
    """A reply to a ticket's message is an answer to it; the asker's own are talk, and so is what is said to an answer."""
    found = replying.meant(ctx)
    words = ctx.event.text.strip()
    if found is None or not words:
        return False
    one, about = found
    if about is not None or one.person == ctx.person.id or SMALL_TALK.fullmatch(words) or not normal(words):
        return True
    if ME_TOO.fullmatch(words):
        me_too.wait_too(ctx, one, "")
    else:
        take(ctx, one, words)
    return True


@feature.on(Kind.EDITED)
def edited(ctx: Context) -> None:
    """What an answer was said in reads otherwise now; nothing is said of it. What was accepted stays as it was."""
    said = tickets.said_in(ctx.db, f"{ctx.address.channel}:{ctx.event.about}")
    if said is None or said.person != ctx.person.id or not (one := tickets.get(ctx.db, said.ticket)).is_open:
        return
    words = ctx.event.text.strip()
    command = ctx.router.match(words)
    if command is not None and command.command.run is answer:
        words = (codes.ticket_in(command.words) or (one.number, ""))[1]
    if normal(words) and len(words) <= limits.LONGEST_ANSWER and words != said.words:
        tickets.revise(ctx.db, said, words, at=ctx.now)


def take(ctx: Context, one: Ticket, words: str) -> None:
    """One more answer: noted where it was given, and told to whom does not see it there. Raises Refusal."""
    _check(ctx, one, words)
    limits.may_answer(ctx)
    ref, link = ctx.event.data.get("ref"), ctx.event.data.get("link")
    given = tickets.answer(
        ctx.db, one, ctx.person.id, words, link=link, ref=f"{ctx.address.channel}:{ref}" if ref else None, at=ctx.now
    )
    ctx.later("qa.overdue", f"ticket:{one.id}", None)
    n = len(tickets.answers(ctx.db, one.id))
    asker = codes.asker(ctx, one)
    if ctx.address.direct:
        ctx.reply(NOTED_PRIVATELY(code=one.code))
        said = FOR_ROOM(name=ctx.person.name, code=one.code, words=_short(words), asker=asker, n=n)
        for room in reachable_rooms.rooms(ctx):
            tickets.said(ctx.db, ctx.post(room, said, _presses(one, n)), one, given)
    else:
        noted = NOTED if n == 1 else NOTED_TOO
        tickets.said(
            ctx.db, ctx.reply(noted(name=ctx.person.name, asker=asker, code=one.code, n=n), _presses(one, n)), one, given
        )
    if not (one.named and reachable_rooms.hears(ctx, one.person)):  # nobody can call them by name in the room
        line = FOR_ASKER(name=ctx.person.name, code=one.code, words=_short(words), n=n)
        tickets.said(ctx.db, ctx.tell(one.person, line, _presses(one, n)[:1]), one, given)


@feature.paged("open")
def _open(ctx: Context, after: int) -> Page:
    """What nobody has answered yet, the asker's own left out, with what is expected of this person first; behind the ticket `after`, so
    that one answered meanwhile moves none out of sight."""

    def turn(one: Ticket) -> tuple[bool, int]:
        return one.expert != ctx.person.id, one.id

    waiting = [one for one in tickets.waiting(ctx.db, ctx.camp.id) if one.state == "open" and one.person != ctx.person.id]
    if after:
        last = turn(tickets.get(ctx.db, after))
        waiting = [one for one in waiting if turn(one) > last]
    elif not waiting:
        raise Refusal(NONE_WAITS)
    shown, left = sorted(waiting, key=turn)[:LISTED], len(waiting) - LISTED
    if not shown:
        return Page(())
    lines = "\n".join(LINE(code=one.code, words=title(one.words)).to(ctx.language) for one in shown)
    said = FURTHER(lines=lines, code=shown[0].code) if after else WAITING(n=len(waiting), lines=lines, code=shown[0].code)
    return Page((said,), next=shown[-1].id, left=left) if left > 0 else Page((said,))


def _correct(ctx: Context, one: Ticket, words: str) -> None:
    _check(ctx, one, words)
    own = [given for given in tickets.answers(ctx.db, one.id) if given.person == ctx.person.id]
    if not own:
        raise Refusal(NOTHING_TO_CORRECT(code=one.code))
    ctx.reply(CORRECTED(code=one.code, version=tickets.revise(ctx.db, own[-1], words, at=ctx.now).version))


def _check(ctx: Context, one: Ticket, words: str) -> None:
    """Raises Refusal where the ticket takes no answers, or this is none."""
    if not one.is_open:
        code = archive.get(ctx.db, one.entry).code if one.entry else ""
        if not code:
            raise Refusal(CLOSED(code=one.code))
        how = CORRECT_IT(entry=code) if ctx.role >= Role.EXPERT else HAVE_IT_CORRECTED
        raise Refusal(ACCEPTED(code=one.code, entry=code, how=how))
    limits.answer(words)


def _presses(one: Ticket, n: int) -> list[Press]:
    return [Press(ACCEPT, f"采纳 {one.code} {n}"), Press(UPVOTE, f"赞 {one.code} {n}")]


def _short(words: str) -> str:
    return words if len(words) <= SHOWN else f"{words[:SHOWN]}…"
