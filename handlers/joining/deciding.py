"""What comes of a decision, whoever or whatever took it: the books, the platform's act, the word to who was turned down."""

from __future__ import annotations

from datetime import timedelta
from enum import Enum
from typing import Any

from bot.feature import Context, Phrase, Press
from bot.messages import Address, Lane
from bot.parts import Admit
from handlers.joining.settings import feature
from storage import joining, memberships, people

SORRY = Phrase(
    zh="这次没能让你加入“{camp}”的群。有疑问请联系邀请你的人。",
    en="You were not let into the group of “{camp}” this time. Please ask whoever invited you.",
)
BY_RULE = Phrase(zh="按设置", en="by the camp's rule")
LET_IN = Phrase(zh="放行", en="Let in")
TURN_DOWN = Phrase(zh="谢绝", en="Turn down")
WHOM = Phrase(zh="{what} {name}", en="{what} {name}")
LONGEST_LABEL = 12
DONE_THERE = Phrase(
    zh="平台已经照办。放错了就在群里移出；谢绝错了请对方再申请一次。",
    en="The platform has done it. Let in by mistake: remove them there; turned down by mistake: they may ask again.",
)


def _applicant(ctx: Context, request: int) -> dict[str, Any]:
    return {"applicant": request_of(ctx, request).name}


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


def decide(ctx: Context, request: joining.Request, *, welcome: bool, by: str, decider: DecidedBy = DecidedBy.PERSON) -> bool:
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


def request_of(ctx: Context, number: int) -> joining.Request:
    """The request of a number, which there must be."""
    found = joining.request(ctx.db, number)
    assert found is not None
    return found


def managers(ctx: Context, camp: int) -> list[memberships.Member]:
    """Who may answer."""
    return [member for member in memberships.members(ctx.db, camp) if member.role in ("manager", "owner")]


def presses(number: int, name: str = "") -> list[Press]:
    """The two answers: alone they stand on a card that will read what was answered, with a name among several on one that stays."""
    labels = [WHOM(what=what, name=name[:LONGEST_LABEL]) if name else what for what in (LET_IN, TURN_DOWN)]
    says = (f"通过 W{number}", f"拒绝 W{number}") if name else (f"入群 W{number} 放行", f"入群 W{number} 谢绝")
    return [Press(label, words) for label, words in zip(labels, says, strict=True)]
