"""A file of lessons to drafts that can be imported, and one clear sentence for everything that cannot.

Markdown, Word files, presentations, and tables of one row each. What a file is, is decided by what is in it. To be called in a task,
for a workbook may take seconds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field, replace
from fractions import Fraction

from bot.documents import error_table, headed_table, parsed
from bot.documents.document import Document, FileType
from bot.documents.headed_table import HeadedTable
from bot.documents.parsed import Parsed
from bot.phrases import Phrase, Refusal
from handlers.lessons import fields, markdown_file, office_files
from handlers.lessons.draft import LessonDraft, check, fingerprint
from handlers.lessons.markdown_file import RawLesson

MOST = 250
"""Lessons one file may bring: a year of workdays."""

NOT_LESSONS = Phrase(
    zh="没看出是课程：表格第一行要有“标题”和“正文”，Markdown 每节以“# 标题”开头。",
    en="No lessons found: a table needs “title” and “body” in its first row, in Markdown each lesson starts with “# title”.",
)
NO_LESSONS = Phrase(zh="文件里没有课。", en="There are no lessons in the file.")
TOO_MANY = Phrase(
    zh="一次最多{limit}节，这个文件超过了。请拆成几个文件。", en="At most {limit:lesson|lessons} at once; this file has more."
)
SAME_TITLE = Phrase(zh="与{place}标题相同", en="the same title as {place}")
NO_PICTURES = Phrase(
    zh="文中的图片没有导入；导入后私聊发给我，配上“微课 编号”",
    en="the pictures in it were left out; send them in private afterwards, with “lesson” and the number",
)
MARKDOWN, XLSX, CSV, WORD, SLIDES = "md", "xlsx", "csv", "docx", "pptx"
_OWN_PICTURE = re.compile(r"!\[[^\]\n]*\]\((?!https?://)")
"""A picture in Markdown that lies beside the file, where we cannot fetch it."""
HAS_HEADINGS = Fraction(99, 100)
"""Markdown with headings holds lessons, unless something else is surer that it is its own: a map has headings too."""


@dataclass(slots=True)
class _Sink(parsed.Sink[LessonDraft]):
    """Keeps lessons that pass, each title of a course once."""

    limit: int = MOST
    too_many: Phrase = TOO_MANY
    rows: dict[str, int] = field(default_factory=dict)
    starts: str = ""
    course: str = ""
    """The course of lessons that name none."""

    def take(self, row: int, given: Mapping[str, str], source: tuple[str, ...]) -> None:
        """One lesson as its fields say it."""
        try:
            draft = check(fields.draft(given))
            draft = draft if draft.course else replace(draft, course=self.course)
            first = self.rows.setdefault(fingerprint(draft), row)
            if first != row:
                raise Refusal(SAME_TITLE(place=parsed.place(first, counted=self.counted)))
        except Refusal as no:
            return self.fault(no.line, row, source=source)
        self.keep(draft, row, source=source)
        if any(map(_OWN_PICTURE.search, (draft.skill, draft.case, draft.body))):
            self.note(NO_PICTURES(), row)

    def take_all(self, lessons: Iterable[RawLesson]) -> None:
        for lesson in lessons:
            self.take(lesson.line, lesson.given, (lesson.source,))

    def begin(self, word: str, row: int) -> None:
        """When the course begins, where the file says so; the first word counts."""
        if word and not self.starts:
            try:
                self.starts = fields.start(word)
            except Refusal as no:
                self.fault(no.line, row)


def sign(document: Document) -> Fraction:
    """How surely a file holds lessons: by its heads, its headings, or as slides, which nothing else is."""
    match document.type:
        case FileType.SLIDES:
            return Fraction(1)
        case FileType.WORD:
            content = document.word
            return Fraction(office_files.has_parts(content)) or Fraction(office_files.has_headings(content), 2)
        case FileType.TEXT | FileType.WORKBOOK:
            return _sign_of_table(document)
        case _:
            return Fraction(0)


def _sign_of_table(document: Document) -> Fraction:
    if table := _find(document):
        return table.share_known
    sources = error_table.sources(document)
    if sources and all(markdown_file.looks_right(one.text) for one in sources):
        return HAS_HEADINGS
    return HAS_HEADINGS * (document.type is FileType.TEXT and markdown_file.looks_right(document.text))


def read(document: Document, course: str) -> Parsed[LessonDraft]:
    """The lessons of a file, those that name no course in `course`. Nothing raises: what cannot be read at all has one fault and
    no row."""
    sink = _Sink(course=course)
    try:
        format = _read(document, sink)
    except Refusal as no:
        return Parsed.refused(no.line)
    if not sink.items and not sink.faults:
        return Parsed.refused(NO_LESSONS())
    if sink.starts:
        sink.items = [replace(item, value=replace(item.value, starts=sink.starts)) for item in sink.items]
    return sink.parsed(format)


def _read(document: Document, sink: _Sink) -> str:
    """The format. Raises Refusal where the file holds no lessons."""
    if document.type is FileType.WORD:
        return _read_office(office_files.from_word(document.word), sink, WORD, parsed.ROW)
    if document.type is FileType.SLIDES:
        return _read_office(office_files.from_slides(document.slides), sink, SLIDES, parsed.SLIDE)
    if table := _find(document):
        _read_table(table, sink)
        headed_table.note_passed_over(document, table, sink)
        return XLSX if document.type is FileType.WORKBOOK else CSV
    if sources := error_table.sources(document):
        for source in sources:
            _, lessons = markdown_file.read(source.text)
            for lesson in lessons:
                sink.take(source.row, lesson.given, (lesson.source,))
        return MARKDOWN
    if document.type is FileType.TEXT and markdown_file.looks_right(document.text):
        common, lessons = markdown_file.read(document.text)
        sink.begin(common.get("starts", ""), 1)
        sink.take_all(lessons)
        return MARKDOWN
    raise Refusal(NOT_LESSONS)


def _read_office(found: office_files.Found, sink: _Sink, format: str, counted: Phrase) -> str:
    sink.course, sink.counted = found.course or sink.course, counted
    sink.take_all(found.lessons)
    for reason, place in found.notes:
        sink.note(reason, place)
    return format


# ── tables ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _find(document: Document) -> HeadedTable | None:
    return headed_table.find(document, fields.name, _is_head)


def _is_head(names: Set[str]) -> bool:
    """A title and something to learn."""
    return "title" in names and not names.isdisjoint(("skill", "case", "body"))


def _read_table(table: HeadedTable, sink: _Sink) -> None:
    sink.heads[""] = table.heads
    for number, given, source in table.rows():
        sink.begin(given.pop("starts", ""), number)
        if given:
            sink.take(number, given, source)
