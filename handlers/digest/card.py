"""The digest as a picture: one look says how the week went. Drawn in a task; the words beside it say the same."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from bot.feature import Line, Phrase
from bot.figures import decimal, percent, percent_down
from bot.pictures import DARK, LIGHT, Bar, Drawing, Tile
from handlers.digest.figures import Figures
from handlers.digest.sections import MOST_TAGS, NOT_REACHED, REACHED, short
from scheduler.calendar import WEEKDAYS

UNDER = Phrase(zh="第{week}周　{first}–{last}，{n}个工作日", en="Week {week}, {first}–{last}, workdays: {n}")
CHECK_INS = Phrase(zh="打卡 {done}/{expected}，达标线 {threshold}%", en="Check-ins {done}/{expected}, threshold {threshold}%")
DAILY = Phrase(zh="日活率", en="active/day")
WEEKLY = Phrase(zh="活跃人数", en="active")
LESSONS = Phrase(zh="微课学完", en="learned")
TESTS = Phrase(zh="测验均分", en="mean score")
WEAK = Phrase(zh="薄弱：{tag}", en="Weak: {tag}")
OFF = Phrase(zh="休", en="off")
MOVED = Phrase(zh="班", en="work")
FOOT = Phrase(
    zh="只统计与小助的互动；经理、专家不计。", en="Only what was said to the bot is counted, managers and experts left out."
)
ALT = Phrase(
    zh="{camp}第{week}周：打卡{done}/{expected}，{rate}，{verdict}；每天：{days}；日活率{active}。",
    en="{camp}, week {week}: check-ins {done}/{expected}, {rate}, {verdict}; by day: {days}; daily active {active}.",
)
SATURDAY = 5


def sheet(found: Figures, language: str, colours: str) -> Drawing:
    """The card, `light` or `dark`. Raises NoGlyph where its words cannot be drawn."""
    words = Words(language)
    card = Drawing(DARK if colours == "dark" else LIGHT)
    days = found.workdays
    card.heading(found.camp, words(UNDER(week=found.week, first=short(found.first), last=short(found.last), n=len(days))))
    card.figure(
        percent_down(found.done, found.expected),
        words(CHECK_INS(done=found.done, expected=found.expected, threshold=found.threshold)),
        words(_verdict(found)),
        "good" if found.passed else "bad",
    )
    card.bars(
        [Bar(_label(words, day.day, day.works), day.done, day.expected, str(day.done)) for day in found.days], found.threshold
    )
    active, enrolled = found.daily_active
    tiles = [Tile(percent(active, enrolled), words(DAILY())), Tile(str(found.weekly_active), words(WEEKLY()))]
    if found.lessons_asked:
        tiles.append(Tile(percent(found.lessons_learned, found.lessons_asked), words(LESSONS())))
    if found.tests:
        tiles.append(Tile(decimal(Fraction(*found.tests_mean)), words(TESTS())))
    card.tiles(tiles, across=2)
    if found.weak:
        card.lines([(words(WEAK(tag=tag)), percent(right, asked)) for tag, right, asked in found.weak[:MOST_TAGS]])
    card.foot(words(FOOT()))
    return card


def alt(found: Figures, language: str) -> str:
    """What the picture shows, in words."""
    words = Words(language)
    active, enrolled = found.daily_active
    days = " ".join(
        f"{words(WEEKDAYS[date.fromisoformat(day.day).weekday()]())} {day.done}/{day.expected}" for day in found.workdays
    )
    rate = percent_down(found.done, found.expected)
    said = {"camp": found.camp, "week": found.week, "done": found.done, "expected": found.expected, "rate": rate}
    return words(ALT(**said, verdict=_verdict(found), days=days, active=percent(active, enrolled)))


class Words:
    """Lines in one language."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __call__(self, line: Line) -> str:
        return line.to(self.language)


def _verdict(found: Figures) -> Line:
    return REACHED() if found.passed else NOT_REACHED(threshold=found.threshold)


def _label(words: Words, day: str, works: bool) -> str:
    """The weekday, and 休 or 班 where it is not what its weekday says."""
    weekday = date.fromisoformat(day).weekday()
    name = words(WEEKDAYS[weekday]())
    if works == (weekday < SATURDAY):
        return name
    return f"{name} {words((MOVED if works else OFF)())}"
