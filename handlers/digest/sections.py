"""The digest in rows of figures, each a pure function of what was counted. A new one is one function and its name in SECTIONS."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction

from bot.fact_rows import FactRow, FactRows
from bot.feature import Line, Phrase
from bot.figures import decimal, hundredths, percent, percent_down
from handlers.digest.figures import Figures, mean
from scheduler.calendar import DATE, WEEKDAYS

MOST_LESSONS, MOST_NAMES, MOST_TAGS = 2, 3, 2
SATURDAY = 5

TITLE = Phrase(
    zh="📊 {camp} 第{week}周（{first}–{last}，{n}个工作日）", en="📊 {camp}, week {week} ({first}–{last}, {n:workday|workdays})"
)
RATE = Phrase(zh="打卡", en="Check-ins")
REACHED = Phrase(zh="达标", en="reached")
NOT_REACHED = Phrase(zh="未达标，达标线{threshold}%", en="below the threshold of {threshold}%")
DAILY = Phrase(zh="日活率", en="Daily active")
A_DAY = Phrase(zh="日均{mean}/{of}", en="about {mean}/{of} a day")
LESSONS = Phrase(zh="微课", en="Lessons")
LEARNED = Phrase(zh="学完 {share}", en="learned {share}")
N_LESSONS = Phrase(zh="{n}节", en="{n:lesson|lessons}")
TESTS = Phrase(zh="测验均分", en="Mean test score")
N_TESTS = Phrase(zh="{n}次", en="{n:test|tests}")
WEAK = Phrase(zh="薄弱", en="Weak")
WEAK_TAG = Phrase(zh="{tag} {rate}%", en="{tag} {rate}%")
QUESTIONS = Phrase(zh="答疑", en="Questions")
ASKED = Phrase(zh="{asked}问{accepted}采纳", en="{asked} asked, {accepted} accepted")
MEDIAN = Phrase(zh="中位{hours}工作小时", en="median answer in {hours:work hour|work hours}")
POLLS = Phrase(zh="投票问卷", en="Polls and surveys")
TOOK_PART = Phrase(zh="参与 {share}", en="took part {share}")
N_POLLS = Phrase(zh="{n}项", en="{n} closed")
EVENTS = Phrase(zh="活动", en="Events")
CAME = Phrase(zh="到场 {share}", en="came {share}")
N_EVENTS = Phrase(zh="{n}场", en="{n:event|events}")
HOTTEST = Phrase(zh="热度榜", en="Hottest")
CARE = Phrase(zh="需关注", en="Need care")
N_PEOPLE = Phrase(zh="{n}人", en="{n:person|people}")
TOLD_TO = Phrase(zh="已发{names}", en="told to {names}")
NEXT_WEEK = Phrase(zh="下周", en="Next week")
COMING = Phrase(zh="{n}个工作日{special}{lessons}", en="{n:workday|workdays}{special}{lessons}")
SPECIAL = Phrase(zh="（{days}）", en=" ({days})")
OFF = Phrase(zh="{day}{weekday}放假", en="{weekday} {day} off")
ON = Phrase(zh="{day}{weekday}上班", en="{weekday} {day} worked")
COMING_LESSONS = Phrase(zh="，微课{titles}", en=", to learn: {titles}")
BASIS = Phrase(zh="只统计与小助的互动。", en="Only what was said to the bot is counted.")
QUOTED = Phrase(zh="《{title}》", en="“{title}”")
SHARE = Phrase(zh="{part}/{whole}={rate}", en="{part}/{whole} = {rate}")

SHORT_GOAL, LONG_GOAL = Phrase(zh="短期目标", en="Short goal"), Phrase(zh="长期目标", en="Long goal")
GOAL = Phrase(zh="{metric} {value}/{target}", en="{metric} {value} of {target}")
NOT_TYPED = Phrase(zh="还没填", en="none yet")
UNTIL = Phrase(zh="{state}到 {day}{typed}", en="{state}until {day}{typed}")
DONE = Phrase(zh="已达成，", en="reached, ")
TYPED = Phrase(zh="，手工填", en=", typed in")

Section = Callable[[Figures], FactRow | None]


def title(found: Figures) -> Line:
    return TITLE(camp=found.camp, week=found.week, first=short(found.first), last=short(found.last), n=len(found.workdays))


def rate(found: Figures) -> FactRow | None:
    if not found.expected:
        return None
    verdict = REACHED() if found.passed else NOT_REACHED(threshold=found.threshold)
    share = SHARE(part=found.done, whole=found.expected, rate=percent_down(found.done, found.expected))
    return FactRow(RATE, share, verdict)


def daily_active(found: Figures) -> FactRow | None:
    active, enrolled = found.daily_active
    if not enrolled:
        return None
    workdays = found.workdays
    a_day = A_DAY(mean=mean([day.active for day in workdays]), of=mean([day.enrolled for day in workdays]))
    return FactRow(DAILY, percent(active, enrolled), a_day)


def lessons(found: Figures) -> FactRow | None:
    if not found.lessons_asked:
        return None
    return FactRow(LESSONS, LEARNED(share=share(found.lessons_learned, found.lessons_asked)), N_LESSONS(n=found.lessons))


def tests(found: Figures) -> FactRow | None:
    return FactRow(TESTS, decimal(Fraction(*found.tests_mean)), N_TESTS(n=found.tests)) if found.tests else None


def weak(found: Figures) -> FactRow | None:
    tags = [WEAK_TAG(tag=tag, rate=right * 100 // asked) for tag, right, asked in found.weak[:MOST_TAGS]]
    return FactRow(WEAK, tags) if tags else None


def questions(found: Figures) -> FactRow | None:
    if not found.questions:
        return None
    median = "" if found.answered_in is None else MEDIAN(hours=decimal(Fraction(found.answered_in, 60)))
    return FactRow(QUESTIONS, ASKED(asked=found.questions, accepted=found.accepted), median)


def polls(found: Figures) -> FactRow | None:
    if not found.polls_asked:
        return None
    return FactRow(POLLS, TOOK_PART(share=share(found.polls_done, found.polls_asked)), N_POLLS(n=found.polls))


def events(found: Figures) -> FactRow | None:
    if not found.events_expected:
        return None
    return FactRow(EVENTS, CAME(share=share(found.events_came, found.events_expected)), N_EVENTS(n=found.events))


def hottest(found: Figures) -> FactRow | None:
    return FactRow(HOTTEST, found.hottest) if found.hottest else None


def care(found: Figures) -> FactRow | None:
    return FactRow(CARE, N_PEOPLE(n=found.care), TOLD_TO(names=found.told[:MOST_NAMES])) if found.told else None


def short_goal(found: Figures) -> FactRow | None:
    return _goal(found, "short", SHORT_GOAL)


def long_goal(found: Figures) -> FactRow | None:
    return _goal(found, "long", LONG_GOAL)


def _goal(found: Figures, kind: str, label: Phrase) -> FactRow | None:
    """How far it is, and whether somebody typed that in."""
    one = next((one for one in found.goals if one.kind == kind), None)
    if one is None:
        return None
    value = NOT_TYPED() if one.value is None else hundredths(one.value)
    is_there = one.value is not None and one.value >= one.target
    note = UNTIL(state=DONE if is_there else "", day=short(one.due), typed="" if one.is_counted else TYPED)
    return FactRow(label, GOAL(metric=one.metric, value=value, target=f"{hundredths(one.target)}{one.unit}"), note)


def coming(found: Figures) -> FactRow:
    special = [_special(date.fromisoformat(day)) for day in found.coming_special]
    titles = [QUOTED(title=title) for title in found.coming_lessons[:MOST_LESSONS]]
    words = COMING(
        n=found.coming_workdays,
        special=SPECIAL(days=special) if special else "",
        lessons=COMING_LESSONS(titles=titles) if titles else "",
    )
    return FactRow(NEXT_WEEK, words)


SECTIONS: tuple[Section, ...] = (
    rate,
    daily_active,
    lessons,
    tests,
    weak,
    questions,
    hottest,
    polls,
    events,
    short_goal,
    long_goal,
    care,
    coming,
)
"""Row by row, what stands in it."""


def compose(found: Figures) -> tuple[Line, FactRows, Phrase]:
    """The digest as people read it: the same figures, the same rows."""
    return title(found), FactRows.of(*(section(found) for section in SECTIONS)), BASIS


def share(part: int, whole: int) -> Line:
    """A part of a whole, and the rate rounded."""
    return SHARE(part=part, whole=whole, rate=percent(part, whole))


def short(day: str) -> str:
    """5/6, as people write a day."""
    there = date.fromisoformat(day)
    return f"{there.month}/{there.day}"


def _special(day: date) -> Line:
    """A day that is not what its weekday says."""
    return (OFF if day.weekday() < SATURDAY else ON)(day=DATE(day=day), weekday=WEEKDAYS[day.weekday()])
