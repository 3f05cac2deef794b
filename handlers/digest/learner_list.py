"""The list behind the figures: learner by learner what a report's sums are made of, for managers alone."""

from __future__ import annotations

from collections import Counter

from bot.feature import Phrase
from handlers.digest import xlsx_export
from handlers.digest.figures import ReportPeriod, actives
from handlers.digest.sections import short
from storage.connection import Db

NAMES_HEAD = Phrase(
    zh="📊 {period}（{first}–{last}）数字背后的{n}人，缺打卡多的在前",
    en="📊 {period} ({first}–{last}): the {n:learner|learners} behind the figures, most missed first",
)
NAME_LINE = Phrase(
    zh="{name} 打卡{done}/{expected}｜微课{learned}/{asked}｜活跃{active}天",
    en="{name}: check-ins {done}/{expected} | lessons {learned}/{asked} | active on {active:day|days}",
)
NO_NAMES = Phrase(zh="{period}没有应打卡、应学的人。", en="Nobody was expected or asked for anything: {period}.")
NAMES_AT_ONCE = 50


def pages(reader: Db, of: ReportPeriod, period: str, language: str) -> list[str]:
    """Learner by learner what the figures are the sums of, who missed most check-ins first; a message for each page."""
    active: Counter[int] = Counter(member for members in actives(reader, of).values() for member in members)
    rows = sorted(xlsx_export.members(reader, of), key=lambda row: (row.done - row.expected, row.name))
    if not rows:
        return [NO_NAMES(period=period).to(language)]
    lines = [
        NAME_LINE(
            name=row.name, done=row.done, expected=row.expected, learned=row.learned, asked=row.asked, active=active[row.id]
        ).to(language)
        for row in rows
    ]
    head = NAMES_HEAD(period=period, first=short(of.first.isoformat()), last=short(of.last.isoformat()), n=len(rows)).to(
        language
    )
    pages = [lines[start : start + NAMES_AT_ONCE] for start in range(0, len(lines), NAMES_AT_ONCE)]
    return ["\n".join([head, *page] if n == 0 else page) for n, page in enumerate(pages)]
