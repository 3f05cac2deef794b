"""A step of the ladder: decided once, written down with its rule, carried out, told to who it is for, and to nobody else."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from bot import deciding
from bot.feature import Context, Line, Membership, Phrase, Press, Refusal, Role, Said
from bot.membership import membership_of
from bot.messages import Address
from handlers.moderation import acting, rules
from handlers.moderation.settings import (
    APPEAL_DAYS,
    REMINDER_SHOWN,
    REMOVED_FOR,
    SILENCE_HOURS,
    STEPS,
    WARNING_DAYS,
    WARNINGS,
    rule,
)
from storage import memberships, people, standing
from storage.moderation import cases, penalties
from storage.moderation.cases import ModerationCase

ONESELF = Phrase(
    zh="这是你自己，要由别人来处理。什么都没有改。", en="That is yourself; somebody else decides. Nothing was changed."
)
IS_STAFF = Phrase(
    zh="{name} 是{role}，处罚只对学员。先用“角色 {name} 学员”改角色。",
    en="{name} is {role}; penalties are for learners alone. First change that: role {name} learner",
)
LEFT = Phrase(
    zh="{name} 已经不在营里，没有处罚。不用管就发：忽略 {code}",
    en="{name} has left the camp; there is nobody to penalise. To close it: dismiss {code}",
)
BADLY_LONG = Phrase(
    zh="“{words}”不行：禁言和移出从1小时到365天。试试：处理 {code} 禁言 24小时 刷屏",
    en="“{words}” will not do: silence and removal last from an hour to 365 days. Try: handle {code} silence 24h flooding",
)
REMINDED = Phrase(
    zh="📌 {rule}：请留意。{reason}这次只是提醒，不计次数。认为有误，{days}天内回复“申诉 {code} 理由”。",
    en="📌 {rule}: please mind it. {reason}This is a reminder and counts for nothing. If it is a mistake, reply “appeal {code} WHY” within {days:day|days}.",
)
WARNED = Phrase(
    zh="⚠️ 你收到第{n}次警告（{rule}，{until:%m-%d}前有效）。{reason}{most}次将禁言{hours}小时。认为有误，{days}天内回复“申诉 {code} 理由”。",
    en="⚠️ This is warning {n} ({rule}, in force until {until:%m-%d}). {reason}{most} of them lead to {hours:hour|hours} of silence. "
    "If it is a mistake, reply “appeal {code} WHY” within {days:day|days}.",
)
SILENCED = Phrase(
    zh="⚠️ 你被禁言到 {until:%m-%d %H:%M}（{rule}），到时自动解除。{reason}认为有误，{days}天内回复“申诉 {code} 理由”。",
    en="⚠️ You are silenced until {until:%m-%d %H:%M} ({rule}); it ends by itself. {reason}"
    "If it is a mistake, reply “appeal {code} WHY” within {days:day|days}.",
)
REMOVED = Phrase(
    zh="⚠️ 你已被移出“{camp}”，到 {until:%Y-%m-%d}（{rule}）。{reason}认为有误，{days}天内回复“申诉 {code} 理由”。",
    en="⚠️ You are removed from “{camp}” until {until:%Y-%m-%d} ({rule}). {reason}If it is a mistake, reply “appeal {code} WHY” within {days:day|days}.",
)
REASON = Phrase(zh="原因：{words}。", en="Why: {words}. ")
FROM_WARNINGS = Phrase(zh="有效的警告满{n}次", en="{n:warning|warnings} in force")
APPEAL = Phrase(zh="申诉", en="Appeal")
DONE = Phrase(zh="✅ {code} {name}：{what}，{told}。", en="✅ {code} {name}: {what}; {told}.")
AND_SILENCE = Phrase(
    zh="{what}（第{n}次），满{n}次，禁言到 {until:%m-%d %H:%M}",
    en="{what} ({n}), which makes silence until {until:%m-%d %H:%M}",
)
WARNING_N = Phrase(zh="{what}（第{n}次）", en="{what} ({n})")
UNTIL = Phrase(zh="{what}到 {until:%Y-%m-%d %H:%M}", en="{what} until {until:%Y-%m-%d %H:%M}")
HAS_HEARD = Phrase(zh="已私下告诉本人", en="they have been told in private")
WILL_HEAR = Phrase(
    zh="本人还没和我私聊过，打开私聊就会收到", en="they never wrote to me in private and will read it once they do"
)
IN_THE_GROUP = Phrase(zh="已按群规G{rule}处理{n}条消息。", en="{n:message was|messages were} dealt with under rule G{rule}.")
LONGEST_REASON = 200


def target(ctx: Context, person: int, code: str) -> Membership:
    """The membership of who is to be penalised. Raises Refusal where nobody may be: oneself, who has left, who helps to run the camp."""
    name = ctx.person_by_id(person).name
    if person == ctx.person.id:
        raise Refusal(ONESELF)
    known = membership_of(standing.in_camp(ctx.db, ctx.camp.id, person))
    if known is None:
        raise Refusal(LEFT(name=name, code=code))
    if known.role >= Role.EXPERT:
        raise Refusal(IS_STAFF(name=name, role=ROLES[known.role]))
    return known


ROLES = {
    Role.EXPERT: Phrase(zh="专家", en="an expert"),
    Role.MANAGER: Phrase(zh="经理", en="a manager"),
    Role.OWNER: Phrase(zh="营主", en="the camp's owner"),
}


def penalise(ctx: Context, case: ModerationCase, step: rules.LadderStep, version: int) -> None:
    """Whoever is first decides; the rest follows in the same transaction. Raises Refusal."""
    member, code = target(ctx, case.person, f"M{case.id}"), f"M{case.id}"
    if not cases.decide(ctx.db, case.id, step.code, by=ctx.person.id, at=ctx.now):
        raise deciding.decided(ctx, "M", case.id)
    ctx.audit("penalty", undo={"case": case.id}, about=code, case=case.id, step=step.code)
    until = ends_at(ctx, step)
    reason = step.reason[:LONGEST_REASON]
    number = _give(ctx, case, step.code, reason, until, version)
    what, more = _carried_out(ctx, case, step.code, number, reason, until, member, version)
    reached = people.private_address(ctx.db, case.person) is not None
    if case.room is not None and case.channel is not None:
        if not acting.delete(ctx, case):
            more += acting.by_hand("delete", [acting.where(case.channel)])
        ctx.post(Address(case.channel, case.room), IN_THE_GROUP(rule=case.rule, n=len(case.messages)))
    ctx.reply(DONE(code=code, name=case.name, what=what, told=HAS_HEARD if reached else WILL_HEAR), *more)


def told(
    ctx: Context, code: str, step: str, reason: Line | Phrase | str, until: datetime, said_rule: Line, counted: int
) -> list[Said]:
    """What whoever it is for reads, with the way to appeal."""
    why = REASON(words=reason) if reason else ""
    shared = {"rule": said_rule, "reason": why, "days": APPEAL_DAYS, "code": code}
    match step:
        case "remind":
            line = REMINDED(**shared)
        case "warn":
            line = WARNED(**shared, n=counted, until=until, most=ctx.setting(WARNINGS), hours=ctx.setting(SILENCE_HOURS))
        case "silence":
            line = SILENCED(**shared, until=until)
        case _:
            line = REMOVED(**shared, until=until, camp=ctx.camp.name)
    return [line, [Press(APPEAL, f"申诉 {code}")]]


def _carried_out(
    ctx: Context,
    case: ModerationCase,
    step: str,
    number: int,
    reason: str,
    until: datetime,
    member: Membership,
    version: int,
) -> tuple[Line | Phrase, list[Line]]:
    """Tells who it is for, and does on the platforms what a step does there; gives what to say of it."""
    code, said_rule = f"M{case.id}", rule(ctx, case.rule, version)
    counted = penalties.counted(ctx.db, ctx.camp.id, case.person, now=ctx.now) if step == "warn" else []
    ctx.tell(case.person, *told(ctx, code, step, reason, until, said_rule, len(counted)))
    match step:
        case "warn" if rules.is_reached(len(counted), ctx.setting(WARNINGS)):
            ends = ctx.now + timedelta(hours=ctx.setting(SILENCE_HOURS))
            follows = _give(ctx, case, "silence", "", ends, version)
            penalties.spend(ctx.db, counted, follows)
            ctx.tell(case.person, *told(ctx, code, "silence", FROM_WARNINGS(n=len(counted)), ends, said_rule, 0))
            left = _silenced(ctx, case.person, follows, ends)
            return AND_SILENCE(what=STEPS["warn"], n=len(counted), until=ends), left
        case "warn":
            return WARNING_N(what=STEPS["warn"], n=len(counted)), []
        case "silence":
            return UNTIL(what=STEPS["silence"], until=until), _silenced(ctx, case.person, number, until)
        case "remove":
            left = acting.by_hand("remove", acting.remove(ctx, case.person, until))
            ctx.later("moderation.end", f"penalty:{number}", until)
            if memberships.leave(ctx.db, member.id, day=ctx.today):
                ctx.happened("members.left", member.id)
            return UNTIL(what=STEPS["remove"], until=until), left
    return STEPS[step], []


def _silenced(ctx: Context, person: int, number: int, until: datetime) -> list[Line]:
    ctx.later("moderation.end", f"penalty:{number}", until)
    return acting.by_hand("silence", acting.silence(ctx, person, until))


def _give(ctx: Context, case: ModerationCase, step: str, reason: str, until: datetime, version: int) -> int:
    about: dict[str, Any] = {"rule": (case.rule, version), "reason": reason, "by": ctx.person.id, "at": ctx.now, "until": until}
    return penalties.give(ctx.db, ctx.camp.id, case.person, case.id, step, **about)


def ends_at(ctx: Context, step: rules.LadderStep) -> datetime:
    """Until when a step is in force that is given now."""
    return ctx.now + (step.lasts or _lasts(ctx, step.code))


def _lasts(ctx: Context, step: str) -> timedelta:
    """How long a step lasts where nobody says so."""
    return {
        "remind": REMINDER_SHOWN,
        "warn": timedelta(days=ctx.setting(WARNING_DAYS)),
        "silence": timedelta(hours=ctx.setting(SILENCE_HOURS)),
        "remove": REMOVED_FOR,
    }[step]
