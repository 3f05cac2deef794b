"""A request arrives: the applicant hears at once, and the managers, together where several ask within a minute."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot import enrolment
from bot.enrolment import Gate
from bot.feature import Context, Line, Phrase, Press
from bot.messages import Address, Kind, Lane
from handlers.joining.deciding import BY_RULE, DecidedBy, decide, managers, presses, request_of
from handlers.joining.settings import ASK_MANAGERS, AT_ONCE, RULE, feature
from storage import joining

RECEIVED = Phrase(
    zh="已收到你加入“{camp}”的申请，会尽快答复。", en="Your request to join “{camp}” has arrived; you will hear soon."
)
WAY_IN = Phrase(
    zh="点开这里按一下“开始”，结果才能私下告诉你：{link}", en="Open this and press Start, so that I can tell you: {link}"
)
ASKS = Phrase(zh="🚪 {name} 申请加入“{camp}”的群。", en="🚪 {name} asks to join a group of “{camp}”.")
SAID_OF_THEMSELVES = Phrase(zh="自我介绍：{words}", en="About themselves: {words}")
APPLY_FIRST = Phrase(
    zh="“{camp}”要先申请：填好表，通过了就放你进群。{link}",
    en="“{camp}” takes applications: fill in the form, and once approved you are let in.{link}",
)
APPLY = Phrase(zh="申请", en="Apply")
BY_APPLICATION = Phrase(zh="按申请", en="by the application")
SEVERAL_ASK = Phrase(zh="🚪 在等答复的入群申请（{n}）：", en="🚪 Requests waiting for an answer ({n}):")
ONE = Phrase(zh="· {code} {name}，{at:%m-%d %H:%M}", en="· {code} {name}, {at:%m-%d %H:%M}")
ALL = Phrase(zh="看全部", en="See all")
SHOWN = 5
GATHERED = timedelta(minutes=1)
"""How soon after another one a request is told of together with others."""
GATHERING = 30
"""Seconds they are gathered for, at most."""
LONGEST_BIO = 200
WITHOUT_START = timedelta(minutes=5)
"""How long an applicant may be written to who never pressed Start."""


@feature.on(Kind.ASKED_TO_JOIN)
def receive(ctx: Context) -> None:
    """The applicant hears first: the platform lets us write to a stranger only for minutes."""
    if ctx.camp_or_none is None or ctx.event.sender is None:
        return
    at, who = ctx.address, ctx.event.sender
    if enrolment.recruits(ctx.camp):
        return _hold(ctx)
    known = joining.waiting(ctx.db, ctx.camp.id)
    number = joining.ask(ctx.db, ctx.camp.id, at.channel, at.room, who.id, who.name, at=ctx.now)
    if any(one.id == number for one in known):
        return  # asked again before anybody answered: everybody has heard
    rule = ctx.setting(RULE)
    if rule == AT_ONCE:
        decide(ctx, request_of(ctx, number), welcome=True, by=BY_RULE().to(ctx.camp.language), decider=DecidedBy.RULE)
        return
    private = Address(at.channel, ctx.event.data["private"], direct=True)
    ctx.post(private, RECEIVED(camp=ctx.camp.name), *_way_in(ctx), lane=Lane.REPLY, until=ctx.now + WITHOUT_START)
    if any(ctx.now - one.asked_at < GATHERED for one in known):
        ctx.later("joining.gather", f"camp:{ctx.camp.id}", _end_of_gathering(ctx.now))
    else:
        for manager in managers(ctx, ctx.camp.id):
            ctx.tell(manager.person, ASKS(name=who.name, camp=ctx.camp.name), *_bio(ctx), presses(number))
    if rule != ASK_MANAGERS:
        ctx.later("joining.overdue", f"request:{number}", ctx.now + timedelta(hours=int(rule.split()[0])))


def _hold(ctx: Context) -> None:
    """Where people apply, the application is the decision: who is approved is let in, anybody else is shown the way to apply and waits."""
    at, who = ctx.address, ctx.event.sender
    assert who is not None
    is_in = ctx.member_or_none is not None or enrolment.gate(ctx.db, ctx.camp, ctx.person.id) is not Gate.APPLICATION
    number = joining.ask(ctx.db, ctx.camp.id, at.channel, at.room, who.id, who.name, at=ctx.now, held=not is_in)
    if is_in:
        decide(
            ctx, request_of(ctx, number), welcome=True, by=BY_APPLICATION().to(ctx.camp.language), decider=DecidedBy.APPLICATION
        )
        return
    private, link = Address(at.channel, ctx.event.data["private"], direct=True), ctx.link(at.channel, f"申请 #{ctx.camp.id}")
    ctx.post(
        private,
        APPLY_FIRST(camp=ctx.camp.name, link=f"\n{link}" if link else ""),
        [Press(APPLY, f"申请 #{ctx.camp.id}")],
        lane=Lane.REPLY,
        until=ctx.now + WITHOUT_START,
    )


@feature.due("gather")
def gather(ctx: Context, subject: str, due_at: datetime) -> None:
    """Several asked within a minute: the managers see all who wait in one message."""
    if waiting := joining.waiting(ctx.db, ctx.camp.id):
        lines = [ONE(code=f"W{one.id}", name=one.name, at=one.asked_at) for one in waiting[:SHOWN]]
        rows = [presses(one.id, one.name) for one in waiting[:SHOWN]]
        for manager in managers(ctx, ctx.camp.id):
            ctx.tell(manager.person, SEVERAL_ASK(n=len(waiting)), *lines, *rows, [Press(ALL, "待办 W")])


def _end_of_gathering(now: datetime) -> datetime:
    """The same moment for all who ask within half a minute."""
    return datetime.fromtimestamp((now.timestamp() // GATHERING + 1) * GATHERING, now.tzinfo)


def _bio(ctx: Context) -> list[Line]:
    words = str(ctx.event.data.get("bio", ""))[:LONGEST_BIO]
    return [SAID_OF_THEMSELVES(words=words)] if words else []


def _way_in(ctx: Context) -> list[Line]:
    """The link that opens our private chat, where the platform has one."""
    link = ctx.link(ctx.address.channel)
    return [WAY_IN(link=link)] if link else []
