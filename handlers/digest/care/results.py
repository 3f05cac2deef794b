"""干预: what came of a month's cases, contacted beside not contacted, n beside every share; on each month's first workday without asking."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from bot.audience import Audience
from bot.fact_rows import FactRow, FactRows
from bot.feature import Context, Late, Line, Phrase, Said
from handlers.digest.care.rules import evidence_said
from handlers.digest.care.settings import feature
from scheduler.calendar import DAY
from scheduler.rhythm import Monthly
from storage import care, reports
from storage.care import Case

RESULTS = Phrase(zh="干预结果 {first}–{last}", en="Outcomes {first}–{last}")
DONE, OTHERS = Phrase(zh="已联系", en="Contacted"), Phrase(zh="未联系", en="Not contacted")
PEOPLE = Phrase(zh="{n}人", en="{n:person|people}")
SHARES = Phrase(zh="恢复 {recovered}/{n}{how}，进行中 {open}/{n}", en="recovered {recovered}/{n}{how}, under way {open}/{n}")
HOW = Phrase(zh="：{numbers}", en=": {numbers}")
NO_CAUSE = Phrase(
    zh="只是放在一起看：人少，两边的人也不一样，不能证明是联系带来的。",
    en="Side by side only: few people, and not the same people; it does not prove that contact was the cause.",
)
LAST_MONTH = {"上月", "上个月", "last"}
MOST_SHOWN = 5
AT = time(9, 20)


def results(ctx: Context, month: str) -> None:
    """The cases of this month, or of the last: contacted and not, recovered and not."""
    last = ctx.today.replace(day=1) - DAY if month.strip().casefold() in LAST_MONTH else ctx.today
    ctx.reply(*table(ctx, care.flagged(ctx.db, ctx.camp.id, last.replace(day=1), last), last), audience=Audience.MANAGERS)


def table(ctx: Context, cases: list[Case], last: date) -> tuple[Said, ...]:
    """A month's cases that stand for themselves: one that went on in another is counted there."""
    counted = [case for case in cases if case.outcome != "joined"]
    contacted = [case for case in counted if case.kind is not None]
    others = [case for case in counted if case.kind is None]
    title = RESULTS(first=_short(last.replace(day=1)), last=_short(last))
    return FactRows.of(_ended(DONE, contacted), _ended(OTHERS, others), title=title), NO_CAUSE


@feature.every(lambda camp: Monthly(1, AT, on_rest_day="next_workday"), name="month", late=Late.within(timedelta(days=3)))
def month(ctx: Context, due_at: datetime) -> None:
    """Nothing is said of a month without cases."""
    last = ctx.local(due_at).date().replace(day=1) - DAY
    cases = care.flagged(ctx.db, ctx.camp.id, last.replace(day=1), last)
    if not cases:
        return
    said = table(ctx, cases, last)
    for person, _ in reports.staff(ctx.db, ctx.camp.id):
        ctx.tell(person, *said, gently=True)


def _ended(label: Phrase, cases: list[Case]) -> FactRow:
    """Where nobody is, there is no share."""
    if not cases:
        return FactRow(label, PEOPLE(n=0))
    numbers = [said for case in cases if case.outcome == "recovered" and (said := _evidence(case)) is not None]
    how = HOW(numbers=numbers[:MOST_SHOWN]) if numbers else ""
    recovered, open_ = _count(cases, "recovered"), _count(cases, None)
    return FactRow(label, PEOPLE(n=len(cases)), SHARES(recovered=recovered, open=open_, n=len(cases), how=how))


def _evidence(case: Case) -> Line | None:
    return evidence_said(case.reasons[0], case.evidence or {})


def _count(cases: list[Case], outcome: str | None) -> int:
    return sum(case.outcome == outcome for case in cases)


def _short(day: date) -> str:
    return f"{day.month}/{day.day}"
