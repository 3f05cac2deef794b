"""Lessons as a kind of file: what an import of them changes and remembers, how it is taken back, and what is given out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.documents.document import Document
from bot.documents.parsed import Parsed
from bot.feature import Camp, Context, Line, Phrase, Refusal
from bot.file_kind import CSV, XLSX, By, Changes, Export, FileFormat, FileKind, TakenBack, Told, Written
from handlers.lessons import upsert, writing
from handlers.lessons.draft import LessonDraft
from handlers.lessons.reading import read, sign
from handlers.lessons.settings import feature
from handlers.lessons.template import template
from handlers.lessons.timetable import begins_said
from storage import lessons
from storage.connection import Db

COURSE = Phrase(zh="微课", en="lessons")
"""The course of lessons whose file names none."""
MINUTES = Phrase(zh="每节估计{least}–{most}分钟。", en="An estimated {least}–{most:minute|minutes} each.")
SAME_MINUTES = Phrase(zh="每节估计{least}分钟。", en="An estimated {least} min each.")
SPAN = Phrase(zh=" L{first}–L{last}", en=": L{first}–L{last}")
ONE = Phrase(zh=" L{first}", en=": L{first}")
COURSE_BEGINS = Phrase(zh="“{course}”{begins}。", en="“{course}”{begins}.")
NOTHING = Phrase(zh="没有可导出的课。", en="There are no lessons to export.")
MARKDOWN = FileFormat(("md", "markdown"), ".md")
WRITERS = {MARKDOWN: writing.markdown, CSV: writing.csv, XLSX: writing.xlsx}
A_SLICE, A_CHARACTER = 1 / 25, 1 / 20_000
"""The part of a transaction a lesson takes, and each character of its text besides."""


def _read(document: Document, camp: Camp) -> Parsed[LessonDraft]:
    return read(document, COURSE().to(camp.language))


def _plan(reader: Db, camp: Camp, drafts: Sequence[LessonDraft]) -> Changes:
    return upsert.plan(drafts, upsert.stored(reader, camp.id))


def _minutes(reader: Db, camp: Camp, drafts: Sequence[LessonDraft]) -> tuple[Line, ...]:
    minutes = [draft.minutes for draft in drafts]
    if not minutes:
        return ()
    least, most = min(minutes), max(minutes)
    return (SAME_MINUTES(least=least) if least == most else MINUTES(least=least, most=most),)


def _write(db: Db, camp: Camp, rows: Sequence[list[Any]], kept: dict[str, Any], by: By, at: datetime) -> Written:
    """Remembers the ids of what is new, how what changed read before, and the courses and numbers for the sentence."""
    before = {print_: lessons.by_fingerprint(db, camp.id, print_) for _, print_, *_ in rows}
    differing = [row for row in rows if not _stands_so(db, before[row[1]], row)]
    stood = {print_: _row_of(db, was) for print_, was in before.items() if was is not None}
    saved = upsert.put(db, camp, differing, at=at)
    new, changed, numbers = list(kept.get("new", [])), list(kept.get("changed", [])), list(kept.get("numbers", []))
    for row, one in zip(differing, saved, strict=True):
        was = before[row[1]]
        if one is None:
            continue
        if was is None or was.retired_at is not None:
            new.append(one.id)
            numbers += [one.number] if was is None else []
        else:
            changed.append(stood[row[1]])
    courses = dict.fromkeys([*kept.get("courses", []), *(row[0] for row in differing)])
    changes = Changes(
        len(new) - len(kept.get("new", [])), len(changed) - len(kept.get("changed", [])), len(rows) - len(differing)
    )
    return Written(changes, {"new": new, "changed": changed, "numbers": numbers, "courses": list(courses)})


def _stands_so(db: Db, was: lessons.Lesson | None, row: list[Any]) -> bool:
    if was is None or was.retired_at is not None:
        return False
    *stands, tags, _ = _row_of(db, was)
    *said, wanted, _ = row
    return stands == said and set(tags) == set(wanted)


def _row_of(db: Db, lesson: lessons.Lesson) -> list[Any]:
    return upsert.row(upsert.as_draft(lesson, lessons.required_tags(db, lesson.id)))


def _told(ctx: Context, kept: dict[str, Any]) -> Told:
    """The new numbers, and when each course begins."""
    numbers: list[int] = kept["numbers"]
    span: Line | str = ""
    if numbers:
        span = ONE(first=numbers[0]) if len(numbers) == 1 else SPAN(first=numbers[0], last=numbers[-1])
    courses = [lessons.course_named(ctx.db, ctx.camp.id, name) for name in kept["courses"]]
    begins = (COURSE_BEGINS(course=course.name, begins=begins_said(ctx, course)) for course in courses if course)
    return Told(span, tuple(begins))


def _take_back(db: Db, camp: Camp, kept: dict[str, Any], by: By, at: datetime) -> TakenBack:
    """At most two hundred and fifty lessons: in one go."""
    gone = sum(lessons.retire(db, one, at=at) for one in kept["new"])
    upsert.put(db, camp, kept["changed"], at=at)
    return TakenBack(gone, len(kept["changed"]), None)


def _export(reader: Db, camp: Camp, format: FileFormat, tag: str, language: str) -> Export:
    drafts = [draft for draft in upsert.stored(reader, camp.id).values() if not tag or tag in draft.tags]
    if not drafts:
        raise Refusal(NOTHING)
    return Export(WRITERS[format](drafts), len(drafts))


feature.file_kind(
    FileKind(
        "lessons",
        name=Phrase(zh="课程", en="lessons"),
        one=Phrase(zh="1节", en="1 lesson"),
        many=Phrase(zh="{n}节", en="{n:lesson|lessons}"),
        words=("课程", "微课", "lessons", "lesson"),
        takes=Phrase(zh="md、Word、PPT、csv、xlsx", en="md, Word, PowerPoint, csv, xlsx"),
        reads_sources=True,
        endings=(".md", ".markdown"),
        formats=(XLSX, CSV, MARKDOWN),
        sign=sign,
        read=_read,
        plan=_plan,
        planned=_minutes,
        pack=upsert.row,
        load=lambda row: A_SLICE + len(row[2]["shown"]) * A_CHARACTER,
        write=_write,
        told=_told,
        take_back=_take_back,
        export=_export,
        template=template,
        in_template=True,
    )
)
