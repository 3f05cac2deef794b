"""The returns on training side by side, month by month, each with its five amounts, its gate and whose word it is; worked out in a form."""

from __future__ import annotations

from bot.desk_page import (
    Blank,
    CellKind,
    Chart,
    Column,
    Counted,
    DeskQuery,
    DeskView,
    Prose,
    Sentence,
    Sentences,
    Table,
    TableRow,
)
from bot.feature import Context, Phrase, Role
from handlers.roi import rules, working_out
from handlers.roi.settings import GATE, feature
from storage import roi
from storage.roi import RoiRecord

DRAWN = 12
"""Months in the chart."""

TITLE = Phrase(zh="投入产出", en="Return on training")
FORMULA = Phrase(
    zh="TE＝(E2−E1)×T×TS−C：培训前后一人一年创造多少（E1、E2），效果持续几年（T），还在的受训人数（TS），培训花了多少（C）。"
    "TE/C 到{gate}%算达标（设置 ROI门槛）。",
    en="TE = (E2 − E1) × T × TS − C: what one person brings in a year before and after (E1, E2), the years it lasts (T), the trained who are "
    "still there (TS), what it cost (C). TE/C is enough from {gate}% on (set roi-gate).",
)
WORK_OUT = Phrase(zh="算一个月", en="Work out a month")
SAYS_WORK_OUT = Phrase(zh="ROI {e1} {e2} {t} {ts} {c} 月={month}", en="roi {e1} {e2} {t} {ts} {c} month={month}")
E1, E2 = Phrase(zh="E1 培训前（元／人年）", en="E1, before (yuan a person and year)"), Phrase(zh="E2 培训后", en="E2, after")
T, TS, C = (
    Phrase(zh="T 持续几年", en="T, years"),
    Phrase(zh="TS 受训人数", en="TS, people"),
    Phrase(zh="C 成本（元）", en="C, cost (yuan)"),
)
MONTH = Phrase(zh="月份", en="Month")
AUTO = Phrase(zh="写“自动”就是在册学员数", en="“auto” is the learners there are")
AUTOMATIC = Phrase(zh="自动", en="auto")
ASK, SAYS_ASK = Phrase(zh="一步步问我", en="Ask me step by step"), Phrase(zh="ROI", en="roi")
CHART = Phrase(zh="每月 TE/C（%）", en="TE/C by month (%)")
RATIO = Phrase(zh="TE/C", en="TE/C")
GATE_LINE = Phrase(zh="当时的门槛", en="The gate then")
COLUMNS = (
    Column("month", MONTH),
    Column("effect", Phrase(zh="TE（元）", en="TE, yuan"), CellKind.NUMBER),
    Column("ratio", Phrase(zh="TE/C", en="TE/C"), CellKind.NUMBER),
    Column("verdict", Phrase(zh="门槛", en="Gate")),
    Column("before", Phrase(zh="E1", en="E1"), CellKind.NUMBER),
    Column("after", Phrase(zh="E2", en="E2"), CellKind.NUMBER),
    Column("years", Phrase(zh="T", en="T"), CellKind.NUMBER),
    Column("people", Phrase(zh="TS", en="TS"), CellKind.NUMBER),
    Column("cost", Phrase(zh="C", en="C"), CellKind.NUMBER),
    Column("version", Phrase(zh="第几版", en="Version"), CellKind.NUMBER),
    Column("by", Phrase(zh="谁给的数", en="Whose amounts")),
    Column("says", Phrase(zh="能不能说是培训带来的", en="Whether it is the training's"), under="by"),
)
HELD = Phrase(zh="{gate}%，{verdict}", en="{gate}%, {verdict}")
NONE = Phrase(zh="还没有算过ROI。", en="No return was worked out yet.")


@feature.page("roi", TITLE, by=Role.MANAGER, place=64)
def returns(ctx: Context, asked: DeskQuery) -> DeskView:
    known = roi.series(ctx.db, ctx.camp.id)
    rows = [_row(one) for one in known[asked.start : asked.start + asked.most]]
    table = Table("returns", COLUMNS, rows, len(known), empty=NONE, start=asked.start)
    said = Sentences((Sentence(WORK_OUT, SAYS_WORK_OUT, _blanks(ctx)), Sentence(ASK, SAYS_ASK)))
    return DeskView((said, Prose(FORMULA(gate=ctx.setting(GATE))), *([_chart(known)] if known else []), table))


def _blanks(ctx: Context) -> tuple[Blank, ...]:
    auto = AUTOMATIC.en if ctx.language == "en" else AUTOMATIC.zh
    amounts = (
        Blank("e1", E1),
        Blank("e2", E2),
        Blank("t", T, given="2"),
        Blank("ts", TS, help=AUTO, given=auto),
        Blank("c", C),
    )
    return (*amounts, Blank("month", MONTH, given=f"{ctx.today:%Y-%m}"))


def _row(one: RoiRecord) -> TableRow:
    terms = working_out.terms_of(one)
    said = working_out.told(terms, one.gate).values
    amounts = (float(terms.before), float(terms.after), float(terms.years), terms.people, float(terms.cost))
    cells = (
        f"{one.month:%Y-%m}",
        Counted(rules.money(rules.effect(terms)), float(rules.effect(terms))),
        Counted(f"{said['ratio']}%", float(rules.ratio(terms))),
        HELD(gate=one.gate, verdict=said["verdict"]),
        *amounts,
        one.version,
        one.by,
        working_out.whose(one.by, one.basis, one.stated),
    )
    return TableRow(cells, f"{one.month:%Y-%m}")


def _chart(known: list[RoiRecord]) -> Chart:
    """The latest months, the oldest first."""
    shown = known[:DRAWN][::-1]
    ratios = [round(float(rules.ratio(working_out.terms_of(one)) * 100), 1) for one in shown]
    gates = [float(one.gate) for one in shown]
    return Chart(
        "lines", CHART, [working_out.named(one.month) for one in shown], ((RATIO, ratios), (GATE_LINE, gates)), unit="%"
    )
