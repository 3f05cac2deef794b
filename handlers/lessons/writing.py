"""Lessons to a file an author can go on with: Markdown, csv or xlsx. What is read back from it is the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from bot.documents import delimited
from bot.documents.workbook import Workbook
from bot.phrases import Refusal
from handlers.lessons import fields, markdown_file
from handlers.lessons.draft import LETTERS, LessonDraft

HEADS = (
    "标题",
    "课程",
    "技能",
    "案例",
    "正文",
    "分钟",
    "必修",
    "标签",
    "作者",
    "应用",
    "问题",
    *(f"选项{letter}" for letter in LETTERS),
    "答案",
)


def markdown(drafts: Iterable[LessonDraft]) -> bytes:
    """One lesson after the other, each under its title."""
    return "\n".join(map(_lesson, drafts)).encode()


def csv(drafts: Iterable[LessonDraft]) -> bytes:
    """A table of values parted by commas."""
    return delimited.written([HEADS, *map(_row, drafts)])


def xlsx(drafts: Iterable[LessonDraft]) -> bytes:
    """The same table as a workbook."""
    book = Workbook()
    book.add("微课", HEADS, map(_row, drafts), wide=("技能", "案例", "正文"))
    return book.saved()


def _row(draft: LessonDraft) -> Sequence[str]:
    question = draft.question
    options = question.options if question else ()
    return (
        draft.title,
        draft.course,
        draft.skill,
        draft.case,
        draft.body,
        str(draft.minutes),
        _required(draft),
        ";".join(draft.tags),
        draft.author,
        "是" if draft.apply else "否",
        question.stem if question else "",
        *(options[n] if n < len(options) else "" for n in range(len(LETTERS))),
        question.right if question else "",
    )


def _lesson(draft: LessonDraft) -> str:
    """In plain sections where these read as the same, else each in a block that is read sign for sign."""
    plain = _in_sections(draft, str)
    return plain if _read_back(plain) == draft else _in_sections(draft, markdown_file.block)


def _read_back(text: str) -> LessonDraft | None:
    """What a lesson reads as with another one after it, which a block of code left open would swallow."""
    _, found = markdown_file.read(f"{text}\n# …\n")
    lessons = list(found)
    try:
        return fields.draft(lessons[0].given) if len(lessons) == 2 else None
    except Refusal:
        return None


def _in_sections(draft: LessonDraft, put: Callable[[str], str]) -> str:
    pairs = [
        ("课程", draft.course),
        ("分钟", str(draft.minutes)),
        ("必修", _required(draft)),
        ("标签", ";".join(draft.tags)),
        ("作者", draft.author),
        ("应用", "是" if draft.apply else "否"),
    ]
    said = [("技能", draft.skill), ("案例", draft.case), ("正文", draft.body)]
    sections = [(name, put(words)) for name, words in said if words]
    return markdown_file.titled(draft.title, pairs, [*sections, ("问题", _question(draft, put))])


def _question(draft: LessonDraft, put: Callable[[str], str]) -> str:
    if draft.question is None:
        return ""
    lines = (
        f"- [{'x' if letter == draft.question.right else ' '}] {words}"
        for letter, words in zip(LETTERS, draft.question.options, strict=False)
    )
    return "\n".join((put(draft.question.stem), *lines))


def _required(draft: LessonDraft) -> str:
    return {"yes": "是", "no": "否"}.get(draft.required, ";".join(draft.required_tags))
