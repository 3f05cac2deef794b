"""Requests to join a camp's group: the applicant hears at once, a manager decides with one press, or the camp's rule does in time."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from enum import Enum
from typing import Annotated, Any

from bot import deciding, enrolment, queue
from bot.arguments import Named
from bot.audience import Audience
from bot.enrolment import Gate
from bot.feature import (
    Asker,
    Backlog,
    Context,
    Feature,
    Line,
    Phrase,
    Press,
    Refusal,
    Role,
    Said,
    Setting,
    Theme,
    Waiting,
)
from bot.membership import camp_by_id
from bot.messages import Address, Kind, Lane
from bot.parts import Admit
from storage import joining, memberships, people
from storage.connection import Db

feature = Feature("joining", Theme.CAMP)
feature.prefix("W", Phrase(zh="一个入群申请", en="a request to join"))

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
LET_IN = Phrase(zh="放行", en="Let in")
TURN_DOWN = Phrase(zh="谢绝", en="Turn down")
WHOM = Phrase(zh="{what} {name}", en="{what} {name}")
WELCOMED = Phrase(zh="✅ {name} 已放行（{by}）。", en="✅ {name} is let in ({by}).")
DECLINED = Phrase(zh="✅ {name} 已谢绝（{by}）。", en="✅ {name} is turned down ({by}).")
SORRY = Phrase(
    zh="这次没能让你加入“{camp}”的群。有疑问请联系邀请你的人。",
    en="You were not let into the group of “{camp}” this time. Please ask whoever invited you.",
)
NOT_LET_IN = Phrase(
    zh="⚠️ {name} 没能放行：平台没有同意（比如对方加的群太多，或我没有“邀请用户”的权限）。申请还在等。",
    en="⚠️ {name} could not be let in: the platform refused (too many groups of theirs, say, or I may not “Invite users”). The request waits.",
)
NOT_TURNED_DOWN = Phrase(
    zh="⚠️ {name} 没能谢绝：平台没有同意。申请还在等。",
    en="⚠️ {name} could not be turned down: the platform refused. The request waits.",
)
SEVERAL_ASK = Phrase(zh="🚪 在等答复的入群申请（{n}）：", en="🚪 Requests waiting for an answer ({n}):")
ONE = Phrase(zh="· {code} {name}，{at:%m-%d %H:%M}", en="· {code} {name}, {at:%m-%d %H:%M}")
WHO_ASKS = Phrase(
    zh="🚪 {code} {name}，{at:%m-%d %H:%M} 申请加入“{camp}”的群。",
    en="🚪 {code} {name} asked to join “{camp}” on {at:%m-%d %H:%M}.",
)
ALL = Phrase(zh="看全部", en="See all")
NO_SUCH = Phrase(zh="没有这个入群申请。发“入群”看在等的。", en="There is no such request. Send “admit” for those waiting.")
YES_OR_NO = Phrase(zh="要放行还是谢绝？试试：入群 W{number} 放行", en="Let them in or turn them down? Try: admit W{number} yes")
BY_RULE = Phrase(zh="按设置", en="by the camp's rule")
SPOKEN = {"放行": True, "同意": True, "yes": True, "谢绝": False, "拒绝": False, "no": False}
SHOWN = 5
GATHERED = timedelta(minutes=1)
"""How soon after another one a request is told of together with others."""
GATHERING = 30
"""Seconds they are gathered for, at most."""
LONGEST_BIO, LONGEST_LABEL = 200, 12
WITHOUT_START = timedelta(minutes=5)
"""How long an applicant may be written to who never pressed Start."""

ASK_MANAGERS, AT_ONCE = "managers", "auto"
_IN_TIME = re.compile(r"(\d{1,3})\s*(?:小时|h)\s*-?\s*(放行|谢绝|yes|no)", re.IGNORECASE)


def _rule(words: str) -> str:
    """`managers`, `auto`, or hours and what then: `24 yes`. Raises ValueError."""
    said = words.strip().casefold()
    if said in ("经理", ASK_MANAGERS):
        return ASK_MANAGERS
    if said in ("自动", AT_ONCE):
        return AT_ONCE
    match = _IN_TIME.fullmatch(said)
    if match is None or not int(match[1]):
        raise ValueError(words)
    return f"{int(match[1])} {'yes' if SPOKEN[match[2]] else 'no'}"


def _shown(rule: str) -> Phrase | Line:
    if rule in RULE_NAMES:
        return RULE_NAMES[rule]
    hours, verdict = rule.split()
    return (LETS_IN if verdict == "yes" else TURNS_AWAY)(hours=hours)


RULE_NAMES = {ASK_MANAGERS: Phrase(zh="经理", en="managers"), AT_ONCE: Phrase(zh="自动", en="auto")}
LETS_IN = Phrase(zh="{hours}小时放行", en="{hours}h-yes")
TURNS_AWAY = Phrase(zh="{hours}小时谢绝", en="{hours}h-no")
RULE = feature.setting(
    Setting(
        "joining.rule",
        Phrase(zh="入群申请", en="join-requests"),
        Phrase(
            zh="经理（由经理答复）、自动（直接放行）、24小时放行 或 24小时谢绝（到时没人答复）",
            en="managers, auto, or what happens unanswered: 24h-yes, 24h-no",
        ),
        ASK_MANAGERS,
        _rule,
        _shown,
    )
)


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
        _decide(ctx, _request(ctx, number), welcome=True, by=BY_RULE().to(ctx.camp.language), decider=DecidedBy.RULE)
        return
    private = Address(at.channel, ctx.event.data["private"], direct=True)
    ctx.post(private, RECEIVED(camp=ctx.camp.name), *_way_in(ctx), lane=Lane.REPLY, until=ctx.now + WITHOUT_START)
    if any(ctx.now - one.asked_at < GATHERED for one in known):
        ctx.later("joining.gather", f"camp:{ctx.camp.id}", _end_of_gathering(ctx.now))
    else:
        for manager in _managers(ctx, ctx.camp.id):
            ctx.tell(manager.person, ASKS(name=who.name, camp=ctx.camp.name), *_bio(ctx), _presses(number))
    if rule != ASK_MANAGERS:
        ctx.later("joining.overdue", f"request:{number}", ctx.now + timedelta(hours=int(rule.split()[0])))


def _hold(ctx: Context) -> None:
    """Where people apply, the application is the decision: who is approved is let in, anybody else is shown the way to apply and waits."""
    at, who = ctx.address, ctx.event.sender
    assert who is not None
    is_in = ctx.member_or_none is not None or enrolment.gate(ctx.db, ctx.camp, ctx.person.id) is not Gate.APPLICATION
    number = joining.ask(ctx.db, ctx.camp.id, at.channel, at.room, who.id, who.name, at=ctx.now, held=not is_in)
    if is_in:
        _decide(
            ctx, _request(ctx, number), welcome=True, by=BY_APPLICATION().to(ctx.camp.language), decider=DecidedBy.APPLICATION
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
        rows = [_presses(one.id, one.name) for one in waiting[:SHOWN]]
        for manager in _managers(ctx, ctx.camp.id):
            ctx.tell(manager.person, SEVERAL_ASK(n=len(waiting)), *lines, *rows, [Press(ALL, "待办 W")])


def _some(reader: Db, asker: Asker, after: int, most: int) -> list[Waiting]:
    return [
        Waiting(one.id, one.asked_at, queue.in_short(one.name))
        for one in joining.some_waiting(reader, asker.camp.id, after=after, most=most)
    ]


def _backlog(reader: Db, asker: Asker) -> Backlog:
    return Backlog(*joining.backlog(reader, asker.camp.id))


def _whole(ctx: Context, number: int) -> tuple[Said, ...]:
    request = _theirs(ctx, number)
    return (WHO_ASKS(code=f"W{number}", name=request.name, at=request.asked_at, camp=ctx.camp.name),)


feature.queue(
    "W",
    Phrase(zh="入群申请", en="requests to join"),
    by=Role.MANAGER,
    waiting=_some,
    backlog=_backlog,
    whole=_whole,
)


@feature.command(
    "入群",
    "admit",
    help=Phrase(zh="看在等的入群申请，放行或谢绝。", en="The requests to join; let in or turn down."),
    by=Role.MANAGER,
    examples=["入群", "入群 W12 放行", "admit W12 no"],
)
def answer(
    ctx: Context,
    which: Annotated[str, Named("号", "number")] = "",
    verdict: Annotated[str, Named("放行或谢绝", "yes or no")] = "",
) -> None:
    if not which:
        return deciding.show(ctx, "W")
    named = queue.read(which if which[:1].isalpha() else f"W{which}")
    if named is None or named.letter != "W":
        raise Refusal(NO_SUCH)
    welcome = SPOKEN.get(verdict.strip().casefold())
    if welcome is None:
        raise Refusal(YES_OR_NO(number=named.number))
    said = _answer(ctx, named.number, welcome=welcome)
    card = ctx.replied_to()
    if card is not None and ctx.event.kind is Kind.PRESSED:
        ctx.edit(card, said, last=True)
    else:
        ctx.reply(said, audience=Audience.MANAGERS)


@feature.decides("W", "通过")
def let_in(ctx: Context, number: int, words: str) -> None:
    ctx.reply(_answer(ctx, number, welcome=True), audience=Audience.MANAGERS)


@feature.decides("W", "拒绝")
def turn_down(ctx: Context, number: int, words: str) -> None:
    ctx.reply(_answer(ctx, number, welcome=False), audience=Audience.MANAGERS)


def _answer(ctx: Context, number: int, *, welcome: bool) -> Line:
    """By whoever speaks; gives what to say of it. Raises Refusal where somebody was first."""
    request = _theirs(ctx, number)
    if not _decide(ctx, request, welcome=welcome, by=ctx.person.name):
        raise deciding.decided(ctx, "W", number)
    return (WELCOMED if welcome else DECLINED)(name=request.name, by=ctx.person.name)


def _theirs(ctx: Context, number: int) -> joining.Request:
    request = joining.request(ctx.db, number)
    if request is None or request.camp != ctx.camp.id:
        raise Refusal(NO_SUCH)
    return request


@feature.due("overdue")
def overdue(ctx: Context, subject: str, due_at: datetime) -> None:
    """Nobody answered in time: the camp's rule does, as it is now."""
    request = joining.request(ctx.db, int(subject.partition(":")[2]))
    if request is None or request.answered_at is not None:
        return
    verdict = ctx.setting(RULE).partition(" ")[2]
    if verdict:
        _decide(ctx, request, welcome=verdict == "yes", by=BY_RULE().to(ctx.camp.language), decider=DecidedBy.RULE)


