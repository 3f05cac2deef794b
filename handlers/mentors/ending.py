"""辅导 结束: either of a pair, or a manager, ends it with a reason; who leaves the camp leaves their pairs."""

from __future__ import annotations

from bot.audience import Audience
from bot.feature import Context, Happened, Phrase, Refusal
from handlers.mentors import wording
from handlers.mentors.settings import feature
from storage import memberships
from storage.mentors import pairs
from storage.mentors.pairs import MentorPair

WHY = Phrase(
    zh="为什么结束第{pair}号（{mentor}带{mentee}）？写一句，对方和经理会看到。",
    en="Why end pair {pair} ({mentor} and {mentee})? A line; the other one and the manager read it.",
)
CALLED = Phrase(zh="为什么结束第{pair}号结对", en="why to end pair {pair}")
ENDED = Phrase(
    zh="✅ 第{pair}号结对结束了，已告诉对方和经理。10分钟内可发“撤销”。",
    en="✅ Pair {pair} is over; those concerned know. “undo” within 10 minutes takes it back.",
)
THEY_ENDED = Phrase(
    zh="{who}结束了结对（{mentor}带{mentee}，第{pair}号）：{reason}",
    en="{who} ended pair {pair} ({mentor} and {mentee}): {reason}",
)
GONE = Phrase(zh="一方离营了", en="one of them left the camp")
OVER_BY_LEAVING = Phrase(
    zh="{name}离营了，结对（{mentor}带{mentee}，第{pair}号）到此结束，已填的都留着。",
    en="{name} left the camp, so pair {pair} ({mentor} and {mentee}) is over; what was filled in stays.",
)
OVER = Phrase(zh="第{pair}号结对已经结束了。", en="Pair {pair} is over already.")
RUNS_AGAIN = Phrase(
    zh="✅ 第{pair}号结对照旧（{mentor}带{mentee}）。", en="✅ Going on as before: pair {pair} ({mentor} and {mentee})."
)
CANNOT = Phrase(
    zh="第{pair}号的{mentee}已经在别的结对里，恢复不了。",
    en="{mentee} of pair {pair} is in another pair by now; it cannot go on.",
)
LONGEST = 200
TOO_LONG = Phrase(zh="原因最多{most}字。", en="A reason has at most {most:character|characters}.")


def end(ctx: Context, words: str) -> None:
    pair, reason = wording.meant(ctx, words, "结束")
    if not pair.is_open:
        raise Refusal(OVER(pair=pair.id))
    if not reason:
        ctx.ask("why", pair=pair.id)
        ctx.reply(WHY(pair=pair.id, mentor=pair.mentor_name, mentee=pair.mentee_name), audience=Audience.PERSON)
        return
    _end(ctx, pair, reason)


@feature.step("why", called=CALLED)
def why(ctx: Context, words: str, *, pair: int) -> None:
    found, _ = wording.meant(ctx, str(pair), "结束")
    _end(ctx, found, words.strip())


def _end(ctx: Context, pair: MentorPair, reason: str) -> None:
    if len(reason) > LONGEST:
        raise Refusal(TOO_LONG(most=LONGEST))
    if not pairs.end(ctx.db, pair.id, by=ctx.person.id, why=reason, at=ctx.now):
        raise Refusal(OVER(pair=pair.id))
    ctx.audit("mentor_ended", undo={"pair": pair.id}, pair=pair.id)
    if pair.runs:
        ctx.happened("mentors.ended", pair.mentee, pair=pair.id)
    ctx.reply(ENDED(pair=pair.id), audience=Audience.PERSON)
    said = THEY_ENDED(who=ctx.person.name, **_names(pair), reason=reason)
    for person in _concerned(ctx, pair):
        ctx.tell(person, said)


def _names(pair: MentorPair) -> dict[str, object]:
    return {"pair": pair.id, "mentor": pair.mentor_name, "mentee": pair.mentee_name}


def _concerned(ctx: Context, pair: MentorPair) -> list[int]:
    """Both, and whoever runs the pair, without who acts."""
    here = ctx.person_or_none.id if ctx.person_or_none else None
    every = dict.fromkeys((pair.mentee_person, pair.mentor_person, *wording.managers(ctx, pair)))
    return [person for person in every if person != here]


feature.act("mentor_ended", Phrase(zh="{who} 结束了第{pair}号结对", en="{who} ended pair {pair}"))


@feature.undoes("mentor_ended", thing=["pair"])
def go_on(ctx: Context, pair: int) -> None:
    found = pairs.find(ctx.db, ctx.camp.id, pair)
    assert found is not None
    if not pairs.reopen(ctx.db, pair):
        raise Refusal(CANNOT(pair=pair, mentee=found.mentee_name))
    said = RUNS_AGAIN(**_names(found))
    ctx.reply(said, audience=Audience.PERSON)
    for person in _concerned(ctx, found):
        ctx.tell(person, said)


@feature.on("fact:members.left")
def left(ctx: Context, fact: Happened) -> None:
    """What they were in is over, and the other one and the manager hear of it."""
    gone = memberships.member(ctx.db, fact.member)
    for pair in pairs.of_member(ctx.db, fact.member):
        if pair.is_open:
            _leave(ctx, pair, gone)


def _leave(ctx: Context, pair: MentorPair, gone: memberships.Member) -> None:
    pairs.end(ctx.db, pair.id, by=None, why=GONE().to(ctx.camp.language), at=ctx.now)
    said = OVER_BY_LEAVING(name=gone.name, **_names(pair))
    for person in _concerned(ctx, pair):
        if person != gone.person:
            ctx.tell(person, said)


@feature.erases
def erase(ctx: Context, person: int) -> None:
    """Nobody is left in a pair with somebody who is gone."""
    for one in memberships.every_of(ctx.db, person):
        for pair in pairs.of_member(ctx.db, one.membership):
            if pair.is_open:
                pairs.end(ctx.db, pair.id, by=None, why=GONE().to(ctx.default_language), at=ctx.now)
