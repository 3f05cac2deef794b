"""The digest's figures by their names: each made of the part of a report it stands in, so that one number is counted one way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from bot.feature import Phrase
from bot.figures import decimal, percent, percent_down
from bot.named_figures import Measured, NamedFigure, Unit, mean, share
from handlers.digest.answering_times import asked
from handlers.digest.figures import Figures, active_days, attended, daily_active, learned, stamped, tested
from handlers.digest.report_period import ReportPeriod, span_of
from handlers.digest.settings import feature
from storage.connection import Db
from storage.kept_figures import ToKeep

MINUTES = 60
Part = Callable[[Db, ReportPeriod], Mapping[str, Any]]
Making = Callable[[Mapping[str, Any]], Measured]
OF: list[tuple[NamedFigure, Making]] = []
"""Every figure, and how it is made of what was counted."""


def _figure(
    name: str,
    called: Phrase,
    sentence: Phrase,
    part: Part,
    of: Making,
    unit: Unit,
    *words: str,
) -> None:
    def query(db: Db, camp: int, inputs: Mapping[str, Any]) -> Measured:
        return of(part(db, _span(db, camp, inputs)))

    OF.append((feature.figure(name, called, sentence, query, unit, words=(*words, called.zh, called.en.casefold())), of))


def _span(db: Db, camp: int, inputs: Mapping[str, Any]) -> ReportPeriod:
    """No figure depends on the threshold: it is what a rate is held against."""
    first, last = (date.fromisoformat(inputs[end]) for end in ("first", "last"))
    return span_of(db, camp, first, last, now=datetime.fromisoformat(inputs["now"]), threshold=0)


def _share_of(done: str, of: str) -> Making:
    """One of the counted as a share of another."""
    return lambda found: share(found[done], found[of])


_figure(
    "rate",
    Phrase(zh="打卡率", en="Check-in rate"),
    Phrase(
        zh="按时和补的打卡 ÷ 应打卡人天（工作日、在营、没请假）",
        en="stamps of the learner-days expected: workdays, in the camp, not on leave",
    ),
    stamped,
    _share_of("done", "expected"),
    percent_down,
    "完成率",
)
_figure(
    "daily_active",
    Phrase(zh="日活率", en="Daily active rate"),
    Phrase(zh="工作日里与小助互动过的人天 ÷ 在营人天", en="learner-days with something said to the bot, of all on workdays"),
    active_days,
    lambda found: share(*daily_active(found["days"], found["first"])),
    percent,
    "日活",
    "daily active",
)
_figure(
    "lessons",
    Phrase(zh="微课完成率", en="Lesson completion"),
    Phrase(zh="学完的必修微课 ÷ 推送到人的必修微课", en="required lessons learned, of those that came to learners"),
    learned,
    _share_of("lessons_learned", "lessons_asked"),
    percent,
    "学完率",
)
_figure(
    "tests",
    Phrase(zh="测验均分", en="Mean test score"),
    Phrase(
        zh="这几天交的每场考试最后一次的得分（百分制）的平均", en="mean of the last try of each exam that ended, out of 100"
    ),
    tested,
    lambda found: mean(Fraction(*found["tests_mean"]) * found["tests"], found["tests"]),
    decimal,
    "均分",
    "test score",
)
_figure(
    "accepted",
    Phrase(zh="采纳率", en="Accepted answers"),
    Phrase(zh="到统计时已采纳的提问 ÷ 这几天的提问", en="questions with an accepted answer by then, of those asked"),
    asked,
    _share_of("accepted", "questions"),
    percent,
    "acceptance",
)
_figure(
    "answered_in",
    Phrase(zh="首答中位小时", en="Median hours to an answer"),
    Phrase(
        zh="提问到首个回答的工作小时的中位数，n 是提问数",
        en="median of the working hours to a first answer; n is the questions",
    ),
    asked,
    lambda found: Measured(
        None if found["answered_in"] is None else Fraction(found["answered_in"], MINUTES), found["questions"]
    ),
    decimal,
    "答疑时长",
)
_figure(
    "events",
    Phrase(zh="活动到场率", en="Event attendance"),
    Phrase(zh="到场 ÷ 应到（结束了的活动）", en="who came, of those expected at the events that ended"),
    attended,
    _share_of("events_came", "events_expected"),
    percent,
    "到场率",
)


def to_keep(found: Figures, first: date, last: date, now: datetime) -> list[ToKeep]:
    """What of a report's figures is kept as it was published."""
    fields = {name: getattr(found, name) for name in Figures.__slots__}
    inputs = {"first": first.isoformat(), "last": last.isoformat(), "now": now.isoformat()}
    every = [(figure, figure.published(of(fields))) for figure, of in OF]
    return [ToKeep(figure.name, first, last, inputs, *one) for figure, one in every if one.n]
