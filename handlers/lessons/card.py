"""How a lesson looks: the short card that is pushed, and the whole of it on request."""

from __future__ import annotations

from datetime import date, time

from bot.feature import Line, Phrase, Press, Said
from bot.parts import Choice, Choices, File, Part, Picture, decode
from handlers.lessons.draft import LETTERS
from scheduler.calendar import Calendar
from storage.lessons import Lesson

DEADLINE = time(18)
"""The hour of the last day a lesson is to be finished by."""

TODAY = Phrase(
    zh="📘 今日微课（约{minutes}分钟）L{number}《{title}》", en="📘 Today's lesson (about {minutes} min), L{number} “{title}”"
)
WHOLE = Phrase(zh="📘 L{number}《{title}》（约{minutes}分钟）", en="📘 L{number} “{title}” (about {minutes} min)")
SKILL = Phrase(zh="技巧：{words}", en="Skill: {words}")
CASE = Phrase(zh="案例：{words}", en="Case: {words}")
QUESTION = Phrase(zh="学完答一题：{stem}", en="Then answer: {stem}")
THEN_LEARNED = Phrase(zh="学完点“已学”。", en="Press “Learned” when you have.")
DUE = Phrase(zh="⏰ {day} {at:%H:%M} 前学完", en="⏰ Learn it by {day}, {at:%H:%M}")
DUE_APPLIED = Phrase(zh="⏰ {day} {at:%H:%M} 前学完并用上", en="⏰ Learn and use it by {day}, {at:%H:%M}")
LATE = Phrase(zh="（{at:%H:%M} 的微课补发）", en="(the lesson of {at:%H:%M}, late)")
LEARNED = Phrase(zh="已学", en="Learned")
APPLIED = Phrase(zh="已应用", en="Applied")
ALL_OF_IT = Phrase(zh="看全文", en="Read it all")


def pushed(lesson: Lesson, day: date, due_on: date | None, known: Calendar, late: Line | None = None) -> list[Said]:
    """The card of the day."""
    said: list[Said] = [TODAY(minutes=lesson.minutes, number=lesson.number, title=lesson.title), *_skill_and_case(lesson)]
    if due_on is not None:
        said.append((DUE_APPLIED if lesson.apply else DUE)(day=known.label(due_on), at=DEADLINE))
    said += known.daily_warnings(day, due_on or day)
    if late is not None:
        said.append(late)
    return [*said, *closing(lesson, with_link=bool(lesson.body or lesson.files))]


def whole(lesson: Lesson) -> list[Said]:
    """All of it: body, pictures and files too."""
    said: list[Said] = [WHOLE(minutes=lesson.minutes, number=lesson.number, title=lesson.title), *_skill_and_case(lesson)]
    body: list[Said] = ["", *decode(lesson.shown)] if lesson.body else []
    return [*said, *body, *map(_file, lesson.files), *closing(lesson, with_link=False)]


def closing(lesson: Lesson, *, with_link: bool) -> list[Said]:
    """What to do next: the closing question, or the button that says it is learned."""
    said: list[Said] = []
    row = [] if lesson.question else [Press(LEARNED, f"已学 L{lesson.number}")]
    if lesson.question:
        said += [QUESTION(stem=lesson.question["stem"]), options(lesson)]
    else:
        said.append(THEN_LEARNED)
    if lesson.apply:
        row.append(Press(APPLIED, f"已应用 L{lesson.number}"))
    if with_link:
        row.append(Press(ALL_OF_IT, f"微课 L{lesson.number}"))
    return [*said, *([row] if row else [])]


def options(lesson: Lesson) -> Choices:
    """The closing question's options; picking one says 已学 with its letter."""
    assert lesson.question is not None
    pairs = zip(LETTERS, lesson.question["options"], strict=False)
    return Choices(tuple(Choice(letter, words, f"已学 L{lesson.number} {letter}") for letter, words in pairs))


def _skill_and_case(lesson: Lesson) -> list[Said]:
    pairs = ((SKILL, lesson.skill), (CASE, lesson.case))
    return [phrase(words=words) for phrase, words in pairs if words]


def _file(kept: list[object]) -> Part:
    kind, file, name, size = kept
    return Picture(str(file), str(name)) if kind == "picture" else File(str(file), str(name), int(str(size)))
