"""Learning: courses and their lessons, how far the path is walked, the homework that waits to be read, and exams; what follows each is behind it."""

from __future__ import annotations

from bot import deciding
from bot.desk_page import (
    UNDO,
    Blank,
    Block,
    CellKind,
    Chart,
    Column,
    DeskQuery,
    DeskView,
    Figure,
    KeyFigures,
    Link,
    Sentence,
    Sentences,
    Table,
    TableRow,
    Things,
)
from bot.feature import Asker, Context, Line, Phrase, Role
from handlers.lessons import page_details
from handlers.lessons.settings import feature
from handlers.lessons.timetable import coming_days
from storage import exams, learning_table, lessons, path
from storage.exams import Exam
from storage.homework import assignments, progress
from storage.homework.assignments import Homework
from storage.learning_table import LessonFilter, LessonRow
from storage.lessons import Course, LessonProgress

SHOWN = 20
"""Pieces of homework to be read, and people who stand still, on the page."""
HOMEWORK = "H"

TITLE = Phrase(zh="学习", en="Learning")
LEARNERS, TO_READ = Phrase(zh="在营学员", en="Learners"), Phrase(zh="等评作业", en="Homework to read")
COURSES, LESSONS = Phrase(zh="课程", en="Courses"), Phrase(zh="微课", en="Lessons")
NO_COURSES = Phrase(
    zh="还没有课。要一份空白文件，填好拖到这一页发给我。",
    en="There are no lessons yet. Ask for an empty file, fill it in and drop it on this page.",
)
FIND, NO_LESSONS = Phrase(zh="找课名", en="Find a lesson"), Phrase(zh="没有符合的课。", en="No lesson fits.")
BEGINS = {
    "joining": Phrase(zh="入营次日起", en="the day after joining"),
    "stopped": Phrase(zh="已停", en="stopped"),
    "date": Phrase(zh="马上", en="at once"),
}
FROM = Phrase(zh="{day:%m-%d} 起", en="from {day:%m-%d}")
REQUIRED = {
    "yes": Phrase(zh="必修", en="required"),
    "tags": Phrase(zh="按标签必修", en="required for some"),
    "no": Phrase(zh="选修", en="optional"),
}
EMPTY_FILE, SAYS_EMPTY_FILE = Phrase(zh="要空白文件", en="An empty file"), Phrase(zh="课表 模板", en="schedule template")
HOW, SAYS_HOW = Phrase(zh="怎么样", en="How it did"), Phrase(zh="课表 L{number}", en="schedule L{number}")
RETIRE, SAYS_RETIRE = Phrase(zh="停用", en="Retire"), Phrase(zh="课表 L{number} 停", en="schedule L{number} stop")
PATH = Phrase(zh="地图走到哪了（通过人数，在营{n}人）", en="The path: how many passed, of {n:learner|learners}")
OF = Phrase(zh="共{of}人", en="of {of}")
STILL, NOBODY_STILL = (
    Phrase(zh="停得最久的", en="Longest at one place"),
    Phrase(zh="都走完了。", en="Everybody has passed all of it."),
)
HOMEWORK_TITLE, NO_HOMEWORK = Phrase(zh="作业", en="Homework"), Phrase(zh="还没有布置作业。", en="No homework is set yet.")
EXAMS, NO_EXAMS = Phrase(zh="考试", en="Exams"), Phrase(zh="还没有考试。", en="There is no exam yet.")
ROLES = {
    "exam": Phrase(zh="考试", en="exam"),
    "before": Phrase(zh="课前测", en="pretest"),
    "after": Phrase(zh="课后测", en="posttest"),
}
CLOSED, OPEN = Phrase(zh="已关", en="closed"), Phrase(zh="在收", en="open")
BY_COURSE = (
    Column("course", Phrase(zh="课程", en="Course")),
    Column("begins", Phrase(zh="开始", en="Begins")),
    Column("tag", Phrase(zh="只给", en="For")),
    Column("lessons", LESSONS, CellKind.NUMBER),
    Column("came", Phrase(zh="已推", en="Have come"), CellKind.SHARE),
    Column("next", Phrase(zh="下一节", en="Next on"), CellKind.DAY),
)
BY_LESSON = (
    Column("number", Phrase(zh="号", en="No."), sorts=True),
    Column("title", Phrase(zh="课名", en="Lesson")),
    Column("course", Phrase(zh="课程", en="Course")),
    Column("minutes", Phrase(zh="分钟", en="Minutes"), CellKind.NUMBER),
    Column("required", Phrase(zh="必修", en="Required")),
    Column("came", Phrase(zh="推送日", en="Came on"), CellKind.DAY, sorts=True),
    Column("learned", Phrase(zh="学完", en="Learned"), CellKind.SHARE),
    Column("applied", Phrase(zh="用上", en="Applied"), CellKind.NUMBER),
)
WHO_STANDS = (
    Column("name", Phrase(zh="名字", en="Name"), CellKind.LINK),
    Column("since", Phrase(zh="从何时起", en="Since"), CellKind.MOMENT),
)
BY_HOMEWORK = (
    Column("title", Phrase(zh="作业", en="Homework"), CellKind.LINK),
    Column("until", Phrase(zh="截止", en="Until"), CellKind.MOMENT),
    Column("state", Phrase(zh="状态", en="State")),
    Column("handed", Phrase(zh="交了", en="Handed in"), CellKind.SHARE),
    Column("waiting", Phrase(zh="等评", en="To read"), CellKind.NUMBER),
    Column("accepted", Phrase(zh="通过", en="Accepted"), CellKind.NUMBER),
    Column("returned", Phrase(zh="退回", en="Returned"), CellKind.NUMBER),
)
BY_EXAM = (
    Column("name", Phrase(zh="考试", en="Exam"), CellKind.LINK),
    Column("role", Phrase(zh="哪种", en="Kind")),
    Column("tag", Phrase(zh="题目标签", en="Tag")),
    Column("until", Phrase(zh="截止", en="Until"), CellKind.MOMENT),
    Column("took", Phrase(zh="考过的人", en="Took it"), CellKind.NUMBER),
    Column("passed", Phrase(zh="及格", en="Passed"), CellKind.SHARE),
    Column("mark", Phrase(zh="及格线", en="Pass mark"), CellKind.NUMBER),
)


