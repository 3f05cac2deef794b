"""KPI and appraisals as kinds of files: what an import changes, how it is taken back, and the figures given out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any

from bot.documents.document import Document
from bot.documents.parsed import Parsed
from bot.feature import Camp, Context, Phrase, Refusal
from bot.file_kind import CSV, XLSX, By, Changes, Export, FileFormat, FileKind, TakenBack, Template, Told, Written
from bot.names import folded
from handlers.kpi import table, whose
from handlers.kpi.settings import feature
from handlers.kpi.table import APPRAISAL, KPI, KpiRow, Layout
from storage import kpi
from storage.connection import Db
from storage.kpi import FigureRow

A_SLICE = 500
"""Figures to one transaction."""
UNCHECKED = Phrase(
    zh="这些数由{who}提供，机器人没有核实。看：{see}",
    en="These figures are {who}'s; the bot did not check them. To see them: {see}",
)
NOT_WRITTEN = Phrase(
    zh="有{n}行没有写：那个人刚刚不在营里了，或单位刚刚被改了。请再导入一次。",
    en="{n:row was|rows were} not written: the person has just left the camp, or the unit has just changed. Import it once more.",
)
SEE = Phrase(zh="指标", en="kpi")
NOTHING = {
    "kpi": Phrase(zh="没有可导出的指标。", en="There are no figures to export."),
    "appraisal": Phrase(zh="没有可导出的考核。", en="There are no scores to export."),
}


def _read(document: Document, camp: Camp, *, layout: Layout) -> Parsed[KpiRow]:
    return table.read(document, layout)


def _check(reader: Db, camp: Camp, parsed: Parsed[Any], *, kind: str) -> Parsed[Any]:
    return whose.resolved(reader, camp, kind, parsed)


def _plan(reader: Db, camp: Camp, rows: Sequence[FigureRow], *, kind: str) -> Changes:
    numbers = {one.folded: one.id for one in kpi.metrics(reader, camp.id, kind)}
    stands = {(one.metric, one.member, one.team, one.month): one.value for one in kpi.standing(reader, camp.id, kind)}
    found = [stands.get((numbers.get(row.folded, 0), row.member, row.team, row.month)) for row in rows]
    new = found.count(None)
    same = sum(before == row.value for before, row in zip(found, rows, strict=True))
    return Changes(new, len(rows) - new - same, same)


def _pack(row: FigureRow) -> list[Any]:
    return [*row._replace(month=row.month.isoformat())]  # type: ignore[arg-type]


def _write(
    db: Db, camp: Camp, packed: Sequence[list[Any]], kept: dict[str, Any], by: By, at: datetime, *, kind: str
) -> Written:
    number = kept["import"] if "import" in kept else kpi.begin(db, camp.id, kind, kept["name"], by.person, at=at)
    rows = [FigureRow._make([*said[:5], date.fromisoformat(said[5]), said[6]]) for said in packed]
    changes = Changes(*kpi.write(db, camp.id, kind, number, rows, at=at))
    left_out = kept.get("left_out", 0) + len(rows) - sum(changes)
    return Written(changes, {"import": number, "left_out": left_out})


def _told(ctx: Context, kept: dict[str, Any]) -> Told:
    lines = [UNCHECKED(who=ctx.person.name, see=SEE)]
    return Told(lines=(NOT_WRITTEN(n=kept["left_out"]), *lines) if kept["left_out"] else tuple(lines))


def _take_back(db: Db, camp: Camp, kept: dict[str, Any], by: By, at: datetime) -> TakenBack:
    gone, again, rest = kpi.take_back(db, kept["import"], kept.get("after", 0), A_SLICE)
    return TakenBack(gone, again, None if rest is None else {**kept, "after": rest})


def _export(reader: Db, camp: Camp, format: FileFormat, tag: str, language: str, *, kind: str, layout: Layout) -> Export:
    """What stands; read back, it changes nothing. Two of one name are told apart by an account. A tag is a metric."""
    accounts = {member: f"{channel}:{ident}" for (channel, ident), member in kpi.known_by(reader, camp.id).accounts.items()}
    as_workbook = format is XLSX
    rows = []
    for one in kpi.exported(reader, camp.id, kind):
        if not tag or folded(one.metric) == folded(tag):
            value = Decimal(one.value) if as_workbook else one.value
            cells = {"name": one.name or "", "account": accounts.get(one.membership_id, ""), "staff": "", "team": one.team}
            cells |= {"metric": one.metric, "month": f"{one.month:%Y-%m}", "value": value, "unit": one.unit}
            rows.append([cells[column] for column in layout.columns])
    if not rows:
        raise Refusal(NOTHING[kind])
    return Export(table.write(rows, layout, language, as_workbook=as_workbook), len(rows))


Examples = dict[str, list[list[str | Decimal]]]
KPI_EXAMPLES: Examples = {
    "zh": [
        ["", "", "", "华东", "销售额", "2026-05", Decimal(350), "万元"],
        ["", "", "", "华东", "在岗人数", "2026-05", Decimal(45), "人"],
        ["", "", "", "华东", "培训成本", "2026-05", Decimal(360000), "元"],
    ],
    "en": [
        ["", "", "", "East", "sales", "2026-05", Decimal(350), "kEUR"],
        ["", "", "", "East", "headcount", "2026-05", Decimal(45), "people"],
        ["", "", "", "East", "training cost", "2026-05", Decimal(360000), "EUR"],
    ],
}
KPI_HOW = Phrase(
    zh="一行一个数：写姓名、账号、工号或团队，再写指标、月份（2026-05）、数值和单位。填好直接发给我。例子可以删。",
    en="A figure a row: a name, account, staff number or team, then metric, month (2026-05), value and unit. "
    "Send it to me when it is filled in. The examples may go.",
)
APPRAISAL_HOW = Phrase(
    zh="一行一人一个维度：得分0到{most}，维度和题库标签同名，就能对上弱项补课。填好直接发给我。",
    en="A person and a dimension a row, scores 0 to {most}. A dimension called like a tag brings its weak-tag lesson. "
    "Send it to me when it is filled in.",
)


def _kpi_template(language: str) -> Template:
    name = Phrase(zh="指标模板.xlsx", en="kpi_template.xlsx")().to(language)
    return Template(name, table.write(KPI_EXAMPLES[language], KPI, language, as_workbook=True), KPI_HOW())


def _appraisal_template(language: str) -> Template:
    """Nobody is in it: a name that is not in the camp would be its first fault."""
    name = Phrase(zh="考核模板.xlsx", en="appraisal_template.xlsx")().to(language)
    return Template(name, table.write([], APPRAISAL, language, as_workbook=True), APPRAISAL_HOW(most=table.BEST_MARK))


def _kind(
    code: str,
    layout: Layout,
    template: Callable[[str], Template],
    *,
    name: Phrase,
    one: Phrase,
    many: Phrase,
    words: tuple[str, ...],
) -> FileKind:
    return FileKind(
        code,
        name=name,
        one=one,
        many=many,
        words=words,
        takes=Phrase(zh="xlsx、csv", en="xlsx, csv"),
        endings=(),
        formats=(XLSX, CSV),
        sign=partial(table.sign, layout=layout),
        read=partial(_read, layout=layout),
        check=partial(_check, kind=code),
        plan=partial(_plan, kind=code),
        pack=_pack,
        load=lambda _: 1 / A_SLICE,
        write=partial(_write, kind=code),
        told=_told,
        take_back=_take_back,
        export=partial(_export, kind=code, layout=layout),
        template=template,
    )


feature.file_kind(
    _kind(
        "kpi",
        KPI,
        _kpi_template,
        name=Phrase(zh="指标", en="figures"),
        one=Phrase(zh="1个数", en="1 figure"),
        many=Phrase(zh="{n}个数", en="{n:figure|figures}"),
        words=("指标", "业绩", "kpi", "figures"),
    )
)
feature.file_kind(
    _kind(
        "appraisal",
        APPRAISAL,
        _appraisal_template,
        name=Phrase(zh="考核", en="appraisal"),
        one=Phrase(zh="1个得分", en="1 score"),
        many=Phrase(zh="{n}个得分", en="{n:score|scores}"),
        words=("考核", "考核结果", "appraisal", "appraisals"),
    )
)
