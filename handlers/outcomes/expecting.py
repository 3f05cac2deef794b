"""成效 期望: what the sponsor expects, asked one after the other or given in a line, and only before the programme begins."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from bot.audience import Audience
from bot.fact_rows import FactRow, FactRows
from bot.feature import Context, Line, Phrase, Press, Refusal, Role
from handlers.outcomes import rules
from handlers.outcomes.settings import EXAMPLE, NAMES, feature
from scheduler.when import parse_day
from storage import outcomes
from storage.outcomes import ExpectedChange

LASTS = timedelta(days=1)
ASKS = Phrase(
    zh="{sponsor}期望培训让{name}变化百分之几，用哪个导入的指标看？如 {example}；没有就发“无”",
    en="By how many percent does {sponsor} expect {name} to change, and by which imported figure is that seen? Like {example}; “none” if there is none",
)
EXAMPLES = {
    "profit": Phrase(zh="5% 利润额", en="5% profit"),
    "cost": Phrase(zh="-3% 成本", en="-3% cost"),
    "retention": Phrase(zh="2% 客户保有率", en="2% retention"),
    "share": Phrase(zh="1% 市场份额", en="1% market share"),
    "productivity": Phrase(zh="4% 人均产出", en="4% output a head"),
}
NO_OTHER = Phrase(zh="无", en="None")
NONE = {"无", "没有", "没", "不用", "跳过", "none", "no", "nothing", "skip"}
KEPT = Phrase(
    zh="✅ 期望记下了（{sponsor}提出，{who}记录，培训 {starts:%Y-%m-%d} 到 {ends:%Y-%m-%d}）",
    en="✅ Expectations of {sponsor}, written down by {who}; programme {starts:%Y-%m-%d} to {ends:%Y-%m-%d}",
)
ROW = Phrase(zh="{percent}%", en="{percent}%")
BY = Phrase(zh="看指标“{metric}”", en="seen by “{metric}”")
NEXT = Phrase(
    zh="训前至少导入3个月的这些指标（导入 指标），没有基线就比不了。",
    en="Import three months of these figures or more before it begins (import kpi): without a baseline nothing can be compared.",
)
IN_PRIVATE = Phrase(
    zh="期望里有经营目标，请在私聊里记，不在群里。",
    en="Expectations tell business goals; please write them down in private, not in a group.",
)
NO_DAYS = Phrase(
    zh="写上培训哪天开始、哪天结束。试试：{example}", en="On which day does it begin, on which does it end? Try: {example}"
)
WRONG_DAYS = Phrase(zh="结束要在开始当天或之后。试试：{example}", en="It cannot end before it begins. Try: {example}")
BEGUN = Phrase(
    zh="培训 {starts:%Y-%m-%d} 已经开始了，期望要在开始前问出资人；开始后再写的不算期望。",
    en="The programme began on {starts:%Y-%m-%d}; what is expected has to be said before it begins, later it is no expectation.",
)
WRONG = Phrase(
    zh="“{word}”看不懂，写百分之几和指标名，如 {example}", en="“{word}” is not read; write percent and figure, like {example}"
)
NO_METRIC = Phrase(
    zh="{name}用哪个指标看没有写，没有指标就没法比。如 {example}",
    en="By which figure is {name} seen? Without one nothing can be compared. Like {example}",
)
NOTHING = Phrase(zh="一项期望都没有，没有记。", en="Nothing is expected, so nothing was kept.")
LONG = Phrase(zh="出资人最多{most}字。", en="A sponsor's name has at most {most:character|characters}.")
BACK = Phrase(zh="✅ 这次的期望不算了。", en="✅ These expectations are withdrawn.")
GONE = Phrase(zh="期望已经换过了，撤不回来。", en="Others have taken their place; it cannot be taken back.")
LONGEST = 40

feature.act(
    "outcomes_expected",
    Phrase(zh="{who} 记下{sponsor}的{n}项期望", en="{who} wrote down {n:expectation|expectations} of {sponsor}"),
)


def begin(ctx: Context, given: dict[str, str], starts: str, ends: str, sponsor: str) -> None:
    """Keeps what was given in a line, or asks for all of it."""
    if not ctx.address.direct:
        raise Refusal(IN_PRIVATE)
    first, last = (parse_day(word, ctx.today) if word else None for word in (starts, ends))
    if first is None or last is None:
        raise Refusal(NO_DAYS(example=EXAMPLE))
    if last < first:
        raise Refusal(WRONG_DAYS(example=EXAMPLE))
    if first <= ctx.today:
        raise Refusal(BEGUN(starts=first))
    if len(sponsor) > LONGEST:
        raise Refusal(LONG(most=LONGEST))
    kept = {"starts": first.isoformat(), "ends": last.isoformat(), "sponsor": sponsor or ctx.person.name}
    known = {kind: list(_read(kind, words)) for kind, words in given.items()}
    if known:
        return _keep(ctx, known, kept)
    _go_on(ctx, {}, kept)


def _read(kind: str, words: str) -> tuple[str, str]:
    """Raises Refusal."""
    said = rules.expected(words)
    if said is None:
        raise Refusal(WRONG(word=words[:20], example=EXAMPLES[kind]))
    if not said[1]:
        raise Refusal(NO_METRIC(name=NAMES[kind], example=EXAMPLES[kind]))
    return said


def _go_on(ctx: Context, known: dict[str, list[str]], kept: dict[str, Any]) -> None:
    missing = next((kind for kind in NAMES if kind not in known), None)
    if missing is None:
        return _keep(ctx, {kind: one for kind, one in known.items() if one}, kept)
    ctx.ask("expected", until=ctx.now + LASTS, known=known, **kept)
    asks = ASKS(sponsor=kept["sponsor"], name=NAMES[missing], example=EXAMPLES[missing])
    ctx.reply(asks, [Press(NO_OTHER, "无")], audience=Audience.MANAGERS)


@feature.step("expected", called=Phrase(zh="期望", en="the expectations"), stays=True)
def expected(ctx: Context, words: str, *, known: dict[str, list[str]], **kept: Any) -> None:
    """What is expected of the one that was asked about."""
    missing = next(kind for kind in NAMES if kind not in known)
    try:
        said = [] if words.strip().casefold() in NONE else list(_read(missing, words))
    except Refusal:
        ctx.ask("expected", until=ctx.now + LASTS, known=known, **kept)
        raise
    _go_on(ctx, known | {missing: said}, kept)


def _keep(ctx: Context, known: dict[str, list[str]], kept: dict[str, Any]) -> None:
    if not known:
        raise Refusal(NOTHING)
    starts, ends = date.fromisoformat(kept["starts"]), date.fromisoformat(kept["ends"])
    if starts <= ctx.today:
        raise Refusal(BEGUN(starts=starts))
    said = {kind: ExpectedChange(*one) for kind, one in known.items()}
    number, before = outcomes.say(ctx.db, ctx.camp.id, kept["sponsor"], starts, ends, said, by=ctx.person.id, at=ctx.now)
    ctx.audit("outcomes_expected", undo={"number": number, "before": before}, sponsor=kept["sponsor"], n=len(said))
    title = KEPT(sponsor=kept["sponsor"], who=ctx.person.name, starts=starts, ends=ends)
    ctx.reply(FactRows.of(*rows(said), title=title), NEXT(), audience=Audience.MANAGERS)


def rows(said: dict[str, ExpectedChange]) -> list[FactRow]:
    """Each as a row."""
    return [FactRow(NAMES[kind], shown(one), BY(metric=one.metric)) for kind, one in said.items()]


def shown(one: ExpectedChange) -> Line:
    return ROW(percent=one.percent if one.percent.startswith("-") else f"+{one.percent}")


@feature.undoes("outcomes_expected", by=Role.MANAGER)
def withdraw(ctx: Context, number: int, before: int | None) -> None:
    if not outcomes.withdraw(ctx.db, number, before, at=ctx.now):
        raise Refusal(GONE)
    ctx.reply(BACK)