@feature.on(Kind.NOT_ADMITTED)
def refused(ctx: Context) -> None:
    """The platform would not have it: the request waits again, and whoever decided hears so, or the managers where a rule did."""
    at = ctx.address
    request = joining.reopen(ctx.db, at.channel, at.room, ctx.event.data["account"])
    if request is None:
        return
    line = (NOT_LET_IN if ctx.event.data["welcome"] else NOT_TURNED_DOWN)(name=request.name)
    with ctx.in_camp(camp_by_id(ctx.db, request.camp)):
        staff = _managers(ctx, request.camp)
        for member in [one for one in staff if one.name == request.by] or staff:
            ctx.tell(member.person, line, _presses(request.id))


@feature.on(Kind.JOINED)
def came(ctx: Context) -> None:
    """Somebody let them in on the platform itself."""
    if ctx.event.sender is not None:
        joining.mark_joined(ctx.db, ctx.address.channel, ctx.address.room, ctx.event.sender.id, at=ctx.now)


@feature.on(Kind.MOVED)
def move(ctx: Context) -> None:
    """The platform gave the group another id."""
    joining.move_room(ctx.db, ctx.address.channel, ctx.address.room, ctx.event.data["room"])


def _applicant(ctx: Context, request: int) -> dict[str, Any]:
    return {"applicant": _request(ctx, request).name}


