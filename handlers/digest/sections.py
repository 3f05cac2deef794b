"""The digest in words: rows of sections, each a pure function of the figures. A new one is one function and its name in ROWS."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from fractions import Fraction
from functools import reduce

from bot.feature import Line, Phrase
from bot.figures import decimal, percent, percent_down
from handlers.digest.figures import Figures, mean
from scheduler.calendar import DATE, WEEKDAYS

MOST_LESSONS, MOST_NAMES, MOST_TAGS = 2, 3, 2
SATURDAY = 5

TITLE = Phrase(
    zh="📊 {camp} 第{week}周（{first}–{last}，{n}个工作日）", en="📊 {camp}, week {week} ({first}–{last}, workdays: {n})"
)
RATE = Phrase(zh="打卡 {done}/{expected}={rate} {verdict}", en="check-ins {done}/{expected} = {rate}, {verdict}")
REACHED = Phrase(zh="达标", en="reached")
NOT_REACHED = Phrase(zh="未达标（≥{threshold}%）", en="below {threshold}%")
DAILY = Phrase(zh="日活率 {rate}（日均{mean}/{of}）", en="daily active {rate} (about {mean}/{of} a day)")
LESSONS = Phrase(zh="微课 {n}节，学完 {learned}/{asked}={rate}", en="lessons: {n}, learned {learned}/{asked} = {rate}")
TESTS = Phrase(zh="测验均分 {mean}（{n}次）", en="mean test score {mean} (n={n})")
WEAK = Phrase(zh="薄弱：{tags}", en="weak: {tags}")
WEAK_TAG = Phrase(zh="{tag}{rate}", en="{tag} {rate}")
QUESTIONS = Phrase(zh="答疑 {asked}问{accepted}采纳{median}", en="questions: {asked}, accepted: {accepted}{median}")
MEDIAN = Phrase(zh="，中位{hours}工作小时", en=", median answer in {hours:work hour|work hours}")
POLLS = Phrase(zh="投票问卷{n}项，参与 {done}/{asked}={rate}", en="polls and surveys: {n}, took part {done}/{asked} = {rate}")
HOTTEST = Phrase(zh="热度榜 {code}", en="hottest {code}")
CARE = Phrase(zh="需关注{n}人（已发{names}）", en="need care: {n} (told to {names})")
COMING = Phrase(zh="下周：{n}个工作日{special}{lessons}", en="workdays next week: {n}{special}{lessons}")
SPECIAL = Phrase(zh="（{days}）", en=" ({days})")
OFF = Phrase(zh="{day}{weekday}放假", en="{weekday} {day} off")
ON = Phrase(zh="{day}{weekday}上班", en="{weekday} {day} worked")
COMING_LESSONS = Phrase(zh="，微课{titles}", en=", to learn: {titles}")
BASIS = Phrase(zh="只统计与小助的互动", en="only what was said to the bot is counted")
BETWEEN = Phrase(zh="｜", en=" | ")
AND = Phrase(zh="{a}、{b}", en="{a}, {b}")
QUOTED = Phrase(zh="《{title}》", en="“{title}”")

Section = Callable[[Figures], Line | Phrase | None]


def title(found: Figures) -> Line:
    return TITLE(camp=found.camp, week=found.week, first=short(found.first), last=short(found.last), n=len(found.workdays))


def rate(found: Figures) -> Line | None:
    if not found.expected:
        return None
    verdict = REACHED() if found.passed else NOT_REACHED(threshold=found.threshold)
    return RATE(done=found.done, expected=found.expected, rate=percent_down(found.done, found.expected), verdict=verdict)


def daily_active(found: Figures) -> Line | None:
    active, enrolled = found.daily_active
    if not enrolled:
        return None
    workdays = found.workdays
    return DAILY(
        rate=percent(active, enrolled),
        mean=mean([day.active for day in workdays]),
        of=mean([day.enrolled for day in workdays]),
    )


def lessons(found: Figures) -> Line | None:
    if not found.lessons_asked:
        return None
    rate_ = percent(found.lessons_learned, found.lessons_asked)
    return LESSONS(n=found.lessons, learned=found.lessons_learned, asked=found.lessons_asked, rate=rate_)


def tests(found: Figures) -> Line | None:
    return TESTS(mean=decimal(Fraction(*found.tests_mean)), n=found.tests) if found.tests else None


def weak(found: Figures) -> Line | None:
    if not found.weak:
        return None
    return WEAK(tags=listed([WEAK_TAG(tag=tag, rate=right * 100 // asked) for tag, right, asked in found.weak[:MOST_TAGS]]))


def questions(found: Figures) -> Line | None:
    if not found.questions:
        return None
    median = "" if found.answered_in is None else MEDIAN(hours=decimal(Fraction(found.answered_in, 60)))
    return QUESTIONS(asked=found.questions, accepted=found.accepted, median=median)


def polls(found: Figures) -> Line | None:
    if not found.polls_asked:
        return None
    rate_ = percent(found.polls_done, found.polls_asked)
    return POLLS(n=found.polls, done=found.polls_done, asked=found.polls_asked, rate=rate_)


def hottest(found: Figures) -> Line | None:
    return HOTTEST(code=found.hottest) if found.hottest else None


def care(found: Figures) -> Line | None:
    return CARE(n=found.care, names=listed(found.told[:MOST_NAMES])) if found.told else None


def coming(found: Figures) -> Line:
    special = [_special(date.fromisoformat(day)) for day in found.coming_special]
    titles = [QUOTED(title=title) for title in found.coming_lessons[:MOST_LESSONS]]
    return COMING(
        n=found.coming_workdays,
        special=SPECIAL(days=listed(special)) if special else "",
        lessons=COMING_LESSONS(titles=listed(titles)) if titles else "",
    )


def basis(found: Figures) -> Phrase:
    return BASIS


ROWS: tuple[tuple[Section, ...], ...] = (
    (title,),
    (rate, daily_active),
    (lessons, tests, weak),
    (questions, hottest, polls),
    (care, coming, basis),
)
"""Line by line, what stands in it."""


def compose(found: Figures, language: str) -> str:
    """The digest as people read it: the same figures, the same text, never more than `LIMIT` bytes."""
    rows = [[said for section in row if (said := section(found)) is not None] for row in ROWS]
    between = BETWEEN().to(language)
    return "\n".join(begun(between.join(_words(said, language) for said in row)) for row in rows if row)


def listed(lines: Sequence[Line | str]) -> Line | str:
    """Lines as an enumeration."""
    return reduce(lambda before, line: AND(a=before, b=line), lines[1:], lines[0])


def short(day: str) -> str:
    """5/6, as people write a day."""
    there = date.fromisoformat(day)
    return f"{there.month}/{there.day}"


def _special(day: date) -> Line:
    """A day that is not what its weekday says."""
    return (OFF if day.weekday() < SATURDAY else ON)(day=DATE(day=day), weekday=WEEKDAYS[day.weekday()])


def begun(line: str) -> str:
    """A line begins with a capital."""
    return line[:1].upper() + line[1:]


def _words(said: Line | Phrase, language: str) -> str:
    return (said if isinstance(said, Line) else said()).to(language)
