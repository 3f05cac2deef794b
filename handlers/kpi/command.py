"""指标: what was imported, by whom and when, month by month, of all, a team or a person; nothing of it was checked by the bot."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Annotated

from bot.arguments import Named
from bot.audience import Audience
from bot.fact_rows import FactRow, FactRows
from bot.feature import Context, Line, Page, Phrase, Refusal, Role
from bot.figures import decimal
from bot.names import folded
from handlers.kpi import rules
from handlers.kpi.settings import feature, named
from storage import kpi, memberships
from storage.kpi import KpiFigure, MetricSummary

SHOWN = 12
TEAMS = 5
"""Teams named in a month; the rest are counted."""
APPRAISALS = {"考核", "appraisal", "appraisals"}

TITLES = {
    "kpi": Phrase(
        zh="📊 导入的指标{n}个；数由导入的人提供，机器人没有核实",
        en="📊 {n:metric was|metrics were} imported; the figures are theirs who did and were not checked",
    ),
    "appraisal": Phrase(
        zh="📊 导入的考核{n}个维度，得分由导入的人提供，机器人没有核实",
        en="📊 {n:dimension of appraisals was|dimensions of appraisals were} imported; the scores are theirs who did and were not checked",
    ),
}
NAME = Phrase(zh="{name}（{unit}）", en="{name} ({unit})")
HOLDS = Phrase(zh="{first}到{last}，{whose}，{figures}个数", en="{first} to {last}, {whose}, {figures:figure|figures}")
PEOPLE, IN_TEAMS = Phrase(zh="{n}人", en="{n:person|people}"), Phrase(zh="{n}个团队", en="{n:team|teams}")
NEWEST = Phrase(zh="最近：{who} {at:%m-%d %H:%M} 导入“{file}”", en="last by {who} on {at:%m-%d %H:%M} from “{file}”")
SHELL = Phrase(zh="命令行", en="the shell")
METRIC = Phrase(zh="📊 {name}，机器人没有核实", en="📊 {name}, not checked by the bot")
METRIC_OF = Phrase(zh="📊 {whose}的{name}，机器人没有核实", en="📊 {name} of {whose}, not checked by the bot")
OF_PEOPLE = Phrase(zh="{n}人，人均{mean}", en="{n:person|people}, {mean} each on average")
OF_TEAM = Phrase(zh="{team} {value}", en="{team} {value}")
MORE_TEAMS = Phrase(zh="还有{n}个团队", en="{n} more")
CORRECTED = Phrase(zh="更正过{n}个", en="{n} corrected")
VERSION = Phrase(zh="第{version}版，{who} {at:%m-%d} 导入", en="version {version}, imported by {who} on {at:%m-%d}")
NONE = {
    "kpi": Phrase(
        zh="还没有导入指标。发“导入 指标 模板”拿空表，填好发给我。",
        en="No figures were imported yet. Send “import kpi template” for a table to fill in and send back.",
    ),
    "appraisal": Phrase(
        zh="还没有导入考核。发“导入 考核 模板”拿空表，填好发给我。",
        en="No appraisal was imported yet. Send “import appraisal template” for a table to fill in and send back.",
    ),
}
NO_METRIC = Phrase(zh="没有导入过“{word}”。导入过的有：{known}", en="“{word}” was not imported. There are: {known}")
NONE_OF = Phrase(zh="没有导入过{whose}的“{name}”。", en="No “{name}” of {whose} was imported.")
NAMED = 10


@feature.command(
    "指标",
    "kpi",
    help=Phrase(
        zh="看导入的业绩、人数、成本和考核：谁、何时导入，按月、按团队或个人。导入：导入 指标",
        en="Imported figures and appraisals: by whom and when, by month, team or person. To import: import kpi",
    ),
    by=Role.MANAGER,
    examples=["指标", "指标 考核", "kpi", "kpi appraisal"],
)
def command(ctx: Context, words: Annotated[str, Named("指标名", "metric")] = "") -> None:
    first, _, rest = words.strip().partition(" ")
    kind, words = ("appraisal", rest) if first.casefold() in APPRAISALS else ("kpi", words)
    known = kpi.summary(ctx.db, ctx.camp.id, kind)
    if not known:
        raise Refusal(NONE[kind])
    if not words.strip():
        return ctx.show_list("metrics", kind=kind)
    metric, whose = _meant(words, known)
    member, team = _whose(ctx, metric, whose) if whose else (None, "")
    ctx.show_list("months", kind=kind, metric=metric.id, member=member, team=team)


def _meant(words: str, known: Sequence[MetricSummary]) -> tuple[MetricSummary, str]:
    """The metric the words begin with, the longest name of several, and the rest. Raises Refusal."""
    said = folded(words)
    by_length = sorted(known, key=lambda one: -len(folded(one.name)))
    found = next((one for one in by_length if f"{said} ".startswith(f"{folded(one.name)} ")), None)
    if found is None:
        raise Refusal(NO_METRIC(word=words.strip()[:20], known=[one.name for one in known[:NAMED]]))
    return found, said[len(folded(found.name)) :].strip()


def _whose(ctx: Context, metric: MetricSummary, words: str) -> tuple[int | None, str]:
    """A team that has figures, else a member. Raises Refusal."""
    teams = {folded(one.team): one.team for one in kpi.figures(ctx.db, metric.id) if one.team}
    return (None, teams[words]) if words in teams else (ctx.member_named(words).id, "")


@feature.paged("metrics", by=Role.MANAGER)
def metrics(ctx: Context, after: int, *, kind: str) -> Page:
    """Each metric: from when to when, of how many, and who brought in the last of it."""
    known = kpi.summary(ctx.db, ctx.camp.id, kind)
    if not known:
        return Page((NONE[kind],), audience=Audience.MANAGERS)
    rows = []
    for one in known[after : after + SHOWN]:
        whose = [*([PEOPLE(n=one.members)] if one.members else []), *([IN_TEAMS(n=one.teams)] if one.teams else [])]
        holds = HOLDS(first=named(one.first), last=named(one.last), whose=whose, figures=one.figures)
        by = kpi.imported_by(ctx.db, one.newest)
        rows.append(FactRow(_named(one), holds, NEWEST(who=by.by or SHELL, at=by.at, file=by.file)))
    told = FactRows.of(*rows, title=TITLES[kind](n=len(known)))
    return Page.cut(told, after=after, most=SHOWN, of=len(known), audience=Audience.MANAGERS)


def _named(one: MetricSummary) -> Line | str:
    return NAME(name=one.name, unit=one.unit) if one.unit else one.name


@feature.paged("months", by=Role.MANAGER)
def months(ctx: Context, after: int, *, kind: str, metric: int, member: int | None, team: str) -> Page:
    """The newest month first."""
    one = next((one for one in kpi.summary(ctx.db, ctx.camp.id, kind) if one.id == metric), None)
    if one is None:
        return Page((NONE[kind],), audience=Audience.MANAGERS)
    found = [
        figure
        for figure in kpi.figures(ctx.db, metric)
        if (member is None and not team) or (figure.member == member and figure.team == team)
    ]
    whose = team or ("" if member is None else memberships.member(ctx.db, member).name)
    if not found:
        return Page((NONE_OF(whose=whose, name=one.name),), audience=Audience.MANAGERS)
    days = sorted({figure.month for figure in found}, reverse=True)
    rows = []
    for day in days[after : after + SHOWN]:
        of_month = [figure for figure in found if figure.month == day]
        rows.append(_of_one(ctx, of_month[0], one.unit) if whose else _of_all(of_month, one.unit))
    title = METRIC_OF(whose=whose, name=_named(one)) if whose else METRIC(name=_named(one))
    told = FactRows.of(*rows, title=title)
    return Page.cut(told, after=after, most=SHOWN, of=len(days), audience=Audience.MANAGERS)


def _of_one(ctx: Context, figure: KpiFigure, unit: str) -> FactRow:
    by = kpi.imported_by(ctx.db, figure.imported)
    note = VERSION(version=figure.version, who=by.by or SHELL, at=by.at)
    return FactRow(named(figure.month), f"{rules.shown(figure.value)}{unit}", note)


def _of_all(figures: Sequence[KpiFigure], unit: str) -> FactRow:
    teams = [one for one in figures if one.team]
    people = [one.value for one in figures if not one.team]
    said: list[Line] = [OF_TEAM(team=one.team, value=f"{rules.shown(one.value)}{unit}") for one in teams[:TEAMS]]
    if len(teams) > TEAMS:
        said.append(MORE_TEAMS(n=len(teams) - TEAMS))
    if people:
        mean = Fraction(sum(people, Decimal(0))) / len(people)
        said.append(OF_PEOPLE(n=len(people), mean=f"{decimal(mean)}{unit}"))
    corrected = sum(one.version > 1 for one in figures)
    return FactRow(named(figures[0].month), said, CORRECTED(n=corrected) if corrected else "")