DONE_THERE = Phrase(
    zh="平台已经照办。放错了就在群里移出；谢绝错了请对方再申请一次。",
    en="The platform has done it. Let in by mistake: remove them there; turned down by mistake: they may ask again.",
)


@feature.erases
def erase(ctx: Context, person: int) -> None:
    for account in people.accounts(ctx.db, person):
        joining.erase(ctx.db, account.channel, account.ident)


feature.act(
    "admit",
    Phrase(zh="{who} 放行了 {applicant} 的入群申请", en="{who} let {applicant} into a group"),
    shows=_applicant,
    final=DONE_THERE,
)
feature.act(
    "turn_down",
    Phrase(zh="{who} 谢绝了 {applicant} 的入群申请", en="{who} turned {applicant} down"),
    shows=_applicant,
    final=DONE_THERE,
)
feature.act(
    "admit_by_rule",
    Phrase(
        zh="没有人答复，按营的设置放行了 {applicant} 的入群申请",
        en="nobody answered; the camp's rule let {applicant} into a group",
    ),
    shows=_applicant,
    final=DONE_THERE,
)
feature.act(
    "admit_by_application",
    Phrase(
        zh="申请通过了，放行了 {applicant} 的入群申请",
        en="the application was approved before; {applicant} was let into a group",
    ),
    shows=_applicant,
    final=DONE_THERE,
)
feature.act(
    "turn_down_by_rule",
    Phrase(
        zh="没有人答复，按营的设置谢绝了 {applicant} 的入群申请",
        en="nobody answered; the camp's rule turned {applicant} down",
    ),
    shows=_applicant,
    final=DONE_THERE,
)


