"""成效: each expected figure before and after the programme, against the same months a year ago or a control group, and how that was reckoned."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from bot.audience import Audience
from bot.fact_rows import FactRow, FactRows
from bot.feature import Context, Line, Phrase, Press, Refusal
from bot.figures import decimal, signed_percent, signed_points
from bot.grounds import Grounds, grounds
from bot.names import folded
from handlers.outcomes import expecting, rules
from handlers.outcomes.settings import EXAMPLE, NAMES
from storage import kpi, outcomes
from storage.kpi import KpiFigure, KpiMetric
from storage.outcomes import ExpectedChange

TITLE = Phrase(
    zh="📊 成效：培训 {starts:%Y-%m-%d} 到 {ends:%Y-%m-%d}，期望由{sponsor}在训前提出",
    en="📊 Outcomes: programme {starts:%Y-%m-%d} to {ends:%Y-%m-%d}; expected beforehand by {sponsor}",
)
LABEL = Phrase(zh="{name}“{metric}”", en="{name}, “{metric}”")
CHANGED = Phrase(
    zh="{before}→{after}{unit}，{change}（期望{expected}）", en="{before} → {after}{unit}, {change} (expected {expected})"
)
AGAINST_YEAR = Phrase(zh="去年同月{change}，差{left}个百分点", en="the same months a year ago {change}, {left} points apart")
AGAINST_CONTROL = Phrase(zh="对照组{team}{change}，差{left}个百分点", en="control group {team} {change}, {left} points apart")
ALONE = Phrase(
    zh="没有去年同月，也没有对照组，不能说是培训带来的",
    en="nothing of a year ago and no control group, so it cannot be called the training's",
)
N = Phrase(zh="n={n}", en="n={n}")
TOO_LITTLE = Phrase(
    zh="证据不足：前后各要{most}个月，缺{months}",
    en="not enough evidence: it takes {most:month|months} before and after; missing {months}",
)
NOBODY_IN_ALL = Phrase(zh="证据不足：没有谁这几个月都有数", en="not enough evidence: nobody has a figure in every month")
OF_NOTHING = Phrase(zh="训前是0，算不出变化率", en="it was 0 before, so there is no rate of change")
NO_BASELINE = Phrase(
    zh="无基线：训前{months}一个数都没有，比不了", en="no baseline: there is no figure of {months}, so nothing can be compared"
)
METHOD = Phrase(
    zh="方法：训前{before}与训后{after}的月均比，只算每个月都有数的人或团队；差＝变化率减去{against}的变化率。"
    "数由导入的人提供，机器人没有核实，没有扣除季节以外的因素。",
    en="Method: monthly means of {before} and {after}, of those with a figure in every month; apart = the change less that of {against}. "
    "The figures are theirs who imported them and were not checked; other causes are not taken out.",
)
YEAR_AGO, CONTROL, NOBODY = (
    Phrase(zh="去年同月", en="the same months a year ago"),
    Phrase(zh="对照组", en="the control group"),
    Phrase(zh="（没有对比）", en="(nothing)"),
)
CLAIMED = {
    "control": Phrase(
        zh="{who}把差值归因于培训，依据是对照组{team}{stated}；机器人没有核实两组是否可比。",
        en="{who} attributes the difference to the training, by the control group {team}{stated}; whether the groups are alike was not checked.",
    ),
    "assumption": Phrase(
        zh="{who}把变化归因于培训，依据是假设：{stated}；机器人没有核实。",
        en="{who} attributes the change to the training, on the assumption: {stated}; that was not checked.",
    ),
}
NO_CLAIM = Phrase(
    zh="要说是培训带来的，得有对照组或写明假设：成效 对照=华南 归因=对照组，或 成效 归因=假设:行情不变",
    en="To attribute it to the training say why: outcomes control=South attributed=control, or outcomes attributed=assumption:steady market",
)
NO_CONTROL_DATA = Phrase(
    zh="对照组“{team}”前后的数不全，不能当依据。",
    en="The control group “{team}” lacks figures before or after, so it proves nothing.",
)
NO_TEAM = Phrase(zh="没有团队“{team}”的数。有：{known}", en="There is no figure of a team “{team}”. There are: {known}")
WHICH_TEAM = Phrase(
    zh="“{metric}”有几个团队，写上是哪个：成效 团队={team}", en="“{metric}” has several teams; say which: outcomes team={team}"
)
NOT_IMPORTED = Phrase(zh="还没有导入“{metric}”：无基线", en="“{metric}” was not imported: there is no baseline")
NO_EXPECTATION = Phrase(
    zh="没有训前的期望，成效没有可对的。下一期开始前先记：{example}",
    en="Nothing was expected beforehand, so there is nothing to hold an outcome against. Before the next one: {example}",
)
IMPORT = Phrase(zh="导入指标", en="Import figures")
SPAN = Phrase(zh="{first:%Y-%m}至{last:%Y-%m}", en="{first:%Y-%m} to {last:%Y-%m}")
MONTH = Phrase(zh="{at:%Y-%m}", en="{at:%Y-%m}")


class OutcomeQuestion(NamedTuple):
    """Of which team, against which other, and what is claimed on which grounds."""

    team: str
    control: str
    claim: Grounds


def asked(team: str, control: str, attributed: str | None) -> OutcomeQuestion:
    """Raises Refusal."""
    claim = grounds(attributed, NO_CLAIM, has_control=bool(control))
    if claim.basis == "control" and not control:
        raise Refusal(NO_CLAIM)
    return OutcomeQuestion(team, control, claim)


def report(ctx: Context, what: OutcomeQuestion) -> None:
    """Every expectation as it came out. Raises Refusal where nothing was expected beforehand, or where a claim has no grounds."""
    one = outcomes.standing(ctx.db, ctx.camp.id)
    if one is None:
        raise Refusal(NO_EXPECTATION(example=EXAMPLE))
    before, after = rules.windows(one.starts_on, one.ends_on)
    known = {it.folded: it for it in kpi.metrics(ctx.db, ctx.camp.id, "kpi")}
    said = outcomes.values(ctx.db, one.id)
    metrics = {kind: metric for kind, it in said.items() if (metric := known.get(folded(it.metric))) is not None}
    imported = {metric.id: kpi.figures(ctx.db, metric.id) for metric in metrics.values()}
    _known_teams(imported.values(), what)
    rows = [_row(kind, it, metrics.get(kind), imported, before, after, what) for kind, it in said.items()]
    against = CONTROL if what.control else YEAR_AGO
    title = TITLE(starts=one.starts_on, ends=one.ends_on, sponsor=one.sponsor)
    method = METHOD(before=_span(before), after=_span(after), against=against)
    claimed = []
    basis, stated = what.claim
    if basis:
        shown = {"team": what.control} if basis == "control" else {}
        claimed = [
            CLAIMED[basis](who=ctx.person.name, stated=f"：{stated}" if basis == "control" and stated else stated, **shown)
        ]
    ctx.reply(FactRows.of(*rows, title=title), *claimed, method, [Press(IMPORT, "导入 指标")], audience=Audience.MANAGERS)


def _span(months: Sequence[date]) -> Line:
    return SPAN(first=months[0], last=months[-1])


def _row(
    kind: str,
    said: ExpectedChange,
    metric: KpiMetric | None,
    imported: Mapping[int, Sequence[KpiFigure]],
    before: list[date],
    after: list[date],
    what: OutcomeQuestion,
) -> FactRow:
    label = LABEL(name=NAMES[kind], metric=said.metric)
    if metric is None:
        return FactRow(label, NOT_IMPORTED(metric=said.metric))
    figures = imported[metric.id]
    try:
        values = rules.of(figures, _team(metric, figures, what))
    except Refusal as why:
        if what.claim.basis == "control":
            raise
        return FactRow(label, why.line)
    if not rules.has_any(values, before):
        return FactRow(label, NO_BASELINE(months=_span(before)))
    if short := rules.missing(values, [*before, *after]):
        return FactRow(label, TOO_LITTLE(most=rules.MONTHS, months=[MONTH(at=it) for it in short]))
    found = rules.compare(values, before, after)
    if found is None:
        return FactRow(label, NOBODY_IN_ALL)
    if found.change is None:
        return FactRow(label, OF_NOTHING)
    shown = CHANGED(
        before=decimal(found.before, 2),
        after=decimal(found.after, 2),
        unit=metric.unit,
        change=signed_percent(found.change),
        expected=expecting.shown(said),
    )
    return FactRow(label, shown, [N(n=found.n), _against(figures, values, found, before, after, what)])


def _against(
    figures: Sequence[KpiFigure],
    values: rules.Values,
    found: rules.BeforeAndAfter,
    before: list[date],
    after: list[date],
    what: OutcomeQuestion,
) -> Line:
    """What of the change a year ago, or a control group, did as well. Raises Refusal where a claim leans on a group without figures."""
    if what.control:
        other = rules.compare(rules.of(figures, what.control), before, after)
        left = rules.apart(found, other)
        if other is not None and other.change is not None and left is not None:
            return AGAINST_CONTROL(team=what.control, change=signed_percent(other.change), left=signed_points(left))
        if what.claim.basis == "control":
            raise Refusal(NO_CONTROL_DATA(team=what.control))
    year_ago = rules.compare(values, [rules.shifted(it, -12) for it in before], [rules.shifted(it, -12) for it in after])
    left = rules.apart(found, year_ago)
    if year_ago is not None and year_ago.change is not None and left is not None:
        return AGAINST_YEAR(change=signed_percent(year_ago.change), left=signed_points(left))
    return ALONE()


def _known_teams(imported: Collection[Sequence[KpiFigure]], what: OutcomeQuestion) -> None:
    """Raises Refusal where a team that is named has no figure of anything that was expected."""
    known = sorted({it.team for figures in imported for it in figures if it.team})
    for named in (what.team, what.control):
        if named and imported and named not in known:
            raise Refusal(NO_TEAM(team=named, known=known[:10]))


def _team(metric: KpiMetric, figures: Sequence[KpiFigure], what: OutcomeQuestion) -> str:
    """Whose figures are looked at: a team's, or everybody's ("") where there are people's. Raises Refusal."""
    teams = sorted({it.team for it in figures if it.team})
    for named in (what.team, what.control):
        if named and named not in teams:
            raise Refusal(NO_TEAM(team=named, known=teams[:10]))
    if what.team or any(not it.team for it in figures):
        return what.team
    left = [it for it in teams if it != what.control]
    if len(left) > 1:
        raise Refusal(WHICH_TEAM(metric=metric.name, team=left[0]))
    return left[0] if left else ""
