"""A file of lessons to drafts that can be imported, and one clear sentence for everything that cannot.

Markdown (front matter for the file, `# title` for each lesson), csv and xlsx (one row each). What a file is, is decided by
what is in it. Pure: bytes in, a `Reading` out; to be called in a task, for a workbook may take seconds.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from bot.phrases import Line, Phrase, Refusal
from handlers.lessons.draft import LETTERS, LessonDraft, asked, check, fingerprint

MOST = 250
"""Lessons one file may bring: a year of workdays."""
HEAD_ROWS = 10
"""How far down a table's heads may stand: above them people put titles and instructions."""

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
EMPTY = Phrase(zh="文件是空的。", en="The file is empty.")
UNREADABLE = Phrase(zh="文件打不开，请重新保存再发。", en="The file cannot be opened. Please save it again and resend it.")
NOT_TEXT = Phrase(zh="看不出文字编码。请另存为 UTF-8 再发。", en="The text's encoding is unknown. Please save it as UTF-8.")
TOO_MANY = Phrase(
    zh="一次最多{most}节，这个文件有{count}节。请拆成几个文件。", en="At most {most} lessons at once; this file has {count}."
)
BAD_HEAD = Phrase(zh="文件开头的说明（---之间）写法有误", en="the lines between the “---” at the top are malformed")
NOT_A_NUMBER = Phrase(zh="分钟“{word}”不是1到60的整数", en="minutes “{word}” is no whole number from 1 to 60")
NOT_YES_NO = Phrase(zh="应用“{word}”看不懂，写是或否", en="apply “{word}” is neither yes nor no")
NOT_A_START = Phrase(zh="开始“{word}”看不懂，写日期或“入营”", en="starts “{word}” is neither a date nor “joining”")
SAME_TITLE = Phrase(zh="与第{row}行标题相同", en="the same title as row {row}")
FAULT = Phrase(zh="第{row}行 {reason}", en="row {row}: {reason}")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in one row (or line), or with the whole file where `row` is 0."""

    row: int
    reason: Line

    def line(self) -> Line:
        return FAULT(row=self.row, reason=self.reason) if self.row else self.reason


@dataclass(frozen=True, slots=True)
class ParsedLessons:
    """A file, read. `starts` is an ISO day, "joining", or "" where the file does not say."""

    drafts: tuple[LessonDraft, ...] = ()
    faults: tuple[Fault, ...] = ()
    starts: str = ""


@dataclass(slots=True)
class _Sink:
    """Where a reader puts what it meets."""

    drafts: list[LessonDraft] = field(default_factory=list)
    rows: dict[str, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    starts: str = ""

    def take(self, row: int, given: dict[str, Any], options: Sequence[str] = ()) -> None:
        """One lesson as its fields say it."""
        try:
            draft = check(_draft(given, options))
            first = self.rows.setdefault(fingerprint(draft), row)
            if first != row:
                raise Refusal(SAME_TITLE(row=first))
            self.drafts.append(draft)
        except Refusal as no:
            self.faults.append(Fault(row, no.line))


def read(data: bytes) -> ParsedLessons:
    """The reading of a file. Nothing raises: what cannot be read is a reading with one fault."""
    sink = _Sink()
    try:
        _read(data, sink)
        if len(sink.drafts) > MOST:
            raise Refusal(TOO_MANY(most=MOST, count=len(sink.drafts)))
    except Refusal as no:
        return ParsedLessons(faults=(Fault(0, no.line),))
    return ParsedLessons(tuple(sink.drafts), tuple(sink.faults), sink.starts)


def _read(data: bytes, sink: _Sink) -> None:
    if not data.strip():
        raise Refusal(EMPTY)
    if data.startswith(b"PK\x03\x04"):
        return _table(_sheet(data), sink)
    text = _decoded(data)
    rows = list(csv.reader(io.StringIO(text), delimiter=_delimiter(text)))
    if _heads(rows) is not None:
        return _table(rows, sink)
    if text.lstrip().startswith("---") or re.search(r"^# \S", text, re.MULTILINE):
        return _markdown(text, sink)
    raise Refusal(NOT_LESSONS)


def _decoded(data: bytes) -> str:
    encodings = ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            return data.decode(encoding).replace("\r\n", "\n").replace("\r", "\n")
        except UnicodeDecodeError:
            continue
    raise Refusal(NOT_TEXT)


# ── tables ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _sheet(data: bytes) -> list[list[str]]:
    """The first sheet with the right heads."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = [book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names]
    except (CalamineError, ValueError, OSError):
        raise Refusal(UNREADABLE) from None
    tables = ([[_cell(value) for value in row] for row in sheet] for sheet in sheets)
    found = next((rows for rows in tables if _heads(rows) is not None), None)
    if found is None:
        raise Refusal(NOT_LESSONS)
    return found


