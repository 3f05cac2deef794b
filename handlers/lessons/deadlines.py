"""Finishing in time: a reminder the workday before to those who have not, and on the day the list of who is late, to the managers."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime
from typing import Any

from bot.feature import Context, Late, Phrase
from handlers.lessons.card import DEADLINE
from handlers.lessons.settings import feature
from scheduler import calendar
from scheduler.rhythm import Workdays, on_the_clock
from storage import lessons, reports
from storage.connection import Db

REMIND = Phrase(
    zh="⏰ {day} {at:%H:%M} 前还差：\n{lines}\n有困难就告诉社群经理。",
    en="⏰ By {day}, {at:%H:%M} these are still open:\n{lines}\nTell the manager if something is in the way.",
)
TO_LEARN = Phrase(zh="· L{number}《{title}》：已学 L{number}", en="· L{number} “{title}”: done L{number}")
TO_APPLY = Phrase(zh="· L{number}《{title}》：已应用 L{number} 怎么用的", en="· L{number} “{title}”: applied L{number} HOW")
LATE = Phrase(
    zh="📘 L{number}《{title}》到期，{late}/{asked} 未完成：{names}{more}。已各提醒1次，建议私下问一句。",
    en="📘 L{number} “{title}” is due; {late} of {asked} {late:|has|have} not finished: {names}{more}. Each was reminded once; a private word may help.",
)
MORE = Phrase(zh="等", en=" and others")
NAMED = 20
"""Names in one list; the whole of it is in the dashboard."""


@feature.every(lambda camp: Workdays(DEADLINE), name="deadlines", late=Late.EACH)
def deadlines(ctx: Context, due_at: datetime) -> None:
    """At the deadline's hour: who must hurry for the next workday, and who is late today."""
    today = ctx.local(due_at).date()
    following = calendar.of_settings(ctx.camp.settings).next_workday(today)
    if ctx.now < on_the_clock(following, DEADLINE, ctx.zone):
        ctx.task("lessons.hurry", camp=ctx.camp.id, due_on=following.isoformat())
    ctx.task("lessons.late", camp=ctx.camp.id, due_on=today.isoformat())


@feature.task("hurry")
def hurry(reader: Db, camp: int, due_on: str) -> list[Any]:
    """[person, [[number, title, learned], …]] of everybody who has not finished what is due that day."""
    mine: dict[int, list[Any]] = defaultdict(list)
    for row in lessons.unfinished(reader, camp, date.fromisoformat(due_on)):
        mine[row.person].append([row.number, row.title, row.learned])
    return [[person, open_] for person, open_ in mine.items()]


@feature.on("done:lessons.hurry")
def remind(ctx: Context) -> None:
    day = calendar.of_settings(ctx.camp.settings).label(date.fromisoformat(ctx.event.data["payload"]["due_on"]))
    for person, open_ in ctx.event.data["rows"]:
        language = ctx.person_by_id(person).language or ctx.camp.language
        lines = [
            (TO_APPLY if learned else TO_LEARN)(number=number, title=title).to(language) for number, title, learned in open_
        ]
        said, due_on = REMIND(day=day, at=DEADLINE, lines="\n".join(lines)), ctx.event.data["payload"]["due_on"]
        until = on_the_clock(date.fromisoformat(due_on), DEADLINE, ctx.zone)
        ctx.post_within_budget(person, said, until=until, still=("lessons.unfinished", due_on))


@feature.condition("unfinished")
def unfinished(ctx: Context, person: int, subject: str) -> bool:
    """Whether something due that day is still open."""
    return any(row.person == person for row in lessons.unfinished(ctx.db, ctx.camp.id, date.fromisoformat(subject)))


@feature.task("late")
def late(reader: Db, camp: int, due_on: str) -> list[Any]:
    """[number, title, how many are late, of how many, their first names] of every lesson due that day that somebody has not finished."""
    by_lesson: dict[int, list[lessons.Unfinished]] = defaultdict(list)
    for row in lessons.unfinished(reader, camp, date.fromisoformat(due_on)):
        by_lesson[row.lesson].append(row)
    return [
        [
            rows[0].number,
            rows[0].title,
            len(rows),
            lessons.lesson_progress(reader, camp, lesson).asked,
            [row.name for row in rows[:NAMED]],
        ]
        for lesson, rows in by_lesson.items()
    ]


@feature.on("done:lessons.late")
def tell_managers(ctx: Context) -> None:
    staff = [person for person, _ in reports.staff(ctx.db, ctx.camp.id)]
    for number, title, count, asked, names in ctx.event.data["rows"]:
        more = MORE if count > len(names) else ""
        for person in staff:
            ctx.post_within_budget(person, LATE(number=number, title=title, late=count, asked=asked, names=names, more=more))
