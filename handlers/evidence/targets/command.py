"""目标: read, added, changed and dropped; every change is a version."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Annotated

from bot import named_figures
from bot.arguments import Named, Onwards
from bot.audience import Audience
from bot.fact_rows import FactRow, FactRows
from bot.feature import Asker, Context, Page, Phrase, Refusal, Role
from bot.figures import percent, percent_down
from bot.named_figures import FIGURES, NamedFigure
from handlers.evidence.targets import rules, showing
from handlers.evidence.targets.actual import Actual, actual
from handlers.evidence.targets.settings import feature
from scheduler import when
from storage import targets
from storage.connection import Db
from storage.targets import TargetVersion

ADD, CHANGE, DROP, HISTORY = {"加", "add"}, {"改", "change"}, {"删", "drop"}, {"历史", "history"}
LONGEST, MOST = 30, 20
SHOWN = 10
"""Targets, or versions of one, on a page."""
LASTS = timedelta(days=1100)

TITLE = Phrase(zh="🎯 “{camp}”的培训目标，共{n}个", en="🎯 Targets of “{camp}”: {n}")
HOW = Phrase(
    zh="试试：目标 加 NPS 基线=35 目标=50 截止=8/31 负责=王岚",
    en="Try: targets add NPS baseline=35 target=50 until=8/31 owner=Ann",
)
NONE = Phrase(zh="还没有培训目标。{how}", en="There is no target yet. {how}")
NO_METRIC = Phrase(
    zh="指标要写1到{most}个字，没有改动。{how}",
    en="A metric has at most {most:character|characters}, and one at least; nothing was changed. {how}",
)
MISSING = Phrase(zh="“{metric}”还差：{fields}，没有改动。{how}", en="“{metric}” lacks: {fields}. Nothing was changed. {how}")
AIM, DUE = Phrase(zh="目标", en="target"), Phrase(zh="截止", en="until")
NO_NUMBER = Phrase(
    zh="“{words}”不是一个数，没有改动。要写成 目标=50 或 基线=70%",
    en="“{words}” is no number; nothing was changed. Write target=50 or baseline=70%",
)
TWO_UNITS = Phrase(
    zh="基线和目标要用一种单位，现在是{baseline}和{aim}，没有改动。{how}",
    en="Baseline and target are in two units, {baseline} and {aim}; nothing was changed. {how}",
)
IN_PERCENT = Phrase(
    zh="“{figure}”是百分比，要写成 基线=70% 目标=85%，没有改动。",
    en="“{figure}” is a percentage; nothing was changed. Write baseline=70% target=85%.",
)
NO_DAY = Phrase(
    zh="截止“{words}”要是今天以后、三年以内的一天，没有改动。试试：截止=8/31",
    en="“{words}” is no day after today and within three years; nothing was changed. Try: until=8/31",
)
NO_SUCH = Phrase(zh="没有目标{number}。发“目标”看有哪些。", en="There is no target {number}. Send “targets” for the list.")
NO_NUMBER_GIVEN = Phrase(
    zh="是哪个目标？写上号码，如：目标 {verb} 1", en="Which target? Give its number, like: targets {verb} 1"
)
NOTHING_NEW = Phrase(
    zh="没写要改什么，没有改动。试试：目标 改 {number} 目标=55 截止=9/30",
    en="That says nothing to change. Try: targets change {number} target=55 until=9/30",
)
TOO_MANY = Phrase(
    zh="一个营最多{most}个目标，先删一个：目标 删 1",
    en="A camp has at most {most:target|targets}; drop one first: targets drop 1",
)
WHAT = Phrase(
    zh="“{word}”看不懂。可以：目标、目标 加 …、目标 改 1 …、目标 删 1、目标 历史 1。{how}",
    en="“{word}” means nothing here. There are: targets, targets add …, change 1 …, drop 1, history 1. {how}",
)
SET = Phrase(
    zh="✅ 目标{number}第{version}版设好了。10分钟内可发“撤销”。",
    en="✅ Target {number}, version {version}, is set. “undo” within 10 minutes.",
)
DROPPED = Phrase(
    zh="✅ 目标{number}（{metric}）不再用了，历史还在。", en="✅ Target {number} ({metric}) is dropped; its history stays."
)
VERSIONS = Phrase(zh="目标{number}的版本", en="Versions of target {number}")
VERSION = Phrase(zh="第{version}版", en="Version {version}")
WAS = Phrase(
    zh="{metric}：基线{baseline}，目标{aim}，到 {due:%Y-%m-%d}",
    en="{metric}: baseline {baseline}, target {aim}, until {due:%Y-%m-%d}",
)
WAS_DROPPED = Phrase(zh="不再用", en="dropped")
SET_AT = Phrase(zh="{at:%m-%d %H:%M}，{owner}负责", en="{at:%m-%d %H:%M}, {owner} answers for it")

feature.act("target_set", Phrase(zh="{who} 设了目标{number}，第{version}版", en="{who} set target {number}, version {version}"))
feature.act("target_dropped", Phrase(zh="{who} 停用了目标{number}", en="{who} dropped target {number}"))


def look(reader: Db, asker: Asker, words: str = "", **said: str | None) -> list[tuple[TargetVersion, Actual | None]]:
    """The first page of what is to be reached and what there is of it, where that is what was asked."""
    if words.strip() or any(said.values()):
        return []
    every = targets.in_force(reader, asker.camp.id)
    return [(one, actual(reader, asker.camp.id, one, asker.today, asker.now)) for one in every[:SHOWN]]


ASKED = {
    r"(?:我们的?|培训的?|营的?)?目标(?:的)?(?:进度|进展|完成率?|达成率?|达成情况|完成情况|完成得)(?:怎么样|怎样|如何|了吗|了没有?|多少)?": "",
    r"(?:我们)?距?离目标还?(?:差|有)(?:多少|多远)|目标还?差多少|(?:这个?|本)?(?:月|季度|年)?(?:我们)?(?:的目标)?都?达标了?(?:吗|没有?)": "",
    r"哪(?:些|个)(?:目标|指标)(?:没|未|还没)(?:有)?(?:达标|达成|完成)|(?:nps|净推荐值)(?:现在|目前)?(?:是)?多少": "",
    r"are we (?:on target|on track|there yet)|how far (?:are we )?from (?:our |the )?(?:goals?|targets?)|(?:our )?(?:targets?|goals?) progress": "",
    r"did we (?:hit|reach|meet) (?:our |the )?(?:targets?|goals?)|what(?: is|'s) the nps(?: now)?": "",
}


@feature.command(
    "目标",
    "targets",
    help=Phrase(
        zh="培训要达到什么：指标、基线、目标、截止、谁负责；每个都看得到现在和Δ。",
        en="What the programme is to reach: metric, baseline, target, deadline, owner; each with what there is now and Δ.",
    ),
    by=Role.MANAGER,
    examples=[
        "目标",
        "目标 加 NPS 基线=35 目标=50 截止=8/31 负责=王岚",
        "目标 加 打卡率 基线=70% 目标=85% 截止=8/31",
        "目标 改 1 目标=55",
        "目标 删 1",
        "目标 历史 1",
        "targets",
        "targets add NPS baseline=35 target=50 until=2026-08-31 source=NPS",
    ],
    look=look,
    asked=ASKED,
)
def targets_command(
    ctx: Context,
    words: Annotated[str, Named("做什么", "what to do")] = "",
    *,
    baseline: Annotated[str, Named("基线", "baseline")] = "",
    aim: Annotated[str, Named("目标", "target")] = "",
    until: Annotated[Onwards | None, Named("截止", "until")] = None,
    owner: Annotated[Onwards | None, Named("负责", "owner")] = None,
    source: Annotated[Onwards | None, Named("来源", "source")] = None,
    found: list[tuple[TargetVersion, Actual | None]],
) -> None:
    verb, _, rest = words.strip().partition(" ")
    folded, rest = verb.casefold(), " ".join(rest.split())
    if not verb:
        ctx.say_page("every", _page(ctx, 0, len(targets.in_force(ctx.db, ctx.camp.id)), found))
    elif folded in ADD:
        _add(ctx, rest, baseline, aim, until, owner, source)
    elif folded in CHANGE:
        _change(ctx, _numbered(ctx, verb, rest), baseline, aim, until, owner, source)
    elif folded in DROP:
        _drop(ctx, _numbered(ctx, verb, rest))
    elif folded in HISTORY:
        ctx.show_list("versions", number=_numbered(ctx, verb, rest).number)
    elif aim or baseline:  # its numbers make it a new one
        _add(ctx, " ".join(words.split()), baseline, aim, until, owner, source)
    else:
        raise Refusal(WHAT(word=verb[:LONGEST], how=HOW))


@feature.paged("every", by=Role.MANAGER)
def _every(ctx: Context, after: int) -> Page:
    every = targets.in_force(ctx.db, ctx.camp.id)
    some = [(one, actual(ctx.db, ctx.camp.id, one, ctx.today, ctx.now)) for one in every[after : after + SHOWN]]
    return _page(ctx, after, len(every), some)


def _page(ctx: Context, after: int, n: int, found: list[tuple[TargetVersion, Actual | None]]) -> Page:
    if not found:
        return Page((NONE(how=HOW),), audience=Audience.MANAGERS)
    rows = [showing.row(one, there) for one, there in found]
    told = FactRows.of(*rows, title=TITLE(camp=ctx.camp.name, n=n))
    return Page.cut(told, after=after, most=SHOWN, of=n, audience=Audience.MANAGERS)


def _add(ctx: Context, metric: str, baseline: str, aim: str, until: str | None, owner: str | None, source: str | None) -> None:
    if not 1 <= len(metric) <= LONGEST:
        raise Refusal(NO_METRIC(most=LONGEST, how=HOW))
    if lacking := [name for name, said in ((AIM, aim), (DUE, until)) if not said]:
        raise Refusal(MISSING(metric=metric, fields=lacking, how=HOW))
    if len(targets.in_force(ctx.db, ctx.camp.id)) >= MOST:
        raise Refusal(TOO_MANY(most=MOST))
    assert until is not None
    figure, called = _source(source or metric)
    wanted, unit = _number(aim)
    before, unit = _baseline(baseline, aim, unit, figure)
    one = TargetVersion(
        targets.next_number(ctx.db, ctx.camp.id),
        0,
        metric,
        figure.name if figure else None,
        called,
        before,
        wanted,
        unit,
        ctx.today,
        _due(ctx, until),
        ctx.member_named(owner).id if owner else ctx.member.id,
        "",
        ctx.now,
        False,
    )
    _keep(ctx, one)


def _change(
    ctx: Context, one: TargetVersion, baseline: str, aim: str, until: str | None, owner: str | None, source: str | None
) -> None:
    if not (baseline or aim or until or owner or source):
        raise Refusal(NOTHING_NEW(number=one.number))
    figure, called = _source(source) if source else (FIGURES.get(one.figure or ""), one.source)
    wanted, unit = _number(aim) if aim else (one.aim, one.unit)
    before = one.baseline
    if baseline or aim:
        shown = baseline or ("" if one.baseline is None else f"{one.baseline:f}{one.unit}")
        before, unit = _baseline(shown, aim or f"{one.aim:f}{one.unit}", unit, figure)
    _keep(
        ctx,
        one._replace(
            figure=figure.name if figure else None,
            source=called,
            baseline=before,
            aim=wanted,
            unit=unit,
            due=_due(ctx, until) if until else one.due,
            owner_id=ctx.member_named(owner).id if owner else one.owner_id,
            set_at=ctx.now,
        ),
    )


def _keep(ctx: Context, one: TargetVersion) -> None:
    version = targets.keep(ctx.db, ctx.camp.id, one, by=ctx.person.id)
    undo = {"number": one.number, "version": version}
    ctx.audit("target_set", undo=undo, number=one.number, version=version)
    ctx.reply(SET(number=one.number, version=version))


def _drop(ctx: Context, one: TargetVersion) -> None:
    version = targets.keep(ctx.db, ctx.camp.id, one._replace(ended=True, set_at=ctx.now), by=ctx.person.id)
    ctx.audit("target_dropped", undo={"number": one.number, "version": version}, number=one.number)
    ctx.reply(DROPPED(number=one.number, metric=one.metric))


@feature.paged("versions", by=Role.MANAGER)
def _history(ctx: Context, after: int, *, number: int) -> Page:
    """The newest first."""
    versions = targets.history(ctx.db, ctx.camp.id, number)
    rows = [
        FactRow(
            VERSION(version=was.version),
            WAS_DROPPED
            if was.ended
            else WAS(
                metric=was.metric,
                baseline=showing.number(was.baseline, was.unit),
                aim=showing.number(was.aim, was.unit),
                due=was.due,
            ),
            SET_AT(at=was.set_at, owner=was.owner),
        )
        for was in versions[after : after + SHOWN]
    ]
    told = FactRows.of(*rows, title=VERSIONS(number=number))
    return Page.cut(told, after=after, most=SHOWN, of=len(versions), audience=Audience.MANAGERS)


def _numbered(ctx: Context, verb: str, words: str) -> TargetVersion:
    """The target of that number, dropped ones too where their history is asked for. Raises Refusal."""
    if not words.isdecimal():
        raise Refusal(NO_NUMBER_GIVEN(verb=verb))
    number = int(words[:9])
    every = targets.in_force(ctx.db, ctx.camp.id)
    if verb.casefold() in HISTORY:
        every = targets.history(ctx.db, ctx.camp.id, number)
    found = next((one for one in every if one.number == number), None)
    if found is None:
        raise Refusal(NO_SUCH(number=number))
    return found


def _source(words: str) -> tuple[NamedFigure | None, str]:
    """A figure we count, or the name of an imported metric."""
    return named_figures.called(words), words.strip()[:LONGEST]


def _number(words: str) -> tuple[Decimal, str]:
    found = rules.amount(words)
    if found is None:
        raise Refusal(NO_NUMBER(words=words[:LONGEST]))
    return found


def _baseline(words: str, aim: str, unit: str, figure: NamedFigure | None) -> tuple[Decimal | None, str]:
    """The baseline, in the aim's unit; a rate we count is compared in percent. Raises Refusal."""
    before = _number(words) if words else None
    if before is not None and before[1] != unit:
        raise Refusal(TWO_UNITS(baseline=words[:LONGEST], aim=aim[:LONGEST], how=HOW))
    if figure is not None and (figure.unit in (percent, percent_down)) != (unit == "%"):
        raise Refusal(IN_PERCENT(figure=figure.called))
    return (before[0] if before else None), unit


def _due(ctx: Context, words: str) -> date:
    day = when.parse_day(words, ctx.today)
    if day is None or not ctx.today < day <= ctx.today + LASTS:
        raise Refusal(NO_DAY(words=words[:LONGEST]))
    return day
