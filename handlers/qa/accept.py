"""采纳: the asker, or a manager, says which answer it was. The pair goes into the archive, and who answered is paid for it."""

from __future__ import annotations

from datetime import datetime, time
from typing import Annotated

from bot.arguments import Named
from bot.feature import Context, Line, Phrase, Press, Refusal, Role
from bot.membership import Membership, membership_of
from handlers.qa import codes, opening, reachable_rooms, replying, status
from handlers.qa.codes import title
from handlers.qa.settings import ACCEPTED, PAIR, POINTS, feature, paid_for
from storage import archive, points, standing, ticket_followers, tickets
from storage.archive import Entry
from storage.tickets import Ticket, TicketAnswer

ARCHIVED = Phrase(zh="✅ 已归档 {entry}{earned}", en="✅ Archived as {entry}{earned}")
PAIR_IS_FULL = Phrase(
    zh="你们两人之间今天已有{n}次采纳计过分，这次照常归档，不再加分。",
    en="Today {n:accepted answer|accepted answers} between the two of you earned points already: this one is archived without.",
)
EARNED = Phrase(zh="｜{name}+{points}", en=" | {name} +{points}")
OVER = Phrase(
    zh="✅ {code} {words}\n已采纳{name}的回答 → {entry}", en="✅ {code} {words}\n{name}'s answer was accepted → {entry}"
)
TOLD = Phrase(
    zh="✅ 你对 {code} 的回答被采纳了，归档为 {entry}{earned}",
    en="✅ Your answer to {code} was accepted and archived as {entry}{earned}",
)
YOURS = Phrase(zh="｜+{points}", en=" | +{points}")
FOR_FOLLOWER = Phrase(
    zh="✅ 你也在等的 {code} 有答案了：{words}（{entry}）",
    en="✅ {code}, which you wait for too, is answered: {words} ({entry})",
)
WHOLE = Phrase(zh="看全文", en="Read it")
NOT_YOURS = Phrase(zh="只有提问的{asker}和社群经理能采纳。", en="Only {asker}, who asked, and the managers accept an answer.")
NO_ANSWER = Phrase(zh="{code} 还没有回答。", en="{code} has no answer yet.")
NO_SUCH = Phrase(zh="{code} 没有第{n}个回答。", en="{code} has no answer no. {n}.")
WHICH = Phrase(zh="{code} 有{count}个回答，采纳哪个？\n{lines}", en="{code} has {count:answer|answers}. Which one?\n{lines}")
NOTHING = Phrase(
    zh="你没有等着采纳的问题。指明一个：采纳 A-0007",
    en="None of your questions has an answer to accept. Name one: accept A-0007",
)
HOW = Phrase(zh="采纳哪个？试试：采纳 A-0007，或 采纳 A-0007 2", en="Accept which? Try: accept A-0007, or accept A-0007 2")
CLOSED = Phrase(zh="{code} 已经结束了，不能再采纳。", en="{code} is closed; nothing can be accepted any more.")
ACCEPT = Phrase(zh="采纳{n}", en="Accept {n}")


@feature.command(
    "采纳",
    "accept",
    help=Phrase(zh="采纳一个回答，它会进问答档案。", en="Accept an answer; it goes into the archive."),
    examples=["采纳", "采纳 A-0007", "采纳 A-0007 2", "accept A-0007"],
    bare=True,
)
def accept(ctx: Context, words: Annotated[str, Named("问题号和第几个", "question and number")] = "") -> None:
    found = _meant(ctx, words.strip())
    if found is None:
        return
    one, chosen = found
    if one.person != ctx.person.id and ctx.role < Role.MANAGER:
        raise Refusal(NOT_YOURS(asker=codes.asker(ctx, one)))
    if not one.is_open:
        raise Refusal(CLOSED(code=one.code))
    if chosen is not None:
        settle(ctx, one, chosen)


feature.act(
    "accept",
    Phrase(
        zh="{who} 采纳了 {person} 对 {code} 的回答，归档为 {entry}",
        en="{who} accepted {person}'s answer to {code}; it is kept as {entry}",
    ),
)