@feature.page("learning", TITLE, by=Role.MANAGER, place=25)
def learning(ctx: Context, asked: DeskQuery) -> DeskView:
    if asked.subject:
        return page_details.behind(ctx, asked)
    of = ctx.router.queues[HOMEWORK]
    waits = of.backlog(ctx.db, Asker.of(ctx)).count
    figures = [Figure(LEARNERS, str(ctx.camp.learners), to="people?role=learner"), Figure(TO_READ, str(waits))]
    courses = lessons.courses(ctx.db, ctx.camp.id)
    to_read: list[Things] = [deciding.things(ctx, of, waits, SHOWN)] if waits else []
    said = Sentences((Sentence(EMPTY_FILE, SAYS_EMPTY_FILE), UNDO))
    return DeskView(
        (
            KeyFigures(figures),
            *to_read,
            _courses(ctx, courses),
            said,
            _lessons(ctx, asked, courses),
            *_path(ctx),
            _homework(ctx),
            _exams(ctx),
        )
    )


def _courses(ctx: Context, courses: list[Course]) -> Table:
    counted = learning_table.of_courses(ctx.db, ctx.camp.id)
    rows = []
    for course in courses:
        n, came = counted.get(course.id, (0, 0))
        goes_on = course.begins == "date" and came < n
        cells = (
            course.name,
            _begins(course),
            course.tag or "",
            n,
            (came, n) if course.is_shared else None,
            next(coming_days(ctx, course)) if goes_on else None,
        )
        rows.append(TableRow(cells, str(course.id)))
    return Table("courses", BY_COURSE, rows, title=COURSES, empty=NO_COURSES)


