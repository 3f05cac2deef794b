"""设目标: what the camp is for, one short goal and one long one; a goal without a metric, a number or a date is refused, and says which is missing."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated

from bot import counters
from bot.arguments import Named, Onwards
from bot.counters import COUNTERS, Counter
from bot.fact_rows import FactRows
from bot.feature import Context, Phrase, Refusal, Role
from bot.figures import hundredths
from handlers.goals import rules
from handlers.goals.settings import feature
from handlers.goals.showing import NAMES, progress, row
from scheduler import when
from storage import goals
from storage.goals import Goal

KINDS = {
    "定位": "position",
    "positioning": "position",
    "短期": "short",
    "short": "short",
    "长期": "long",
    "long": "long",
}
ENDS = {"结束", "删", "end"}
LONGEST, LONGEST_METRIC = 120, 20
SHORT_LASTS = timedelta(days=31)
LONG_LASTS = timedelta(days=1100)

TITLE = Phrase(zh="🎯 “{camp}”的目标", en="🎯 Goals of “{camp}”")
CALLED = {
    "position": Phrase(zh="定位", en="positioning"),
    "short": Phrase(zh="短期", en="short"),
    "long": Phrase(zh="长期", en="long"),
}
HOW = Phrase(
    zh="设一个：设目标 短期 人人都打卡 指标=打卡 数=500次 截止=6/5 负责=王岚",
    en="To set one: goal short Everybody checks in metric=check-ins number=500 until=6/5 owner=Ann",
)
NONE = Phrase(
    zh="还没有目标。先说这个营是做什么的：设目标 定位 一线销售的实战训练",
    en="There is no goal yet. Say first what the camp is for: goal positioning Practice for the field",
)
WHICH = Phrase(
    zh="“{word}”是哪一种？可以设：定位、短期、长期。{how}",
    en="“{word}”: which kind? There are positioning, short and long. {how}",
)
NO_WORDS = Phrase(
    zh="{kind}要写上内容，没有改动。试试：设目标 定位 一线销售的实战训练",
    en="{kind} needs words; nothing was changed. Try: goal positioning Practice for the field",
)
LONG = Phrase(zh="目标最多{most}个字。", en="A goal has at most {most:character|characters}.")
MISSING = Phrase(
    zh="{kind}目标还差：{fields}，没有改动。{how}", en="That {kind} goal lacks: {fields}. Nothing was changed. {how}"
)
METRIC, NUMBER, DUE = Phrase(zh="指标", en="metric"), Phrase(zh="数", en="number"), Phrase(zh="截止", en="until")
NO_NUMBER = Phrase(
    zh="“{words}”不是大于0的数。数要写成 数=500次 或 数=85%",
    en="“{words}” is no number above 0. Write it as number=500 or number=85%",
)
NO_DAY = Phrase(zh="没看懂截止“{words}”，要写成 截止=6/5", en="“{words}” is no day I can read; write it as until=6/5")
PAST = Phrase(
    zh="截止 {day:%m-%d} 已经过了，要写今天以后的一天，如 截止=6/5",
    en="{day:%m-%d} is over; write a day after today, like until=6/5",
)
TOO_FAR = Phrase(
    zh="短期目标最长31天，到 {last:%m-%d}；再远的设成长期：设目标 长期 …",
    en="A short goal lasts 31 days at most, to {last:%m-%d}; what takes longer is a long one: goal long …",
)
TOO_LONG = Phrase(zh="长期目标最远到 {last:%Y-%m-%d}。", en="A long goal lasts to {last:%Y-%m-%d} at most.")
SET = Phrase(zh="✅ {kind}设好了。10分钟内可发“撤销”。", en="✅ {kind} is set. “undo” within 10 minutes.")
SAID_COUNTED = Phrase(
    zh="“{metric}”由小助数，从今天起，周报里有进度。",
    en="“{metric}” is counted by me from today on; the weekly digest says how far it is.",
)
SAID_TYPED = Phrase(
    zh="“{metric}”我数不了，要人来填，周报里会写明是手工填的：设目标 {kind} 现在=62。我能数的：{known}",
    en="I cannot count “{metric}”; somebody types it in, and the digest says so: goal {kind} now=62. What I count: {known}",
)
NO_GOAL = Phrase(zh="还没有{kind}目标。{how}", en="There is no {kind} goal yet. {how}")
NOT_TYPED = Phrase(
    zh="{kind}目标的“{metric}”由小助数，不用填。", en="“{metric}” of the {kind} goal is counted by me; nobody types it in."
)
ENTERED = Phrase(zh="✅ {kind}目标：{progress}（手工填）。", en="✅ {kind} goal: {progress} (typed in).")
ENDED = Phrase(zh="✅ {kind}不再用了。10分钟内可发“撤销”。", en="✅ {kind} is set no more. “undo” within 10 minutes.")


@feature.command(
    "设目标",
    "goal",
    help=Phrase(
        zh="营的定位、一个31天内的目标、一个长期目标：指标、数、截止、谁负责；周报里有进度。",
        en="What the camp is for, a goal of 31 days and a long one: metric, number, date, owner; the digest says how far they are.",
    ),
    by=Role.MANAGER,
    examples=[
        "设目标",
        "设目标 定位 一线销售的实战训练",
        "设目标 短期 人人都打卡 指标=打卡 数=500次 截止=6/5",
        "设目标 短期 现在=62",
        "设目标 结束 短期",
        "goal",
        "goal long Ready for the field metric=deals number=40 until=2026-12-31",
    ],
)
def goal(
    ctx: Context,
    words: Annotated[str, Named("哪一种和内容", "kind and words")] = "",
    *,
    metric: Annotated[Onwards | None, Named("指标", "metric")] = None,
    number: Annotated[str, Named("数", "number", ("目标值", "数量", "target"))] = "",
    until: Annotated[Onwards | None, Named("截止", "until", ("截至", "deadline", "due", "by"))] = None,
    owner: Annotated[Onwards | None, Named("负责", "owner", ("责任人", "谁负责"))] = None,
    now: Annotated[str, Named("现在", "now", ("现值", "基线", "baseline"))] = "",
) -> None:
    first, _, rest = words.strip().partition(" ")
    if not first and not (metric or number or until or now):
        return _show(ctx)
    if first.casefold() in ENDS:
        return _end(ctx, _kind(rest))
    kind, about = _kind(first), " ".join(rest.split())
    if len(about) > LONGEST:
        raise Refusal(LONG(most=LONGEST))
    if kind == "position":
        return _position(ctx, about)
    if now and not (metric or number or until):
        return _enter(ctx, kind, now)
    _measured(ctx, kind, about, metric, number, until, owner)


def _kind(word: str) -> str:
    kind = KINDS.get(word.strip().casefold())
    if kind is None:
        raise Refusal(WHICH(word=word[:LONGEST_METRIC], how=HOW))
    return kind


def _show(ctx: Context) -> None:
    every = goals.in_force(ctx.db, ctx.camp.id)
    if not every:
        raise Refusal(NONE)
    ctx.reply(FactRows.of(*(row(ctx, one) for one in every), title=TITLE(camp=ctx.camp.name)))


def _position(ctx: Context, about: str) -> None:
    if not about:
        raise Refusal(NO_WORDS(kind=NAMES["position"]))
    new, before = goals.put(ctx.db, ctx.camp.id, "position", about, at=ctx.now)
    _noted(ctx, "position", new, before)
    ctx.reply(SET(kind=NAMES["position"]))


def _measured(
    ctx: Context, kind: str, about: str, metric: str | None, number: str, until: str | None, owner: str | None
) -> None:
    """Raises Refusal naming every field that is missing, or the one that cannot be read."""
    given = ((METRIC, metric), (NUMBER, number), (DUE, until))
    if lacking := [name for name, words in given if not words]:
        raise Refusal(MISSING(kind=CALLED[kind], fields=lacking, how=HOW))
    assert metric is not None and until is not None
    target = rules.amount(number)
    if target is None or target[0] <= 0:
        raise Refusal(NO_NUMBER(words=number[:LONGEST_METRIC]))
    due = _due(ctx, kind, until)
    called = " ".join(metric.split())[:LONGEST_METRIC]
    counter, subject = _counter(ctx, metric)
    answers = ctx.member_named(owner).id if owner else ctx.member.id
    new, before = goals.put(
        ctx.db,
        ctx.camp.id,
        kind,
        about,
        metric=called,
        counter=counter.code if counter else None,
        subject=subject,
        target=target[0],
        unit=target[1],
        due=due,
        base=counters.total(ctx.db, counter.code, subject, ctx.camp.id) if counter else 0,
        owner=answers,
        at=ctx.now,
    )
    _noted(ctx, kind, new, before)
    known = [one.name for one in COUNTERS.values() if one.read is None]
    told = SAID_COUNTED(metric=called) if counter else SAID_TYPED(metric=called, kind=CALLED[kind], known=known)
    ctx.reply(SET(kind=NAMES[kind]), told)


def _counter(ctx: Context, metric: str) -> tuple[Counter | None, str]:
    """What counts it, and of what: 打卡, 考试 阶段一; none where somebody has to type it in. Raises Refusal as the counter does."""
    whole = counters.called(metric)
    if whole is not None:
        return whole, ""
    word, _, rest = metric.replace("：", ":").replace(":", " ").strip().partition(" ")
    found = counters.called(word)
    if found is None or not rest.strip() or found.read is None:
        return None, ""
    return found, found.read(ctx.db, ctx.camp, rest.strip()).subject


def _due(ctx: Context, kind: str, words: str) -> date:
    day = when.parse_day(words, ctx.today)
    if day is None:
        raise Refusal(NO_DAY(words=words[:LONGEST_METRIC]))
    if day <= ctx.today:
        raise Refusal(PAST(day=day))
    lasts = SHORT_LASTS if kind == "short" else LONG_LASTS
    if day > ctx.today + lasts:
        raise Refusal((TOO_FAR if kind == "short" else TOO_LONG)(last=ctx.today + lasts))
    return day


def _find(ctx: Context, kind: str) -> Goal:
    found = next((one for one in goals.in_force(ctx.db, ctx.camp.id) if one.kind == kind), None)
    if found is None:
        raise Refusal(NO_GOAL(kind=CALLED[kind], how=HOW))
    return found


def _enter(ctx: Context, kind: str, words: str) -> None:
    one = _find(ctx, kind)
    if one.counter is not None:
        raise Refusal(NOT_TYPED(kind=CALLED[kind], metric=one.metric))
    value = rules.amount(words)
    if value is None:
        raise Refusal(NO_NUMBER(words=words[:LONGEST_METRIC]))
    goals.enter(ctx.db, one.id, value[0], at=ctx.now)
    ctx.audit(
        "goal_entered",
        undo={"goal": one.id, "kind": kind, "before": one.value},
        kind=kind,
        value=f"{hundredths(value[0])}{one.unit}",
    )
    ctx.reply(ENTERED(kind=CALLED[kind], progress=progress(ctx, _find(ctx, kind))))


def _end(ctx: Context, kind: str) -> None:
    one = _find(ctx, kind)
    goals.end(ctx.db, ctx.camp.id, kind, at=ctx.now)
    ctx.audit("goal_ended", undo={"kind": kind, "goal": one.id}, kind=kind)
    ctx.reply(ENDED(kind=NAMES[kind]))


def _noted(ctx: Context, kind: str, new: int, before: int | None) -> None:
    ctx.audit("goal_set", undo={"kind": kind, "new": new, "before": before}, kind=kind)


feature.act(
    "goal_set",
    Phrase(zh="{who} 设了{kind}", en="{who} set: {kind}"),
    shows=lambda ctx, kind: {"kind": NAMES[kind]},
)
feature.act(
    "goal_ended",
    Phrase(zh="{who} 停用了{kind}", en="{who} ended: {kind}"),
    shows=lambda ctx, kind: {"kind": NAMES[kind]},
)
feature.act(
    "goal_entered",
    Phrase(zh="{who} 填了{kind}的现在：{value}", en="{who} typed in for {kind}: {value}"),
    shows=lambda ctx, kind, value: {"kind": NAMES[kind], "value": value},
)
