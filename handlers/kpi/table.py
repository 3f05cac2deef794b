"""A table of imported figures: whose, of which month, what and how much, checked row by row, and written so that it can be read back."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from bot.documents import delimited, headed_table
from bot.documents.document import Document, FileType
from bot.documents.headed_table import HeadedTable
from bot.documents.parsed import Parsed, Sink
from bot.documents.workbook import Workbook
from bot.phrases import Line, Phrase, Refusal
from handlers.kpi import rules

MOST = 50_000
"""Figures one file may bring."""
LONGEST = 40
"""Characters of a name, a metric, a team."""
BEST_MARK = 100
WHOSE = ("name", "account", "staff", "team")
"""Columns that say whose a figure is."""

NAME = Phrase(zh="姓名", en="name")
ACCOUNT = Phrase(zh="账号", en="account")
STAFF = Phrase(zh="工号", en="staff number")
TEAM = Phrase(zh="团队", en="team")
MONTH = Phrase(zh="月份", en="month")
METRIC = Phrase(zh="指标", en="metric")
VALUE = Phrase(zh="数值", en="value")
UNIT = Phrase(zh="单位", en="unit")
DIMENSION = Phrase(zh="维度", en="dimension")
SCORE = Phrase(zh="得分", en="score")

NOBODYS = Phrase(
    zh="没写是谁的：写姓名、账号、工号或团队", en="whose is it? Write a name, an account, a staff number or a team"
)
NOBODYS_MARK = Phrase(zh="没写是谁的：写姓名、账号或工号", en="whose is it? Write a name, an account or a staff number")
TWO_OWNERS = Phrase(zh="既写了人又写了团队，一行只能是一个的", en="both a person and a team; a row is of one of them")
NOT_SAID = Phrase(zh="{column}没有写", en="the {column} is missing")
TOO_LONG = Phrase(zh="{column}超过{most}个字", en="the {column} is over {most:character|characters}")
NO_MONTH = Phrase(zh="月份“{word}”看不懂，请写成 2026-05", en="“{word}” is no month; write it like 2026-05")
NO_FIGURE = Phrase(
    zh="{column}“{word}”不是数，请写成 12345.6 或 85%", en="the {column} “{word}” is no number; write it like 12345.6 or 85%"
)
A_DATE = Phrase(
    zh="{column}“{word}”被表格存成了日期，请把这一格改成数字",
    en="the {column} “{word}” was stored as a date; make the cell a number",
)
TWO_UNITS = Phrase(zh="单位一处写{one}、一处写{other}，请统一", en="two units, {one} and {other}; please use one")
NO_PEOPLE = Phrase(
    zh="“{metric}”是人数，要写0或以上的整数，这里是{value}",
    en="“{metric}” counts people, in whole numbers from 0; this is {value}",
)
NO_MARK = Phrase(zh="得分要在0到{most}之间，这里是{value}", en="a score is 0 to {most}; this is {value}")


class KpiRow(NamedTuple):
    """A row of the file: `name`, `account` and `staff` say which member it is of, where it is not a team's."""

    name: str
    account: str
    staff: str
    team: str
    metric: str
    month: date
    value: str
    unit: str


@dataclass(frozen=True, slots=True)
class Layout:
    """What a kind's table looks like: its columns with all their heads, and what a file without them or without rows is told."""

    sheet: Phrase
    columns: Mapping[str, Phrase]
    more_heads: Mapping[str, str]
    no_heads: Phrase
    no_rows: Phrase
    too_many: Phrase
    check: Callable[[str, rules.CellFigure], Line | None]
    """Why a figure cannot be one of a metric's."""

    def column_of(self, head: str) -> str:
        named = {said: name for name, column in self.columns.items() for said in (column.zh, column.en)}
        return (named | dict(self.more_heads)).get(head, "")

    def is_head(self, columns: Set[str]) -> bool:
        return columns >= {"metric", "month", "value"} and not columns.isdisjoint(WHOSE)


def of_kpi(metric: str, said: rules.CellFigure) -> Line | None:
    if rules.is_headcount(metric, said.unit) and not rules.is_count(said.value):
        return NO_PEOPLE(metric=metric, value=said.value)
    return None


def of_appraisal(dimension: str, said: rules.CellFigure) -> Line | None:
    return None if 0 <= Decimal(said.value) <= BEST_MARK else NO_MARK(most=BEST_MARK, value=said.value)