def _cell(value: object) -> str:
    return f"{value:.0f}" if isinstance(value, float) and value.is_integer() else str(value)


def _delimiter(text: str) -> str:
    first = text.lstrip("\ufeff\n").partition("\n")[0]
    return max(",\t;", key=first.count)


def _heads(rows: Sequence[Sequence[str]]) -> int | None:
    """Where the heads stand: the first row that has a title and something to learn."""
    for number, row in enumerate(rows[:HEAD_ROWS]):
        names = {_name(head) for head in row}
        if "title" in names and names & {"skill", "case", "body"}:
            return number
    return None


def _name(head: str) -> str:
    """What a head means, or ""."""
    folded = unicodedata.normalize("NFKC", head).strip().casefold()
    if option := OPTION.fullmatch(folded):
        return f"option_{option[1]}"
    return NAMES.get(folded, "")


def _table(rows: Sequence[Sequence[str]], sink: _Sink) -> None:
    head = _heads(rows)
    assert head is not None
    names = [_name(cell) for cell in rows[head]]
    for number, row in enumerate(rows[head + 1 :], head + 2):
        given = {name: cell.strip() for name, cell in zip(names, row, strict=False) if name and cell.strip()}
        if not given:
            continue
        options = [given.pop(f"option_{letter.lower()}", "") for letter in LETTERS]
        while options and not options[-1]:
            options.pop()
        _keep_start(given.pop("starts", ""), number, sink)
        sink.take(number, given, options)


# ── Markdown ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _markdown(text: str, sink: _Sink) -> None:
    common, body, first = _front(text)
    _keep_start(common.pop("starts", ""), 1, sink)
    for row, title, lines in _lessons(body.split("\n"), first, common.pop("title", "")):
        given, options = _sections(lines)
        sink.take(row, {**common, **given, "title": title}, options)


def _front(text: str) -> tuple[dict[str, Any], str, int]:
    """(what holds for the whole file, the rest, the line the rest begins in)."""
    import frontmatter
    from yaml import YAMLError  # type: ignore[import-untyped]

    try:
        matter, body = frontmatter.parse(text.lstrip("\ufeff"))
    except YAMLError:
        raise Refusal(BAD_HEAD) from None
    known = {NAMES.get(str(name).strip().casefold(), ""): _plain(value) for name, value in matter.items()}
    known.pop("", None)
    return known, body, text.count("\n", 0, text.rfind(body)) + 1


def _plain(value: object) -> str:
    if isinstance(value, list):
        return ";".join(map(_plain, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def _lessons(lines: list[str], first: int, title: str) -> Iterator[tuple[int, str, list[str]]]:
    """(line, title, lines) of each lesson. Without a heading the whole text is the one the front matter names."""
    starts = [n for n, line in enumerate(lines) if line.startswith("# ") and not _is_fenced(lines, n)]
    if not starts:
        yield first, title, lines
        return
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        yield first + start, lines[start][2:].strip(), lines[start + 1 : end]


def _is_fenced(lines: list[str], number: int) -> bool:
    """Whether a line stands in a block of code."""
    return sum(line.startswith("```") for line in lines[:number]) % 2 == 1


def _sections(lines: list[str]) -> tuple[dict[str, str], list[str]]:
    """(fields, options of the closing question) of one lesson: `key: value` lines first, then `## skill`, `## case`, …"""
    given, rest = _pairs(lines)
    parts: dict[str, list[str]] = {"body": []}
    at = "body"
    for line in rest:
        name = _name(line[3:]) if line.startswith("## ") else ""
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
        known = _name(name)
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
        sink.faults.append(Fault(row, NOT_A_START(word=word[:12])))
