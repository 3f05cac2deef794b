"""活动 V3 结果: invited → signed up → came → finished, beside the three before it; low is said, with three things to ask next."""

from __future__ import annotations

from bot.audience import Audience
from bot.feature import Context, Line, Phrase, Refusal
from bot.figures import percent
from handlers.events import access, opinions, rules, wording
from handlers.events.rules import EventFunnel
from handlers.events.settings import KINDS
from storage.events import afterwards, attendance, events
from storage.events.events import Event

NOT_OVER = Phrase(zh="{event} 还没结束，结束后看结果。", en="{event} is not over yet; its result is for afterwards.")
FUNNEL = Phrase(
    zh="📊 {event}\n受邀{invited} → 报名{signed}（{signed_rate}） → 到场{came}（{came_rate}） → 完成{finished}（{finished_rate}）",
    en="📊 {event}\ninvited {invited} → signed up {signed} ({signed_rate}) → came {came} ({came_rate}) → finished {finished} ({finished_rate})",
)
BASIS = Phrase(
    zh="百分比都对受邀人数；完成：到了并答了课后那一问。",
    en="All rates are of those invited; finished: came and answered the question afterwards.",
)
COMPARED = Phrase(
    zh="前{n}场{kind}的到场率中位数是{median}。", en="The median rate of the {n} before it ({kind}): {median} came."
)
TOO_FEW = Phrase(
    zh="和前几场比：证据不足（n={n}，至少{least}场{kind}）。",
    en="Beside those before it: too little to go by (n={n}, at least {least} of the kind {kind}).",
)
LOW = Phrase(
    zh="⚠️ 到场率低于中位数的70%。下一步问三件事：时间合适吗？话题是大家要的吗？通知到了吗？",
    en="⚠️ That is under 70% of the median. Three things to ask next: was the time right? Was the topic wanted? Did word reach them?",
)


def show(ctx: Context, one: Event) -> None:
    """For its host and the managers."""
    if not access.may_run(ctx, one):
        raise Refusal(access.NOT_YOURS(event=wording.named(one)))
    if one.cancelled_at is not None:
        raise Refusal(wording.CANCELLED(event=wording.named(one), reason=""))
    if one.closed_at is None:
        raise Refusal(NOT_OVER(event=wording.named(one)))
    this = funnel(ctx, one)
    before = [funnel(ctx, it) for it in events.before(ctx.db, one, rules.COMPARED)]
    said: list[Line | Phrase] = [_said(one, this), BASIS]
    kind = KINDS[one.kind]
    if len(before) < rules.COMPARED:
        said.append(TOO_FEW(n=len(before), least=rules.COMPARED, kind=kind))
    else:
        said.append(COMPARED(n=len(before), kind=kind, median=percent(rules.median_rate(before))))
        said += [LOW] if rules.is_low(this, before) else []
    if afterwards.scores(ctx.db, one.id):
        said.append(opinions.result(ctx, one))
    ctx.reply(*said, audience=Audience.PERSON)


def funnel(ctx: Context, one: Event) -> EventFunnel:
    """How many came how far."""
    there = attendance.counts(ctx.db, one.id).there
    return EventFunnel(one.invited or 0, one.signed, there, afterwards.finished(ctx.db, one.id))


def _said(one: Event, of: EventFunnel) -> Line:
    rates = {f"{name}_rate": percent(getattr(of, name), of.invited) for name in ("signed", "came", "finished")}
    return FUNNEL(event=wording.named(one), **of._asdict(), **rates)