_WHOM = {
    "姓名/团队": "name", "员工姓名": "name", "名字": "name", "员工号": "staff", "员工编号": "staff", "员工工号": "staff",
    "employee id": "staff", "employee number": "staff", "staff id": "staff",
}  # fmt: skip
KPI = Layout(
    METRIC,
    {
        "name": NAME,
        "account": ACCOUNT,
        "staff": STAFF,
        "team": TEAM,
        "metric": METRIC,
        "month": MONTH,
        "value": VALUE,
        "unit": UNIT,
    },
    _WHOM
    | {"部门": "team", "小组": "team", "department": "team", "kpi": "metric", "月": "month", "值": "value", "实际": "value"},
    Phrase(
        zh="没看出是指标表：表格第一行要有“指标”“月份”“数值”，还要有“姓名”“账号”“工号”“团队”里的一列。",
        en="No figures found: the first row needs the columns metric, month, value, and one of name, account, staff number, team.",
    ),
    Phrase(zh="指标表里没有数。", en="There are no figures in the table."),
    Phrase(
        zh="一次最多{limit}行，这个文件超过了。请拆成几个文件。", en="At most {limit:row|rows} at once; this file has more."
    ),
    of_kpi,
)
APPRAISAL = Layout(
    Phrase(zh="考核", en="appraisal"),
    {"name": NAME, "account": ACCOUNT, "staff": STAFF, "metric": DIMENSION, "month": MONTH, "value": SCORE},
    _WHOM
    | {"考核维度": "metric", "能力": "metric", "考核月份": "month", "考核得分": "value", "分数": "value", "mark": "value"},
    Phrase(
        zh="没看出是考核表：表格第一行要有“维度”“月份”“得分”，还要有“姓名”“账号”“工号”里的一列。",
        en="No appraisal found: the first row needs the columns dimension, month, score, and one of name, account, staff number.",
    ),
    Phrase(zh="考核表里没有得分。", en="There are no scores in the table."),
    KPI.too_many,
    of_appraisal,
)


def sign(document: Document, layout: Layout) -> Fraction:
    """How surely a file is of a kind: by its heads."""
    table = _find(document, layout) if document.is_table else None
    return table.share_known if table else Fraction(0)


def read(document: Document, layout: Layout) -> Parsed[KpiRow]:
    """The rows of an xlsx or csv file. Nothing raises: what cannot be read at all has one fault and no row."""
    sink: Sink[KpiRow] = Sink(MOST, layout.too_many)
    try:
        table = _find(document, layout)
        if table is None:
            raise Refusal(layout.no_heads)
        sink.heads[""] = table.heads
        value_at = table.columns.index("value")
        for number, given, cells in table.rows():
            try:
                row = _row(
                    given, layout, table.sheet.exact.get((number, value_at), ""), (number, value_at) in table.sheet.dates
                )
            except Refusal as no:
                sink.fault(no.line, number, source=cells)
            else:
                sink.keep(row, number, source=cells)
    except Refusal as no:
        return Parsed.refused(no.line)
    if not sink.items and not sink.faults:
        return Parsed.refused(layout.no_rows())
    _note_passed_over(document, table, sink)
    return sink.parsed("xlsx" if document.type is FileType.WORKBOOK else "csv")


def _find(document: Document, layout: Layout) -> HeadedTable | None:
    return headed_table.find(document, layout.column_of, layout.is_head)


def _note_passed_over(document: Document, table: HeadedTable, sink: Sink[KpiRow]) -> None:
    """A month stored as a date is as good as one that was typed: nothing to note there."""
    month_at = table.columns.index("month")
    kept = frozenset(place for place in table.sheet.dates if place[1] != month_at)
    sheet = type(table.sheet)(table.sheet.name, table.sheet.rows, kept, table.sheet.hidden_rows, table.sheet.struck_rows)
    headed_table.note_passed_over(document, HeadedTable(sheet, table.top, table.heads, table.columns), sink)


def _row(given: dict[str, str], layout: Layout, exact: str, is_date: bool) -> KpiRow:
    """What a row says; `exact` is its figure as the sheet keeps it, where it shows it otherwise. Raises Refusal."""
    said_of = given.get
    name, account, staff, team = said_of("name", ""), said_of("account", ""), said_of("staff", ""), said_of("team", "")
    if not (name or account or staff or team):
        raise Refusal(NOBODYS if "team" in layout.columns else NOBODYS_MARK)
    if team and (name or account or staff):
        raise Refusal(TWO_OWNERS)
    for column, words in given.items():
        if len(words) > LONGEST:
            raise Refusal(TOO_LONG(column=layout.columns[column], most=LONGEST))
    for column in ("metric", "month", "value"):
        if column not in given:
            raise Refusal(NOT_SAID(column=layout.columns[column]))
    month = rules.month(given["month"])
    if month is None:
        raise Refusal(NO_MONTH(word=given["month"][:20]))
    said = rules.figure(given["value"])
    if said is None:
        raise Refusal((A_DATE if is_date else NO_FIGURE)(column=layout.columns["value"], word=given["value"][:20]))
    if exact:
        said = rules.exactly(said, exact)
    unit = said_of("unit", "") or said.unit
    if said.unit and unit != said.unit:
        raise Refusal(TWO_UNITS(one=unit[:10], other=said.unit))
    metric = plain(given["metric"])
    if reason := layout.check(metric, rules.CellFigure(said.value, unit)):
        raise Refusal(reason)
    unit = "" if layout is APPRAISAL else unit
    return KpiRow(name, account, staff, team and plain(team), metric, month, said.value, unit)


def write(rows: Iterable[Sequence[str | Decimal]], layout: Layout, language: str, *, as_workbook: bool) -> bytes:
    """Rows in the order of a layout's columns as an xlsx or a csv file."""
    heads = [column().to(language) for column in layout.columns.values()]
    if not as_workbook:
        return delimited.written([heads, *([str(cell) for cell in row] for row in rows)])
    book = Workbook()
    book.add(layout.sheet().to(language), heads, rows)
    return book.saved()


@lru_cache(maxsize=1024)
def plain(words: str) -> str:
    """A metric or a team as it is kept: in half-width letters, with one space between words."""
    return " ".join(unicodedata.normalize("NFKC", words).split())
