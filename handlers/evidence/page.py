"""Levels: the newest Kirkpatrick report as it was made, level by level, each figure with its n, what it is of and what it was in the one before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.desk_page import CellKind, Column, Counted, DeskQuery, DeskView, Prose, Sentence, Sentences, Table, TableRow
from bot.feature import Context, Line, Phrase, Role
from bot.named_figures import FIGURES, Measured
from handlers.evidence import wording
from handlers.evidence.found import LECTURER, TARGETS
from handlers.evidence.settings import feature
from handlers.evidence.targets import showing
from handlers.evidence.targets.actual import Actual
from storage import kept_figures, memberships, targets
from storage.kept_figures import KeptFigure

COMPARED = 2

TITLE = Phrase(zh="四级评估", en="Four levels")
MAKE, SAYS_MAKE = Phrase(zh="出一份柯氏报告", en="Make a Kirkpatrick report"), Phrase(zh="柯氏报告", en="kirkpatrick")
NONE = Phrase(
    zh="还没有出过柯氏报告。出一份，算好后数就在这里，文档在旁边的对话里。",
    en="No Kirkpatrick report was made yet. Once you make one, its figures stand here and its document in the talk beside.",
)
MADE = Phrase(
    zh="{first:%Y-%m-%d} 至 {last:%Y-%m-%d} 的报告，{at:%m-%d %H:%M} 算的；数留底不变，新的数要再出一份。",
    en="The report of {first:%Y-%m-%d} to {last:%Y-%m-%d}, counted {at:%m-%d %H:%M}. Its figures stay; make another for newer ones.",
)
TOGETHER = Phrase(
    zh="这些数说的是同时发生，不能说都是培训带来的；谁归因于培训、凭什么，写在报告里。",
    en="These figures say what came together, not what the training did; who attributes it, and on which grounds, stands in the report.",
)
COLUMNS = (
    Column("number", Phrase(zh="编号", en="No.")),
    Column("figure", Phrase(zh="指标", en="Figure")),
    Column("about", Phrase(zh="内容", en="About")),
    Column("value", Phrase(zh="数", en="Value"), CellKind.NUMBER),
    Column("before", Phrase(zh="上一份", en="The one before"), CellKind.NUMBER),
    Column("n", Phrase(zh="n", en="n"), CellKind.NUMBER),
    Column("answered", Phrase(zh="应答", en="Answered"), CellKind.SHARE),
    Column("sentence", Phrase(zh="怎么算", en="What is counted"), under="figure"),
)
TARGET_COLUMNS = (
    Column("metric", Phrase(zh="目标", en="Target")),
    Column("baseline", Phrase(zh="基线", en="Baseline"), CellKind.NUMBER),
    Column("aim", Phrase(zh="目标值", en="Aim"), CellKind.NUMBER),
    Column("actual", Phrase(zh="报告时", en="In the report"), CellKind.NUMBER),
    Column("change", Phrase(zh="变化", en="Change"), CellKind.NUMBER),
    Column("n", Phrase(zh="n", en="n"), CellKind.NUMBER),
    Column("due", Phrase(zh="截止", en="Until"), CellKind.DAY),
    Column("owner", Phrase(zh="负责", en="Owner")),
    Column("source", Phrase(zh="数从哪来", en="Whose figure")),
)
NO_TARGETS = Phrase(
    zh="还没有定目标。私聊小助：目标 加 NPS 基线=35 目标=50 截止=8/31 负责=王岚",
    en="No target is set. In private: targets add NPS baseline=35 target=50 until=8/31 owner=NAME",
)
Key = tuple[str, str]


@feature.page("levels", TITLE, by=Role.MANAGER, place=62)
def levels(ctx: Context, asked: DeskQuery) -> DeskView:
    """Only what was published is read: counting it takes a task."""
    make = Sentences((Sentence(MAKE, SAYS_MAKE),))
    reports = [
        kept_figures.of_report(ctx.db, ctx.camp.id, name)
        for name in kept_figures.newest_by_level(ctx.db, ctx.camp.id, COMPARED)
    ]
    aims = _targets(ctx, reports[0] if reports else ())
    if not reports:
        return DeskView((make, Prose(NONE), aims))
    newest = reports[0]
    names = {one.id: one.name for one in memberships.members(ctx.db, ctx.camp.id)}
    before = {_key(one, names): one for one in reports[1]} if len(reports) == COMPARED else {}
    made = MADE(first=newest[0].first, last=newest[0].last, at=newest[0].at)
    tables = [_level(level, newest, before, names) for level in wording.LEVELS if level != TARGETS]
    return DeskView((make, Prose(made), aims, *tables, Prose(wording.least()), Prose(TOGETHER)))


def _level(level: int, newest: Sequence[KeptFigure], before: Mapping[Key, KeptFigure], names: Mapping[int, str]) -> Table:
    rows = [_row(one, before.get(_key(one, names)), names) for one in newest if one.level == level]
    return Table(f"level{level}", COLUMNS, rows, title=wording.LEVELS[level], empty=wording.MISSING[level])


def _row(one: KeptFigure, before: KeptFigure | None, names: Mapping[int, str]) -> TableRow:
    figure = FIGURES.get(one.name)
    cells = (
        f"#{one.number}",
        figure.called if figure else one.name,
        _about(one, names),
        _counted(one),
        None if before is None else _counted(before),
        one.n,
        None if one.asked is None else (one.n, one.asked),
        figure.sentence if figure else "",
    )
    return TableRow(cells, str(one.number))


def _counted(one: KeptFigure) -> Counted:
    """As the report says it, or why it has no number."""
    figure = FIGURES.get(one.name)
    said: Line | str = figure.shown(_measured(one)) if figure else ""
    return Counted(said, None if one.value is None else round(float(one.value), 4))


def _measured(one: KeptFigure) -> Measured:
    return Measured(one.value, one.n, one.asked)


def _about(one: KeptFigure, names: Mapping[int, str]) -> str:
    return names.get(one.inputs[LECTURER], "") if LECTURER in one.inputs else one.about or ""


def _key(one: KeptFigure, names: Mapping[int, str]) -> Key:
    """What is the same in two reports."""
    return one.name, _about(one, names)


def _targets(ctx: Context, newest: Sequence[KeptFigure]) -> Table:
    """What is to be reached, and what there was of each when the report was made."""
    by_number = {one.about: one for one in newest if one.level == TARGETS}
    rows = []
    for aim in targets.in_force(ctx.db, ctx.camp.id):
        found = by_number.get(str(aim.number))
        actual = None if found is None else Actual(found.name, dict(found.inputs), found.first, found.last, _measured(found))
        n = None if found is None else found.n
        cells = (aim.metric, *showing.cells(aim, actual), n, aim.due, aim.owner, showing.source(aim, actual))
        rows.append(TableRow(cells, str(aim.number)))
    return Table("targets", TARGET_COLUMNS, rows, title=wording.LEVELS[TARGETS], empty=NO_TARGETS)
