"""课表: what comes when, when a course begins and for whom, and how one lesson did."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time
from itertools import islice
from typing import Annotated, Any

from bot.arguments import EVERYONE, Named, Tagged
from bot.fact_rows import FactRow, FactRows
from bot.feature import Context, Line, Page, Phrase, Refusal, Role
from handlers.lessons import weak_tags
from handlers.lessons.answering import find, number_in
from handlers.lessons.rating import LEAST, nps
from handlers.lessons.settings import AT, feature
from scheduler import calendar
from scheduler.calendar import DAY
from scheduler.rhythm import on_the_clock
from scheduler.when import parse_day
from storage import lessons, memberships
from storage.lessons import Course, Lesson

NONE = Phrase(
    zh="还没有课。私聊发给我一个 .md、.csv 或 .xlsx 文件就能导入；照着写：课表 模板",
    en="There are no lessons yet. Send me a .md, .csv or .xlsx file in private to import some; one to fill in: schedule template",
)
RESTORED = Phrase(zh="✅ L{number} 恢复了。", en="✅ L{number} is back.")
NOT_RETIRED = Phrase(zh="L{number} 没有停用。", en="L{number} is not retired.")
TABLE = Phrase(zh="📘 “{course}”{begins}{tag}，还有{left}节\n{lines}", en="📘 “{course}”{begins}{tag}, {left} to come\n{lines}")
DATED = Phrase(zh="（{day}起，工作日 {at}）", en=" (from {day}, workdays at {at})")
JOINING = Phrase(zh="（入营次日起，工作日 {at}）", en=" (from the day after joining, workdays at {at})")
STOPPED = Phrase(zh="（已停）", en=" (stopped)")
BEGINS = {
    "joining": Phrase(zh="入营次日", en="the day after joining"),
    "stopped": Phrase(zh="已停", en="stopped"),
    "date": Phrase(zh="马上", en="at once"),
}
ON_DAY = Phrase(zh="{day:%m-%d}", en="{day:%m-%d}")
FOR_TAG = Phrase(zh="，只给“{tag}”", en=", for “{tag}” only")
COMING = Phrase(zh="· {day} L{number}《{title}》", en="· {day} L{number} “{title}”")
COMING_NTH = Phrase(zh="· 第{n}个工作日 L{number}《{title}》", en="· workday {n} L{number} “{title}”")
ALL_CAME = Phrase(zh="· 全部推完了", en="· all of it has come")
NO_COURSE = Phrase(
    zh="没有叫“{name}”的课程。发“课表”看全部。", en="There is no course “{name}”. Send “schedule” for all of them."
)
NOT_A_START = Phrase(
    zh="没看懂“{word}”。试试：课表 {name} 5/12，课表 {name} 入营，课表 {name} 停",
    en="I did not get “{word}”. Try: schedule {name} 5/12, schedule {name} joining, schedule {name} stop",
)
NO_TAG = Phrase(zh="没有人有“{tag}”这个标签。", en="Nobody has the tag “{tag}”.")
CHANGED = Phrase(
    zh="✅ “{course}”{begins}{tag}。10分钟内可发“撤销”。",
    en="✅ “{course}”{begins}{tag}. “undo” within 10 minutes takes it back.",
)
BACK = Phrase(zh="✅ “{course}”的安排改回去了。", en="✅ “{course}” is scheduled as before.")
RETIRED = Phrase(
    zh="✅ L{number}《{title}》不再推送；学过的记录都在。",
    en="✅ L{number} “{title}” will not come any more; what was learned stays.",
)
ONE = Phrase(zh="📘 L{number}《{title}》{minutes}分钟", en="📘 L{number} “{title}” {minutes} min")
LEARNED, USED = Phrase(zh="已学", en="Learned"), Phrase(zh="已应用", en="Applied")
FIRST, SCORE = Phrase(zh="首答对", en="Right at once"), Phrase(zh="推荐意愿 NPS", en="Would recommend (NPS)")
SCORES = Phrase(zh="n={n}", en="n={n}")
EVIDENCE = Phrase(zh="· {name}：{words}", en="· {name}: {words}")
SHOWN, EVIDENCE_SHOWN, LONGEST_COURSE = 10, 3, 10_000
STOP = {"停", "停止", "stop"}
TEMPLATE = {"模板", "template"}
ON_JOINING = {"入营", "joining"}
EVERYBODY = {"全体", "everybody"}


@feature.command(
    "课表",
    "schedule",
    help=Phrase(
        zh="接下来推什么课；改开始：课表 课程 5/12；看一节：课表 L12；弱项补课：课表 弱项 异议 L12；空白文件：课表 模板",
        en="What comes; when a course begins: schedule COURSE 5/12; one: schedule L12; for a weak tag: schedule weak TAG L12; a file: schedule template",
    ),
    by=Role.MANAGER,
    examples=[
        "课表",
        "课表 模板",
        "课表 异议处理 5/12",
        "课表 异议处理 入营 标签=新员工",
        "课表 L12 停",
        "课表 弱项 异议 L12",
        "schedule L12",
    ],
)
def timetable(
    ctx: Context,
    which: Annotated[str, Named("课程", "course")] = "",
    begins: Annotated[str, Named("开始", "begins")] = "",
    *,
    tag: Annotated[Tagged, Named("标签", "tag")] = EVERYONE,
) -> None:
    if not which:
        ctx.show_list("coming")
    elif which.strip().casefold() in TEMPLATE:
        ctx.task("import_export.template", kind="lessons", language=ctx.language)
    elif which.strip().casefold() in weak_tags.WORDS:
        weak_tags.rule(ctx, begins.strip())
    elif number_in(which) is not None:
        _one(ctx, find(ctx, which), stops=begins.strip().casefold() in STOP)
    else:
        _change(ctx, which, begins.strip(), tag)


@feature.undoes("course", by=Role.MANAGER, thing=["course"])
def put_back(ctx: Context, course: int, name: str, begins: str, starts_on: str | None, tag: str | None) -> None:
    lessons.schedule(ctx.db, course, begins, date.fromisoformat(starts_on) if starts_on else None, tag)
    ctx.reply(BACK(course=name))


def begins_said(ctx: Context, course: Course) -> Line | Phrase:
    """When a course begins, in brackets."""
    at = ctx.setting(AT)
    match course.begins:
        case "joining":
            return JOINING(at=at)
        case "stopped":
            return STOPPED
    day = course.starts_on or ctx.today
    return DATED(day=calendar.of_settings(ctx.camp.settings).label(day), at=at)


@feature.paged("coming", by=Role.MANAGER)
def _show_all(ctx: Context, after: int) -> Page:
    """Of every course that goes on so far, its lessons from the place `after` on."""
    courses = lessons.courses(ctx.db, ctx.camp.id)
    if not courses:
        raise Refusal(NONE)
    waiting = {course.id: lessons.waiting(ctx.db, course.id, LONGEST_COURSE) for course in courses}
    going = [course for course in courses if len(waiting[course.id]) > after or not after]
    said = [_table(ctx, course, waiting[course.id], after) for course in going]
    left = sum(max(len(those) - after - SHOWN, 0) for those in waiting.values())
    return Page((*said, *_unsure(ctx, going, after)) if going else (), next=after + SHOWN if left else None, left=left)


def _table(ctx: Context, course: Course, waiting: list[tuple[int, str]], after: int) -> Line:
    shown = _coming(ctx, course, waiting[: after + SHOWN])[after:]
    lines = [line.to(ctx.language) for line in shown] or [ALL_CAME().to(ctx.language)]
    return TABLE(
        course=course.name,
        begins=begins_said(ctx, course),
        tag=FOR_TAG(tag=course.tag) if course.tag else "",
        left=len(waiting),
        lines="\n".join(lines),
    )


def _coming(ctx: Context, course: Course, waiting: list[tuple[int, str]]) -> list[Line]:
    """Each lesson with its day, as the calendar stands today."""
    if course.begins == "joining":
        return [COMING_NTH(n=n, number=number, title=title) for n, (number, title) in enumerate(waiting, 1)]
    known = calendar.of_settings(ctx.camp.settings)
    days = islice(coming_days(ctx, course), len(waiting))
    return [
        COMING(day=known.label(day), number=number, title=title) for day, (number, title) in zip(days, waiting, strict=True)
    ]


def _unsure(ctx: Context, courses: list[Course], after: int) -> list[Line]:
    """A word on the first year without calendar data that a lesson shown comes in."""
    first = last = ctx.today
    for course in courses:
        shown = len(lessons.waiting(ctx.db, course.id, after + SHOWN))
        last = max([last, *islice(coming_days(ctx, course), shown)])
    return calendar.of_settings(ctx.camp.settings).warnings(first, last)


def coming_days(ctx: Context, course: Course) -> Iterator[date]:
    """The workdays the course goes on, from its beginning or from the next push."""
    known = calendar.of_settings(ctx.camp.settings)
    today = ctx.local(ctx.now).date()
    is_over = ctx.now >= on_the_clock(today, time.fromisoformat(ctx.setting(AT)), ctx.zone)
    day = known.on_or_after(max(course.starts_on or today, today + DAY if is_over else today))
    while True:
        yield day
        day = known.next_workday(day)


feature.act(
    "lesson_retired",
    Phrase(zh="{who} 停用了 L{lesson}“{title}”", en="{who} retired L{lesson} “{title}”"),
)


@feature.undoes("lesson_retired", by=Role.MANAGER)
def bring_back(ctx: Context, lesson: int, number: int) -> None:
    if not lessons.restore(ctx.db, lesson):
        raise Refusal(NOT_RETIRED(number=number))
    ctx.reply(RESTORED(number=number))


def _one(ctx: Context, lesson: Lesson, *, stops: bool) -> None:
    if stops:
        if lessons.retire(ctx.db, lesson.id, at=ctx.now):
            undo = {"lesson": lesson.id, "number": lesson.number}
            ctx.audit("lesson_retired", undo=undo, lesson=lesson.number, title=lesson.title)
        ctx.reply(RETIRED(number=lesson.number, title=lesson.title))
        return
    progress = lessons.lesson_progress(ctx.db, ctx.camp.id, lesson.id)
    scores = lessons.scores(ctx.db, lesson.id)
    rows = FactRows.of(
        FactRow(LEARNED, f"{progress.learned}/{progress.asked}"),
        FactRow(USED, str(progress.applied)),
        _first_answers(ctx, lesson),
        FactRow(SCORE, str(nps(scores)), SCORES(n=len(scores))) if len(scores) >= LEAST else None,
    )
    evidence = _evidence(ctx, 0, lesson.id)
    head = ONE(number=lesson.number, title=lesson.title, minutes=lesson.minutes), rows
    ctx.say_page("evidence", Page((*head, *evidence.said), evidence.next, evidence.left), lesson=lesson.id)


@feature.paged("evidence", by=Role.MANAGER)
def _evidence(ctx: Context, after: int, lesson: int) -> Page:
    """How people used a lesson, the newest first."""
    found = lessons.evidence(ctx.db, lesson, LONGEST_COURSE)
    said = [EVIDENCE(name=row.name, words=row.evidence or "📎") for row in found[after : after + EVIDENCE_SHOWN]]
    return Page.cut(*said, after=after, most=EVIDENCE_SHOWN, of=len(found))


def _first_answers(ctx: Context, lesson: Lesson) -> FactRow | None:
    if lesson.question is None:
        return None
    answers, right = lessons.first_right(ctx.db, lesson.id, lesson.question["right"])
    return FactRow(FIRST, f"{right}/{answers}")


def _beginnings(ctx: Context, course: str, before: list[str | None], after: list[str | None]) -> dict[str, Any]:
    """The two (how it begins, ISO day, tag) as people read them."""

    def said(begins: str | None, day: str | None, tag: str | None) -> str:
        how = BEGINS[begins or "date"]() if day is None else ON_DAY(day=date.fromisoformat(day))
        return how.to(ctx.language) + (FOR_TAG(tag=tag).to(ctx.language) if tag else "")

    return {"course": course, "before": said(*before), "after": said(*after)}


feature.act(
    "course",
    Phrase(
        zh="{who} 把“{course}”的开始从“{before}”改成“{after}”",
        en="{who} changed when “{course}” begins from “{before}” to “{after}”",
    ),
    shows=_beginnings,
)


def _change(ctx: Context, name: str, begins: str, tag: str) -> None:
    course = lessons.course_named(ctx.db, ctx.camp.id, name)
    if course is None:
        raise Refusal(NO_COURSE(name=name[:20]))
    how, starts_on = _read(ctx, course, begins)
    for_tag = None if tag.casefold() in EVERYBODY else tag or course.tag
    if for_tag and all(known != for_tag for known, _ in memberships.tags(ctx.db, ctx.camp.id)):
        raise Refusal(NO_TAG(tag=for_tag[:20]))
    lessons.schedule(ctx.db, course.id, how, starts_on, for_tag)
    before = {
        "begins": course.begins,
        "starts_on": course.starts_on.isoformat() if course.starts_on else None,
        "tag": course.tag,
    }
    after = [how, starts_on.isoformat() if starts_on else None, for_tag]
    undo = {"course": course.id, "name": name, **before}
    ctx.audit("course", undo=undo, course=name, before=list(before.values()), after=after)
    changed = lessons.course_named(ctx.db, ctx.camp.id, name)
    assert changed is not None
    ctx.reply(CHANGED(course=name, begins=begins_said(ctx, changed), tag=FOR_TAG(tag=for_tag) if for_tag else ""))


def _read(ctx: Context, course: Course, begins: str) -> tuple[str, date | None]:
    """How and when it begins; as before where nothing is said. Raises Refusal."""
    folded = begins.casefold()
    if not folded:
        return course.begins, course.starts_on
    if folded in STOP:
        return "stopped", course.starts_on
    if folded in ON_JOINING:
        return "joining", None
    day = parse_day(begins, ctx.today, prefer="future")
    if day is None:
        raise Refusal(NOT_A_START(word=begins[:12], name=course.name))
    return "date", day
