"""What a decision on an application does: the books, who applied is told with the reason, and whoever is approved finds the way in."""

from __future__ import annotations

from datetime import date, timedelta

from bot import enrolment
from bot.enrolment import Gate
from bot.feature import Context, Happened, Phrase, Press, Said
from bot.messages import Address, Lane
from bot.parts import Admit
from handlers.recruiting import form, wording
from handlers.recruiting.settings import COOL_OFF, WAY_IN, feature
from storage import applications, camps, joining, memberships, people, rooms, standing
from storage.applications import Application

APPROVED = Phrase(zh="🎉 {code} 已通过，欢迎来“{camp}”。{reason}", en="🎉 {code} is approved: welcome to “{camp}”. {reason}")
REJECTED = Phrase(
    zh="{code} 这次没有通过。原因：{reason}{again}", en="{code} was turned down this time. Reason: {reason}{again}"
)
AGAIN = Phrase(zh="\n{day:%Y-%m-%d} 起可以再申请。", en="\nYou may apply again from {day:%Y-%m-%d}.")
ANY_TIME = Phrase(zh="\n随时可以再申请。", en="\nYou may apply again at any time.")
REASON = Phrase(zh="{reason}", en="{reason}")
RULES = Phrase(
    zh="群规v{version}共{n}条，回复“同意”后就入营：\n{rules}",
    en="The rules, v{version} ({n}). Answer “agree” and you are in:\n{rules}",
)
NEXT = Phrase(zh="从“打卡”开始就行。", en="Begin with “checkin”.")
ENTERS = Phrase(zh="进群：{link}", en="The group: {link}")
LET_IN = Phrase(zh="入群请求已放行。", en="Your request to join the group is granted.")
WELCOME = Phrase(zh="欢迎 {name}{tags}。第一步：打卡 今日目标", en="Welcome {name}{tags}. First step: checkin TODAY'S GOAL")
TAGS = Phrase(zh="（{tags}）", en=" ({tags})")
AGREE, CHECK_IN = Phrase(zh="同意", en="I agree"), Phrase(zh="打卡", en="Check in")


def decide(ctx: Context, one: Application, verdict: str, reason: str, *, by: int | None) -> bool:
    """Once, by a membership or by the camp's criteria; False where it was decided before."""
    if not applications.decide(ctx.db, one.id, verdict, reason, by=by, at=ctx.now):
        return False
    code, undo = wording.code(one.id), {"application": one.id}
    is_approved = verdict == "approved"
    if by is None:
        ctx.audit(
            "application_approved_by_criteria" if is_approved else "application_rejected_by_criteria",
            about=code,
            application=one.id,
        )
    else:
        ctx.audit("application_approved" if is_approved else "application_rejected", undo=undo, about=code, application=one.id)
    if is_approved:
        _let_in(ctx, one, reason)
    else:
        _turn_down(ctx, one, reason)
    return True


def _let_in(ctx: Context, one: Application, reason: str) -> None:
    people.set_camp(ctx.db, one.person, one.camp)
    said: list[Said] = [APPROVED(code=wording.code(one.id), camp=ctx.camp.name, reason=REASON(reason=reason) if reason else "")]
    presses = [Press(CHECK_IN, "打卡")]
    if enrolment.gate_of_rules(ctx.db, ctx.camp, one.person) is Gate.RULES:
        version, rules = camps.latest_rules(ctx.db, one.camp)
        numbered = "\n".join(f"{n} {rule}" for n, rule in enumerate(rules, 1))
        said.append(RULES(version=version, n=len(rules), rules=numbered))
        presses = [Press(AGREE, "同意")]
    else:
        said.append(NEXT)
        _enrol(ctx, one.person)
    answered = _answer_requests(ctx, one.person, welcome=True)
    link = ctx.setting(WAY_IN)
    if answered:
        said.append(LET_IN)
    elif link:
        said.append(ENTERS(link=link))
    _say(ctx, one, *said, presses)


def _enrol(ctx: Context, person: int) -> None:
    if enrolment.enrol(ctx.db, ctx.camp, person, said_at=ctx.now, at=ctx.now):
        ctx.happened("members.joined", standing.in_camp(ctx.db, ctx.camp.id, person).membership_id)


def _turn_down(ctx: Context, one: Application, reason: str) -> None:
    _answer_requests(ctx, one.person, welcome=False)
    days = ctx.setting(COOL_OFF)
    again = AGAIN(day=cool_day(ctx, days)) if days else ANY_TIME()
    _say(ctx, one, REJECTED(code=wording.code(one.id), reason=reason, again=again))


def cool_day(ctx: Context, days: int) -> date:
    """The day so many from today."""
    return ctx.local(ctx.now + timedelta(days=days)).date()


def _say(ctx: Context, one: Application, *said: Said) -> None:
    """To who applied: where they speak just now, else in private."""
    if ctx.person_or_none is not None and ctx.person.id == one.person and ctx.address.direct:
        ctx.reply(*said)
    else:
        ctx.tell(one.person, *said)


def _answer_requests(ctx: Context, person: int, *, welcome: bool) -> bool:
    """Their requests to join the camp's groups are the same decision; whether there were any."""
    held = joining.held(ctx.db, ctx.camp.id, person)
    for request in held:
        joining.answer(ctx.db, request.id, welcome=welcome, by=ctx.person.name if ctx.person_or_none else "", at=ctx.now)
        ctx.post(Address(request.channel, request.room), Admit(request.account, welcome), lane=Lane.REPLY)
    return bool(held)


@feature.on("fact:members.joined")
def came_in(ctx: Context, fact: Happened) -> None:
    """Who came in by an application, or by agreeing to the rules: their tags, and the welcome card in the groups they are in."""
    if not (enrolment.recruits(ctx.camp) or enrolment.agrees_first(ctx.camp)):
        return
    member = memberships.member(ctx.db, fact.member)
    one = applications.latest(ctx.db, ctx.camp.id, member.person)
    tags: list[str] = []
    if one is not None and one.state == "approved":
        tags = form.tags(wording.fields_of(one), wording.answers_of(ctx, one))
        for tag in tags:
            memberships.tag_as(ctx.db, member.id, tag)
    if member.role != "learner":
        return
    card = WELCOME(name=member.name, tags=TAGS(tags=tags) if tags else "")
    for room in rooms.rooms(ctx.db, ctx.camp.id):
        if rooms.is_in_room(ctx.db, room.id, member.person):
            ctx.post(room.address, card, [Press(CHECK_IN, "打卡")], lane=Lane.REPLY)