def settle(ctx: Context, one: Ticket, chosen: TicketAnswer) -> None:
    """The answer is the one: archived, paid, told to all who wait for it. Raises Refusal where the ticket is closed."""
    entry = archive.add(
        ctx.db,
        one.camp,
        one.words,
        chosen.words,
        tags=one.tags,
        person=chosen.person,
        source=f"ticket:{one.id}",
        link=chosen.link,
        at=ctx.now,
    )
    if not tickets.accept(ctx.db, one, chosen, entry=entry.id, at=ctx.now):
        raise Refusal(CLOSED(code=one.code))
    undo = {"ticket": one.id, "answer": chosen.id, "entry": entry.id}
    ctx.audit("accept", undo=undo, code=one.code, entry=entry.code, person=chosen.person)
    member = membership_of(standing.in_camp(ctx.db, one.camp, chosen.person))
    paid = _pay(ctx, one, chosen, entry, member)
    ctx.later("qa.overdue", f"ticket:{one.id}", None)
    full = [PAIR_IS_FULL(n=ctx.setting(PAIR))] if not paid and _is_pair_full(ctx, one, chosen) else []
    ctx.reply(ARCHIVED(entry=entry.code, earned=EARNED(name=chosen.name, points=paid) if paid else ""), *full)
    opening.close_posts(ctx, one, _over(one, chosen, entry))
    _tell(ctx, one, chosen, entry, paid)
    if member is not None:
        ctx.happened("qa.accepted", member.id, ticket=one.id, answer=chosen.id)


def _over(one: Ticket, chosen: TicketAnswer, entry: Entry) -> Line:
    return OVER(code=one.code, words=title(one.words), name=chosen.name, entry=entry.code)


def _pay(ctx: Context, one: Ticket, chosen: TicketAnswer, entry: Entry, member: Membership | None) -> int:
    """Points for the answer; none for an answer to oneself, or for somebody who has left. Gives what was booked."""
    amount = ctx.setting(POINTS)
    if not amount or member is None or chosen.person == one.person or _is_pair_full(ctx, one, chosen):
        return 0
    source = paid_for(one.id, entry.id)
    said = {"category": ACCEPTED.category, "reason": ACCEPTED.code, "source": source, "note": one.code}
    return amount if points.earn(ctx.db, one.camp, member.id, amount, at=ctx.now, **said) is not None else 0


def _is_pair_full(ctx: Context, one: Ticket, chosen: TicketAnswer) -> bool:
    """Whether more answers between the two were accepted today, this one included, than a day pays for."""
    today = datetime.combine(ctx.local(ctx.now).date(), time(), ctx.zone)
    return tickets.accepted_between(ctx.db, one.camp, one.person, chosen.person, today) > ctx.setting(PAIR)


def _tell(ctx: Context, one: Ticket, chosen: TicketAnswer, entry: Entry, paid: int) -> None:
    """Who does not see it here: who answered, the asker where a manager accepted for them, and who asked the same."""
    if not reachable_rooms.hears(ctx, chosen.person):
        ctx.tell(chosen.person, TOLD(code=one.code, entry=entry.code, earned=YOURS(points=paid) if paid else ""))
    if not reachable_rooms.hears(ctx, one.person):
        ctx.tell(one.person, _over(one, chosen, entry))
    for follower in ticket_followers.followers(ctx.db, one.id):
        if follower.words:
            archive.add_alias(ctx.db, entry, follower.words, "confirmed", person=follower.person, at=ctx.now)
        said = FOR_FOLLOWER(code=one.code, words=title(chosen.words), entry=entry.code)
        ctx.post_within_budget(follower.person, said, [Press(WHOLE, f"搜 {entry.code}")])


# ── which one is meant ───────────────────────────────────────────────────────────────────────────────────────────────


def _meant(ctx: Context, words: str) -> tuple[Ticket, TicketAnswer | None] | None:
    """The ticket and its answer; no answer where it was asked which; nothing where people said it to each other."""
    code = codes.ticket_in(words)
    about = None if words else replying.meant(ctx)
    number = code[1] if code else words
    if code and (number.isdecimal() or not number):
        one = codes.ticket(ctx, code[0])
    elif about is not None:
        one = about[0]
    elif (mine := tickets.to_accept(ctx.db, ctx.camp.id, ctx.person.id)) is not None and (number.isdecimal() or not words):
        one = mine
    elif ctx.is_called:
        raise Refusal(HOW if words else NOTHING)
    else:
        return None
    return one, (about and about[1]) or _answer_to(ctx, one, int(number) if number else None)


def _answer_to(ctx: Context, one: Ticket, n: int | None) -> TicketAnswer | None:
    """The answer of that number, or the only one; where there are several they are shown to be chosen from."""
    given = tickets.answers(ctx.db, one.id)
    if not given:
        raise Refusal(NO_ANSWER(code=one.code))
    if n is not None:
        if not 1 <= n <= len(given):
            raise Refusal(NO_SUCH(code=one.code, n=n))
        return given[n - 1]
    if len(given) == 1 or not one.is_open:
        return given[0]
    ctx.reply(
        WHICH(code=one.code, count=len(given), lines=status.listed(ctx, given)),
        [Press(ACCEPT(n=place), f"采纳 {one.code} {place}") for place in range(1, len(given) + 1)],
    )
    return None