def _begins(course: Course) -> Line | Phrase:
    if course.begins == "date" and course.starts_on is not None:
        return FROM(day=course.starts_on)
    return BEGINS[course.begins]


def _lessons(ctx: Context, asked: DeskQuery, courses: list[Course]) -> Table:
    given, sort = asked.filters, asked.sorted_by(BY_LESSON, "number")
    known = {str(course.id) for course in courses}
    which = LessonFilter(given.get("words", ""), int(given["course"]) if given.get("course") in known else 0)
    found = learning_table.lessons(ctx.db, ctx.camp.id, which, sort=sort, start=asked.start, most=asked.most)
    far = lessons.progress_of_each(ctx.db, ctx.camp.id, [one.id for one in found])
    filters = (Blank("words", FIND), Blank("course", COURSES, tuple((str(one.id), one.name) for one in courses)))
    return Table(
        "lessons",
        BY_LESSON,
        [_lesson(one, far.get(one.id)) for one in found],
        learning_table.how_many_lessons(ctx.db, ctx.camp.id, which),
        title=LESSONS,
        empty=NO_LESSONS,
        start=asked.start,
        sort=sort,
        filters=filters if courses else (),
        doings=(Sentence(HOW, SAYS_HOW),),
        for_many=(Sentence(RETIRE, SAYS_RETIRE, shown=True),),
    )


def _lesson(one: LessonRow, far: LessonProgress | None) -> TableRow:
    cells = (
        f"L{one.number}",
        one.title,
        one.course,
        one.minutes,
        REQUIRED[one.required],
        one.came_on,
        (far.learned, far.asked) if far else None,
        far.applied if far else None,
    )
    return TableRow(cells, str(one.id), {"number": str(one.number)})


def _path(ctx: Context) -> list[Block]:
    """How many passed each stage, and who has passed nothing for the longest; nothing where the camp has no map."""
    stages = path.stages(ctx.db, ctx.camp.id)
    if not stages:
        return []
    passed, of = learning_table.of_stages(ctx.db, ctx.camp.id), ctx.camp.learners
    bars = [(stage.name, passed.get(stage.id, 0), OF(of=of)) for stage in stages]
    still = path.standing_still(ctx.db, ctx.camp.id, len(stages), after=0, most=SHOWN)
    rows = [TableRow((Link(one.name, f"people/{one.membership}"), one.since), str(one.membership)) for one in still]
    return [
        Chart("bars", PATH(n=of), rows=bars, most=max(of, 1)),
        Table("still", WHO_STANDS, rows, title=STILL, empty=NOBODY_STILL),
    ]


def _homework(ctx: Context) -> Table:
    counted = progress.counts(ctx.db, ctx.camp.id)
    rows = [_set(one, counted[one.id]) for one in assignments.of_camp(ctx.db, ctx.camp.id) if one.id in counted]
    return Table("homework", BY_HOMEWORK, rows, title=HOMEWORK_TITLE, empty=NO_HOMEWORK)


def _set(one: Homework, far: progress.Counts) -> TableRow:
    cells = (
        Link(one.title, f"learning/homework-{one.id}"),
        one.until,
        OPEN if one.is_open else CLOSED,
        (far.expected - far.missing, far.expected),
        far.waiting,
        far.accepted,
        far.returned,
    )
    return TableRow(cells, str(one.id))


def _exams(ctx: Context) -> Table:
    counted = learning_table.of_exams(ctx.db, ctx.camp.id)
    rows = [_exam(one, counted.get(one.id, (0, 0))) for one in exams.everything(ctx.db, ctx.camp.id)]
    return Table("exams", BY_EXAM, rows, title=EXAMS, empty=NO_EXAMS)


def _exam(one: Exam, of: tuple[int, int]) -> TableRow:
    took, passed = of
    cells = (
        Link(f"E{one.id} {one.name}", f"learning/exam-{one.id}"),
        ROLES[one.role],
        one.tag or "",
        one.until,
        took,
        None if one.is_paired else (passed, took),
        None if one.is_paired else one.pass_mark,
    )
    return TableRow(cells, str(one.id))
