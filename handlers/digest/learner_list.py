"""The list behind the figures: learner by learner what a report's sums are made of, for managers alone."""

from __future__ import annotations

from collections import Counter

from bot.fact_rows import FactRow, FactRows
from bot.feature import Phrase
from bot.parts import Text, encode
from handlers.digest import xlsx_export
from handlers.digest.figures import ReportPeriod, actives
from handlers.digest.sections import short
from storage.connection import Db

NAMES_HEAD = Phrase(
    zh="📊 {period}（{first}–{last}）数字背后的{n}人，缺打卡多的在前",
    en="📊 {period} ({first}–{last}): the {n:learner|learners} behind the figures, most missed first",
)
STAMPS = Phrase(zh="打卡 {done}/{expected}", en="check-ins {done}/{expected}")
BESIDES = Phrase(zh="微课 {learned}/{asked}，活跃{active}天", en="lessons {learned}/{asked}, active on {active:day|days}")
NO_NAMES = Phrase(zh="{period}没有应打卡、应学的人。", en="Nobody was expected or asked for anything: {period}.")
NAMES_AT_ONCE = 50


def pages(reader: Db, of: ReportPeriod, period: str, language: str) -> list[str]:
    """Learner by learner what the figures are the sums of, who missed most check-ins first; a message's encoded parts for each page."""
    active: Counter[int] = Counter(member for members in actives(reader, of).values() for member in members)
    learners = sorted(xlsx_export.members(reader, of), key=lambda row: (row.done - row.expected, row.name))
    if not learners:
        return [encode([Text.of(NO_NAMES(period=period).to(language))])]
    rows = [
        FactRow(
            one.name,
            STAMPS(done=one.done, expected=one.expected),
            BESIDES(learned=one.learned, asked=one.asked, active=active[one.id]),
        )
        for one in learners
    ]
    head = NAMES_HEAD(period=period, first=short(of.first.isoformat()), last=short(of.last.isoformat()), n=len(rows))
    return [
        encode([FactRows.of(*rows[start : start + NAMES_AT_ONCE], title="" if start else head).to(language)])
        for start in range(0, len(rows), NAMES_AT_ONCE)
    ]
