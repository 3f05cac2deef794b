"""A file of lessons to drafts that can be imported, and one clear sentence for everything that cannot.

Markdown (front matter for the file, `# title` for each lesson), csv and xlsx (one row each). What a file is, is decided by
what is in it. To be called in a task, for a workbook may take seconds.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from typing import Any

from bot.documents import front_matter, headed_table, parsed
from bot.documents.document import Document, FileType
from bot.documents.headed_table import HeadedTable
from bot.documents.parsed import Parsed
from bot.phrases import Phrase, Refusal
from handlers.lessons.draft import LETTERS, LessonDraft, asked, check, fingerprint

MOST = 250
"""Lessons one file may bring: a year of workdays."""
FIELDS = {
    "标题": "title",
    "题目": "title",
    "技能": "skill",
    "技巧": "skill",
    "案例": "case",
    "正文": "body",
    "内容": "body",
    "分钟": "minutes",
    "时长": "minutes",
    "必修": "required",
    "标签": "tags",
    "作者": "author",
    "课程": "course",
    "应用": "apply",
    "开始": "starts",
    "问题": "question",
    "选项": "options",
    "答案": "answer",
}
"""Heads in Chinese; in English each is what the field is called."""
NAMES = {**FIELDS, **{name: name for name in FIELDS.values()}}
OPTION = re.compile(r"(?:选项|option[_ ]?)([a-f])", re.IGNORECASE)
REQUIRED = {"是", "必修", "yes", "required", "true", "1", "√", ""}
ELECTIVE = {"否", "选修", "no", "elective", "false", "0", "×"}
YES = {"是", "要", "yes", "true", "1", "√"}
NO = {"否", "不要", "no", "false", "0", "×", ""}

NOT_LESSONS = Phrase(
    zh="没看出是课程：表格第一行要有“标题”和“正文”，Markdown 每节以“# 标题”开头。",
    en="No lessons found: a table needs “title” and “body” in its first row, in Markdown each lesson starts with “# title”.",
)
NO_LESSONS = Phrase(zh="文件里没有课。", en="There are no lessons in the file.")
TOO_MANY = Phrase(
    zh="一次最多{limit}节，这个文件超过了。请拆成几个文件。", en="At most {limit:lesson|lessons} at once; this file has more."
)
NOT_A_NUMBER = Phrase(zh="分钟“{word}”不是1到60的整数", en="minutes “{word}” is no whole number from 1 to 60")
NOT_YES_NO = Phrase(zh="应用“{word}”看不懂，写是或否", en="apply “{word}” is neither yes nor no")
NOT_A_START = Phrase(zh="开始“{word}”看不懂，写日期或“入营”", en="starts “{word}” is neither a date nor “joining”")
SAME_TITLE = Phrase(zh="与第{row}行标题相同", en="the same title as row {row}")
MARKDOWN, XLSX, CSV = "md", "xlsx", "csv"
_MARKDOWN = re.compile(r"\A\s*---|^# \S", re.MULTILINE)


@dataclass(slots=True)
class _Sink(parsed.Sink[LessonDraft]):
    """Keeps lessons that pass, each title of a course once."""

    limit: int = MOST
    too_many: Phrase = TOO_MANY
    rows: dict[str, int] = field(default_factory=dict)
    starts: str = ""
    course: str = ""
    """The course of lessons that name none."""

    def take(self, row: int, given: dict[str, Any], options: Sequence[str], source: tuple[str, ...], sheet: str = "") -> None:
        """One lesson as its fields say it."""
        try:
            draft = check(_draft(given, options))
            draft = draft if draft.course else replace(draft, course=self.course)
            first = self.rows.setdefault(fingerprint(draft), row)
            if first != row:
                raise Refusal(SAME_TITLE(row=first))
        except Refusal as no:
            return self.fault(no.line, row, sheet, source)
        self.keep(draft, row, sheet, source)


def sign(document: Document) -> Fraction:
    """How surely a file holds lessons: by its heads, or as Markdown with titles, which nothing else is."""
    if not document.is_table:
        return Fraction(0)
    if table := _find(document):
        return table.share_known
    return Fraction(document.type is FileType.TEXT and _MARKDOWN.search(document.text) is not None)


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
    """Raises Refusal where the file holds no lessons."""
    if table := _find(document):
        _read_table(table, sink)
        headed_table.note_passed_over(document, table, sink)
        return XLSX if document.type is FileType.WORKBOOK else CSV
    if document.type is FileType.TEXT and _MARKDOWN.search(document.text):
        _markdown(document.text, sink)
        return MARKDOWN
    raise Refusal(NOT_LESSONS)


# ── tables ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _find(document: Document) -> HeadedTable | None:
    return headed_table.find(document, _name, _is_head)


def _is_head(names: Set[str]) -> bool:
    """A title and something to learn."""
    return "title" in names and not names.isdisjoint(("skill", "case", "body"))


def _name(head: str) -> str:
    """What a folded head means, or ""."""
    if option := OPTION.fullmatch(head):
        return f"option_{option[1]}"
    return NAMES.get(head, "")


def _read_table(table: HeadedTable, sink: _Sink) -> None:
    sink.heads[""] = table.heads
    for number, given, source in table.rows():
        options = [given.pop(f"option_{letter.lower()}", "") for letter in LETTERS]
        while options and not options[-1]:
            options.pop()
        _keep_start(given.pop("starts", ""), number, sink)
        if given or options:
            sink.take(number, given, options, source)


# ── Markdown ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _markdown(text: str, sink: _Sink) -> None:
    common, body, first = _front(text)
    _keep_start(common.pop("starts", ""), 1, sink)
    shared = [f"{name}: {value}" for name, value in common.items() if name != "title"]
    for row, title, lines in _lessons(body.split("\n"), first, common.pop("title", "")):
        given, options = _sections(lines)
        alone = "\n".join([f"# {title}", *shared, *lines]).rstrip()  # the lesson as it would stand in a file of its own
        sink.take(row, {**common, **given, "title": title}, options, (alone,))


def _front(text: str) -> tuple[dict[str, Any], str, int]:
    """(what holds for the whole file, the rest, the line the rest begins in)."""
    matter, body, first = front_matter.split(text)
    known = {NAMES.get(str(name).strip().casefold(), ""): _plain(value) for name, value in matter.items()}
    known.pop("", None)
    return known, body, first


def _plain(value: object) -> str:
    if isinstance(value, list):
        return ";".join(map(_plain, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def _lessons(lines: list[str], first: int, title: str) -> Iterator[tuple[int, str, list[str]]]:
    """(line, title, lines) of each lesson. Without a heading the whole text is the one the front matter names."""
    starts = list(_titles(lines))
    if not starts:
        yield first, title, lines
        return
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        yield first + start, lines[start][2:].strip(), lines[start + 1 : end]


def _titles(lines: list[str]) -> Iterator[int]:
    """The places of the lines that are titles: in a block of code nothing is."""
    is_code = False
    for place, line in enumerate(lines):
        if line.startswith("```"):
            is_code = not is_code
        elif line.startswith("# ") and not is_code:
            yield place


def _sections(lines: list[str]) -> tuple[dict[str, str], list[str]]:
    """(fields, options of the closing question) of one lesson: `key: value` lines first, then `## skill`, `## case`, …"""
    given, rest = _pairs(lines)
    parts: dict[str, list[str]] = {"body": []}
    at = "body"
    for line in rest:
        name = _name(headed_table.folded(line[3:])) if line.startswith("## ") else ""
        if name in ("skill", "case", "body", "question"):
            at = name
            parts.setdefault(at, [])
        else:
            parts[at].append(line)
    stem, options, right = _question(parts.pop("question", []))
    said = {name: "\n".join(lines).strip() for name, lines in parts.items()}
    given.update({name: words for name, words in said.items() if words})
    if stem:
        given["question"] = stem
    if right:
        given["answer"] = right
    return given, options


def _pairs(lines: list[str]) -> tuple[dict[str, str], list[str]]:
    """The `key: value` lines right under a title, and what follows them."""
    given: dict[str, str] = {}
    for number, line in enumerate(lines):
        name, colon, value = line.replace("：", ":", 1).partition(":")
        known = _name(headed_table.folded(name))
        if line.strip() and not (colon and known):
            return given, lines[number:]
        if known:
            given[known] = value.strip()
    return given, []


def _question(lines: list[str]) -> tuple[str, list[str], str]:
    """(stem, options, the letter of the one ticked `[x]`; several ticked give several letters)."""
    stem: list[str] = []
    options: list[str] = []
    right = ""
    for line in lines:
        if found := re.match(r"\s*[-*] (\[[ xX]\])?\s*(.+)", line):
            if (found[1] or "").lower() == "[x]" and len(options) < len(LETTERS):
                right += LETTERS[len(options)]
            options.append(found[2].strip())
        elif line.strip():
            stem.append(line.strip())
    return "\n".join(stem), options, right


# ── from words to a draft ────────────────────────────────────────────────────────────────────────────────────────────


def _draft(given: dict[str, Any], options: Sequence[str]) -> LessonDraft:
    """Raises Refusal for a field that cannot be read."""
    required, required_tags = _required(given.get("required", ""))
    answer = unicodedata.normalize("NFKC", given.get("answer", "")).strip().upper()
    return LessonDraft(
        title=given.get("title", "").strip(),
        skill=given.get("skill", ""),
        case=given.get("case", ""),
        body=given.get("body", ""),
        minutes=_minutes(given.get("minutes", "")),
        required=required,
        required_tags=required_tags,
        tags=_listed(given.get("tags", "")),
        author=given.get("author", "").strip(),
        apply=_yes(given.get("apply", "")),
        question=asked(given.get("question", "").strip(), list(options), answer),
        course=given.get("course", "").strip(),
    )


def _minutes(word: str) -> int:
    """6, 6分钟 or 6 min; 0 where nothing is said."""
    plain = unicodedata.normalize("NFKC", word).strip()
    if not plain:
        return 0
    found = re.fullmatch(r"(\d{1,2})(?:\.0)?\s*(?:分钟?|min(?:utes)?)?", plain)
    if not found or not 1 <= int(found[1]) <= 60:
        raise Refusal(NOT_A_NUMBER(word=word[:10]))
    return int(found[1])


def _required(word: str) -> tuple[str, tuple[str, ...]]:
    folded = unicodedata.normalize("NFKC", word).strip().casefold()
    if folded in REQUIRED:
        return "yes", ()
    if folded in ELECTIVE:
        return "no", ()
    return "tags", _listed(word)


def _yes(word: str) -> bool:
    folded = unicodedata.normalize("NFKC", word).strip().casefold()
    if folded not in YES | NO:
        raise Refusal(NOT_YES_NO(word=word[:10]))
    return folded in YES


def _listed(words: str) -> tuple[str, ...]:
    pieces = (piece.strip() for piece in re.split(r"[;；]", words))
    return tuple(dict.fromkeys(piece for piece in pieces if piece))


def _keep_start(word: str, row: int, sink: _Sink) -> None:
    """When the course begins, where the file says so; the first word counts."""
    if not word or sink.starts:
        return
    if word.strip().casefold() in ("入营", "joining"):
        sink.starts = "joining"
        return
    try:
        sink.starts = date.fromisoformat(word.strip()[:10].replace("/", "-")).isoformat()
    except ValueError:
        sink.fault(NOT_A_START(word=word[:12]), row)