class DecidedBy(Enum):
    """Who or what answers a request."""

    PERSON = "person"
    RULE = "rule"
    """The camp's rule, with nobody's word."""
    APPLICATION = "application"
    """The applicant's application, approved before."""


def _decide(ctx: Context, request: joining.Request, *, welcome: bool, by: str, decider: DecidedBy = DecidedBy.PERSON) -> bool:
    """The books first, then the platform is asked to do it; who was turned down is told. False where it was answered before."""
    if not joining.answer(ctx.db, request.id, welcome=welcome, by=by, at=ctx.now):
        return False
    code = f"W{request.id}"
    match decider:
        case DecidedBy.PERSON:
            ctx.audit("admit" if welcome else "turn_down", about=code, request=request.id)
        case DecidedBy.RULE:
            ctx.audit("admit_by_rule" if welcome else "turn_down_by_rule", about=code, request=request.id)
        case DecidedBy.APPLICATION:
            ctx.audit("admit_by_application", about=code, request=request.id)
    ctx.post(Address(request.channel, request.room), Admit(request.account, welcome), lane=Lane.REPLY)
    known = people.find_account(ctx.db, request.channel, request.account)
    if not welcome and known is not None:
        ctx.tell(known.person, SORRY(camp=ctx.camp.name), until=ctx.now + timedelta(days=1))
    return True


def _request(ctx: Context, number: int) -> joining.Request:
    found = joining.request(ctx.db, number)
    assert found is not None
    return found


def _managers(ctx: Context, camp: int) -> list[memberships.Member]:
    return [member for member in memberships.members(ctx.db, camp) if member.role in ("manager", "owner")]


def _end_of_gathering(now: datetime) -> datetime:
    """The same moment for all who ask within half a minute."""
    return datetime.fromtimestamp((now.timestamp() // GATHERING + 1) * GATHERING, now.tzinfo)


def _presses(number: int, name: str = "") -> list[Press]:
    """The two answers: alone they stand on a card that will read what was answered, with a name among several on one that stays."""
    labels = [WHOM(what=what, name=name[:LONGEST_LABEL]) if name else what for what in (LET_IN, TURN_DOWN)]
    says = (f"通过 W{number}", f"拒绝 W{number}") if name else (f"入群 W{number} 放行", f"入群 W{number} 谢绝")
    return [Press(label, words) for label, words in zip(labels, says, strict=True)]


def _bio(ctx: Context) -> list[Line]:
    words = str(ctx.event.data.get("bio", ""))[:LONGEST_BIO]
    return [SAID_OF_THEMSELVES(words=words)] if words else []


def _way_in(ctx: Context) -> list[Line]:
    """The link that opens our private chat, where the platform has one."""
    link = ctx.link(ctx.address.channel)
    return [WAY_IN(link=link)] if link else []
