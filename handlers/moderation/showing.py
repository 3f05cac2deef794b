"""处罚: mine, in every camp; for who runs one what was done about each rule, a member's record, and a step taken by naming somebody."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import timedelta
from typing import Annotated

from bot import draft
from bot.arguments import Named, Whom
from bot.audience import Audience
from bot.feature import Context, Line, Phrase, Refusal, Role
from bot.membership import camp_by_id
from handlers.moderation import rules
from handlers.moderation.penalising import BADLY_LONG, ends_at, penalise, target, told
from handlers.moderation.queue import find
from handlers.moderation.settings import STEPS, feature, rule, rules_in_force
from storage import memberships
from storage.moderation import cases, penalties
from storage.moderation.cases import TYPED
from storage.moderation.penalties import Penalty, RuleSums

LATELY = timedelta(days=30)
NONE_MINE = Phrase(zh="✅ 没有对你的处罚。", en="✅ Nothing stands against you.")
MINE = Phrase(zh="你的处罚（{n}）：", en="What was decided against you ({n}):")
COUNTED = Phrase(zh="有效的警告：{n}次。", en="Warnings in force: {n}.")
ROW = Phrase(zh="· M{case} {step}｜{rule}｜{at:%m-%d}，{state}{why}", en="· M{case} {step} | {rule} | {at:%m-%d}, {state}{why}")
IN_FORCE = Phrase(zh="有效到 {until:%m-%d %H:%M}", en="in force until {until:%m-%d %H:%M}")
EXPIRED = Phrase(zh="已失效", en="expired")
MISTAKE = Phrase(zh="误判，不算", en="a mistake, counts for nothing")
WHY = Phrase(zh="｜{words}", en=" | {words}")
NONE_HERE = Phrase(zh="近30天没有处罚。", en="There were no penalties in the last 30 days.")
SUMS = Phrase(
    zh="📊 近30天处罚 {n}次，其中误判 {overturned}次：",
    en="📊 {n:penalty|penalties} in the last 30 days, {overturned} of them a mistake:",
)
SUM = Phrase(zh="· {rule}：{steps}{overturned}", en="· {rule}: {steps}{overturned}")
STEP_TIMES = Phrase(zh="{step}{n}次", en="{step} ×{n}")
OVERTURNED = Phrase(zh="（误判{n}次）", en=" ({n} a mistake)")
NONE_OF = Phrase(zh="{name} 没有处罚。", en="Nothing stands against {name}.")
OF = Phrase(
    zh="{name} 的处罚（{n}），有效的警告{counted}次：",
    en="What was decided against {name} ({n}), {counted:warning|warnings} in force:",
)
ONLY_MINE = Phrase(zh="别人的处罚只给经理看。看自己的发：处罚", en="Others' penalties are for managers. For yours: penalties")
HOW = Phrase(
    zh="没看懂“{words}”。试试：处罚 {name} 警告 G1 反复刷屏",
    en="I did not get “{words}”. Try: penalties {name} warn G1 flooding again",
)
WHICH_RULE = Phrase(
    zh="写上是哪条群规，现在有 G1–G{n}。试试：处罚 {name} 警告 G1 反复刷屏",
    en="Say which rule, G1 to G{n}. Try: penalties {name} warn G1 flooding again",
)
NO_RULES = Phrase(
    zh="还没有群规，处罚要对着一条群规。先发：群规 规则一；规则二",
    en="There are no rules yet, and a penalty stands for one. First: rules First; Second",
)
WHAT = Phrase(zh="给{name}的{step}", en="{step} for {name}")
ONLY_THEY = Phrase(zh="{name}一个人在私聊里", en="{name} alone, in private")
_G = re.compile(r"(?:^|\s)[GgＧｇ]\s*[-－]?\s*(\d{1,3})(?=\s|$)")
SHOWN = 20


@feature.command(
    "处罚",
    "penalties",
    help=Phrase(
        zh="看对自己的处罚；经理看营里的，也可以对一个人作出。",
        en="What stands against you; managers see the camp's, and may give one.",
    ),
    by=Role.ANYONE,
    examples=["处罚", "penalties"],
)
def show(
    ctx: Context,
    name: Annotated[Whom | None, Named("名字", "name")] = None,
    words: Annotated[str, Named("怎么处理", "what")] = "",
) -> None:
    is_manager = ctx.role >= Role.MANAGER
    if name and not is_manager:
        raise Refusal(ONLY_MINE)
    if not name:
        return _sums(ctx) if is_manager else _mine(ctx)
    member = ctx.member_named(name)
    if words:
        return _give(ctx, member, words)
    history = penalties.of_person(ctx.db, member.person, ctx.camp.id)
    counted = len(penalties.counted(ctx.db, ctx.camp.id, member.person, now=ctx.now))
    head = OF(name=member.name, n=len(history), counted=counted) if history else NONE_OF(name=member.name)
    ctx.reply(head, *_rows(ctx, history), audience=Audience.MANAGERS)


def _mine(ctx: Context) -> None:
    history = penalties.of_person(ctx.db, ctx.person.id)
    if not history:
        ctx.reply(NONE_MINE, audience=Audience.PERSON)
        return
    rows = []
    for camp in dict.fromkeys(one.camp for one in history):
        with ctx.in_camp(camp_by_id(ctx.db, camp)):
            rows += _rows(ctx, [one for one in history if one.camp == camp])
            rows.append(COUNTED(n=len(penalties.counted(ctx.db, camp, ctx.person.id, now=ctx.now))))
    ctx.reply(MINE(n=len(history)), *rows, audience=Audience.PERSON)


def _rows(ctx: Context, history: list[Penalty]) -> list[Line]:
    """The newest last, as many as a message holds."""
    return [
        ROW(
            case=one.case,
            step=STEPS[one.step],
            rule=rule(ctx, one.rule, one.rules_version),
            at=one.at,
            state=_state(ctx, one),
            why=WHY(words=one.reason) if one.reason else "",
        )
        for one in history[-SHOWN:]
    ]


def _state(ctx: Context, one: Penalty) -> Line | Phrase:
    if one.overturned_at is not None:
        return MISTAKE
    return IN_FORCE(until=one.until) if one.is_in_force(ctx.now) else EXPIRED


def _sums(ctx: Context) -> None:
    """By rule: how often which step, and how many were overturned."""
    rows = penalties.sums(ctx.db, ctx.camp.id, ctx.now - LATELY)
    if not rows:
        ctx.reply(NONE_HERE, audience=Audience.MANAGERS)
        return
    version, _ = rules_in_force(ctx)
    by_rule = {number: [row for row in rows if row.rule == number] for number in dict.fromkeys(row.rule for row in rows)}
    total, overturned = sum(row.given for row in rows), sum(row.overturned for row in rows)
    lines = [_sum(rule(ctx, number, version), those) for number, those in by_rule.items()]
    ctx.reply(SUMS(n=total, overturned=overturned), *lines, audience=Audience.MANAGERS)


def _sum(said_rule: Line, rows: Iterable[RuleSums]) -> Line:
    given = {row.step: row for row in rows}
    steps = [STEP_TIMES(step=STEPS[step], n=given[step].given) for step in STEPS if step in given]
    wrong = sum(row.overturned for row in given.values())
    return SUM(rule=said_rule, steps=steps, overturned=OVERTURNED(n=wrong) if wrong else "")


def _give(ctx: Context, member: memberships.Member, words: str) -> None:
    """A step against somebody a manager names: shown first, then a case like any other."""
    target(ctx, member.person, "M")
    try:
        step = rules.read(_G.sub(" ", words))
    except ValueError as problem:
        raise Refusal(BADLY_LONG(words=str(problem), code="M")) from None
    if step is None:
        raise Refusal(HOW(words=words[:30], name=member.name))
    version, lines = rules_in_force(ctx)
    found = _G.search(words)
    if not lines:
        raise Refusal(NO_RULES)
    number = int(found[1]) if found is not None else 0
    if not 1 <= number <= len(lines):
        raise Refusal(WHICH_RULE(n=len(lines), name=member.name))
    if not ctx.sends_draft:
        n = len(penalties.counted(ctx.db, ctx.camp.id, member.person, now=ctx.now)) + 1
        until = ends_at(ctx, step)
        seen = told(ctx, "M…", step.code, step.reason, until, rule(ctx, number, version), n)
        what = WHAT(name=member.name, step=STEPS[step.code])
        return draft.show(ctx, what, draft.View(ONLY_THEY(name=member.name), tuple(seen)))
    case = cases.found(ctx.db, ctx.camp.id, member.person, TYPED, rule=(number, version), on_trial=False, at=ctx.now)
    penalise(ctx, find(ctx, case), step, version)
