"""结果 E3 导出: every go of an exam as a workbook for whoever may read it: who, which attempt, score, when, passed or not."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

from bot.audience import Audience
from bot.documents.workbook import Workbook
from bot.feature import Context, Phrase, Role
from bot.figures import short_down
from bot.parts import File
from handlers.quiz.exam.passing import is_pass, mark_of
from handlers.quiz.exam.settings import feature
from storage import exams
from storage.connection import Db
from storage.exams import Exam
from storage.files import Files

GOES = Phrase(zh="成绩", en="Results")
HEADS = Phrase(zh="姓名;第几次;得分;及格;通过;交卷时间", en="name;attempt;score;pass mark;passed;handed in")
YES, NO = Phrase(zh="是", en="yes"), Phrase(zh="否", en="no")
WAITS = Phrase(zh="等批阅", en="to be graded")


def export(ctx: Context, exam: Exam) -> None:
    """Asks for the workbook; it comes to whoever asked, in private."""
    ctx.task("exam.book", exam=exam.id, language=ctx.language, zone=str(ctx.zone))
    ctx.promise()


@feature.task("book", by=Role.MANAGER)
def book(reader: Db, exam: int, language: str, zone: str, files: Files) -> list[dict[str, Any]]:
    """The workbook, kept in the store: its file, name and size in bytes."""
    found = exams.find(reader, exam)
    assert found is not None
    made = Workbook()
    made.add(GOES().to(language), HEADS().to(language).split(";"), _rows(reader, found, language, ZoneInfo(zone)))
    content, name = made.saved(), f"{found.name}.xlsx"
    return [{"file": files.put(content, name), "name": name, "size": len(content)}]


def _rows(reader: Db, exam: Exam, language: str, zone: ZoneInfo) -> Iterable[list[Any]]:
    """A row a go, by name; a test that only compares has no mark to pass."""
    for go in sorted(exams.scores(reader, exam.id), key=lambda go: (go.name, go.membership, go.attempt)):
        score = WAITS().to(language) if go.score is None else short_down(go.score)
        mark: list[Any] = ["", ""] if exam.is_paired else [mark_of(exam, go), (YES if is_pass(exam, go) else NO)().to(language)]
        if go.score is None:
            mark = [*mark[:1], ""]
        yield [go.name, go.attempt, score, *mark, f"{go.ended_at.astimezone(zone):%Y-%m-%d %H:%M}"]


@feature.on("done:exam.book")
def exported(ctx: Context) -> None:
    for row in ctx.event.data["rows"]:
        ctx.reply(File(row["file"], row["name"], row["size"]), audience=Audience.PERSON)
