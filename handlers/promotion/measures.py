"""What a level may ask for beside the counters: hours of study, exams of any name, and the projects a manager has run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.counters import COUNTERS
from bot.feature import Context, Phrase
from bot.study_time import STUDY_TIMES
from storage import exams, promotion
from storage.memberships import Member
from storage.promotion import LevelNeed

BEGAN = datetime(2000, 1, 1, tzinfo=UTC)
"""Before any camp."""
RUNS_AFTER = timedelta(days=30)
"""A camp counts as run once it has been open that long."""
MINUTES = 60


@dataclass(frozen=True, slots=True)
class LevelMeasure:
    """Something counted of a member, by the names people ask for it."""

    name: Phrase
    words: tuple[str, ...]
    count: Callable[[Context, Member], int]


def _hours(ctx: Context, member: Member) -> int:
    """Whole hours of sixty minutes, of every kind of study."""
    until = ctx.now + timedelta(days=1)
    return sum(kind.minutes(ctx.db, ctx.camp, member.id, BEGAN, until) for kind in STUDY_TIMES.values()) // MINUTES


def _exams(ctx: Context, member: Member) -> int:
    return exams.passed_in(ctx.db, member.id, BEGAN, ctx.now + timedelta(days=1))


def _camps(ctx: Context, member: Member) -> int:
    return promotion.camps_run(ctx.db, member.person, since=ctx.now - RUNS_AFTER)


MEASURES: Mapping[str, LevelMeasure] = {
    "exams_passed": LevelMeasure(
        Phrase(zh="通过考试", en="exams passed"), ("考试", "测验", "考试通过", "exam", "exams"), _exams
    ),
    "hours": LevelMeasure(
        Phrase(zh="学习小时", en="study hours"), ("学时", "小时", "学习时长", "学习时间", "hours", "hour"), _hours
    ),
    "camps_run": LevelMeasure(Phrase(zh="带营", en="camps run"), ("办营", "camps"), _camps),
    "contests_run": LevelMeasure(
        Phrase(zh="办竞赛", en="contests run"),
        ("竞赛", "contests"),
        lambda ctx, member: promotion.contests_run(ctx.db, member.person),
    ),
    "events_run": LevelMeasure(
        Phrase(zh="办活动", en="events run"),
        ("主持活动", "events hosted"),
        lambda ctx, member: promotion.events_run(ctx.db, member.person),
    ),
}
"""By the code they are kept under, which no counter has. A name of theirs with a number behind it comes before a counter's."""


def counts(ctx: Context, of: Member, known: dict[LevelNeed, Mapping[int, int]] | None = None) -> Callable[[LevelNeed], int]:
    """What one member has done. `known` is shared by those of a whole camp, each counter being asked once for all of them. What nobody
    counts any more is never done."""

    def count(need: LevelNeed) -> int:
        if (measure := MEASURES.get(need.counted)) is not None:
            return measure.count(ctx, of)
        counter = COUNTERS.get(need.counted)
        if counter is None:
            return 0
        if known is None:
            return counter.count(ctx.db, ctx.camp.id, need.subject, of.id).get(of.id, 0)
        if need not in known:
            known[need] = counter.count(ctx.db, ctx.camp.id, need.subject, None)
        return known[need].get(of.id, 0)

    return count
