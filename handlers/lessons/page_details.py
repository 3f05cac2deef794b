"""Behind the rows of Learning: who handed a homework in and who has not, and who took an exam and passed it."""

from __future__ import annotations

import re

from bot.desk_page import CellKind, Column, DeskQuery, DeskView, Figure, KeyFigures, Link, Sentence, Sentences, Table, TableRow
from bot.feature import Context, Phrase, Refusal
from storage import exams, learning_table
from storage.exams import Exam
from storage.homework import assignments, progress
from storage.homework.assignments import Homework

BACK = "learning"
SUBJECT = re.compile(r"(homework|exam)-(\d{1,15})", re.ASCII)

NO_SUCH = Phrase(zh="没有这份作业或这场考试。", en="There is no such homework or exam.")
NAME, STATE = Phrase(zh="名字", en="Name"), Phrase(zh="状态", en="State")
STATES = {
    "waiting": Phrase(zh="等评", en="to read"),
    "accepted": Phrase(zh="通过", en="accepted"),
    "returned": Phrase(zh="退回", en="returned"),
    "replaced": Phrase(zh="换了新的", en="replaced"),
}
MISSING, LATE = Phrase(zh="没交", en="not handed in"), Phrase(zh="迟交", en="late")
EXPECTED, HANDED, ACCEPTED = (
    Phrase(zh="应交", en="Expected"),
    Phrase(zh="交了", en="Handed in"),
    Phrase(zh="通过", en="Accepted"),
)
NOBODY = Phrase(zh="没有要交的人。", en="It is for nobody.")
TOOK, PASSED, MARK = Phrase(zh="考过的人", en="Took it"), Phrase(zh="及格", en="Passed"), Phrase(zh="及格线", en="Pass mark")
NOBODY_TOOK = Phrase(zh="还没有人考完。", en="Nobody has finished it yet.")
YES, NOT_YET = Phrase(zh="及格", en="passed"), Phrase(zh="还没有", en="not yet")
RESULT, SAYS_RESULT = Phrase(zh="结果", en="Result"), Phrase(zh="结果 {code}", en="result {code}")
BY_TAG, SAYS_BY_TAG = Phrase(zh="按标签", en="By tag"), Phrase(zh="结果 {code} 按标签", en="result {code} by tag")
PERCENT = Phrase(zh="最好成绩（%）", en="Best (%)")
HANDED_IN = (
    Column("name", NAME, CellKind.LINK),
    Column("state", STATE),
    Column("version", Phrase(zh="第几版", en="Version"), CellKind.NUMBER),
    Column("at", Phrase(zh="交于", en="Handed in"), CellKind.MOMENT),
    Column("late", Phrase(zh="迟交", en="Late")),
)
WHO_TOOK = (
    Column("name", NAME, CellKind.LINK),
    Column("best", PERCENT, CellKind.NUMBER),
    Column("passed", PASSED),
    Column("goes", Phrase(zh="考了几次", en="Goes"), CellKind.NUMBER),
)


def behind(ctx: Context, asked: DeskQuery) -> DeskView:
    """A homework or an exam of this camp. Raises Refusal for anything else."""
    meant = SUBJECT.fullmatch(asked.subject)
    if meant is not None and meant[1] == "homework":
        one = assignments.find(ctx.db, int(meant[2]))
        if one is not None and one.camp == ctx.camp.id:
            return _homework(ctx, asked, one)
    elif meant is not None:
        exam = exams.find(ctx.db, int(meant[2]))
        if exam is not None and exam.camp == ctx.camp.id:
            return _exam(ctx, asked, exam)
    raise Refusal(NO_SUCH)


def _homework(ctx: Context, asked: DeskQuery, one: Homework) -> DeskView:
    standings = progress.standings(ctx.db, one.id)
    rows = [_standing(row) for row in standings[asked.start : asked.start + asked.most]]
    handed = [row for row in standings if row.hand_in is not None]
    figures = (
        Figure(EXPECTED, str(len(standings))),
        Figure(HANDED, str(len(handed))),
        Figure(ACCEPTED, str(sum(row.state == "accepted" for row in handed))),
    )
    table = Table("handed", HANDED_IN, rows, len(standings), empty=NOBODY, start=asked.start)
    return DeskView((KeyFigures(figures), table), one.title, BACK)


def _standing(row: progress.HomeworkStanding) -> TableRow:
    cells = (
        Link(row.name, f"people/{row.id}"),
        STATES[row.state] if row.state else MISSING,
        row.version,
        row.at,
        LATE if row.late else "",
    )
    return TableRow(cells, str(row.id))


def _exam(ctx: Context, asked: DeskQuery, one: Exam) -> DeskView:
    took, passed = learning_table.of_exams(ctx.db, ctx.camp.id).get(one.id, (0, 0))
    figures = [Figure(TOOK, str(took))]
    if not one.is_paired:
        figures += [Figure(PASSED, str(passed)), Figure(MARK, f"{one.pass_mark}%")]
    found = learning_table.who_took(ctx.db, one.id, start=asked.start, most=asked.most)
    rows = [
        TableRow(
            (
                Link(row.name, f"people/{row.member}"),
                None if row.best is None else row.best / 10,
                "" if one.is_paired else YES if row.passed else NOT_YET,
                row.goes,
            ),
            str(row.member),
        )
        for row in found
    ]
    said = Sentences((Sentence(RESULT, SAYS_RESULT), Sentence(BY_TAG, SAYS_BY_TAG)), names={"code": f"E{one.id}"})
    table = Table("took", WHO_TOOK, rows, took, empty=NOBODY_TOOK, start=asked.start)
    return DeskView((KeyFigures(figures), said, table), f"E{one.id} {one.name}", BACK)
