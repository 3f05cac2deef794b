"""Files of lessons: Markdown, csv and xlsx to drafts; each fault named with its row; what is written is read back the same."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.documents.document import Document
from bot.documents.parsed import Parsed
from bot.parts import Mark, Run
from handlers.lessons import reading as lesson_reading
from handlers.lessons import writing
from handlers.lessons.draft import LONGEST, LessonDraft, LessonQuestion, check, estimate, fingerprint
from handlers.lessons.markdown import parts
from handlers.lessons.pushing import deadline
from handlers.lessons.rating import nps
from handlers.lessons.upsert import plan
from scheduler.calendar import Calendar

WHOLE = """---
课程: 异议处理
作者: 何琳
标签: [异议, 谈判]
开始: 2026-05-06
---
# 澄清参照
分钟：6
必修：骨干；新员工
应用: 是

## 技能
用提问澄清“贵”的参照。

## 案例
小王先问：您是和哪一家比？

## 正文
先问**和谁比**。

## 三步
1. 问
2. 算

```
# 不是标题
```

## 问题
先做什么？
- 降价
- [x] 问清
- 沉默
"""


def read(data: bytes) -> Parsed[LessonDraft]:
    return lesson_reading.read(Document(data), "")


def faults(reading: Parsed[LessonDraft], language: str = "zh") -> list[str]:
    return [fault.line().to(language) for fault in reading.faults]


def test_markdown_says_everything_a_lesson_has() -> None:
    reading = read(WHOLE.encode())
    assert faults(reading) == [] and reading.values[0].starts == "2026-05-06"
    (draft,) = reading.values
    assert draft == LessonDraft(
        title="澄清参照",
        skill="用提问澄清“贵”的参照。",
        case="小王先问：您是和哪一家比？",
        body="先问**和谁比**。\n\n## 三步\n1. 问\n2. 算\n\n```\n# 不是标题\n```",
        minutes=6,
        required="tags",
        required_tags=("骨干", "新员工"),
        tags=("异议", "谈判"),
        author="何琳",
        apply=True,
        question=LessonQuestion("先做什么？", ("降价", "问清", "沉默"), "B"),
        course="异议处理",
    )


def test_one_lesson_may_have_its_title_in_the_front_matter() -> None:
    (draft,) = read(b"---\ntitle: Ask first\nskill: Ask.\nrequired: no\n---\nThe whole **story**.\n").values
    assert (draft.title, draft.body, draft.required, draft.minutes) == ("Ask first", "The whole **story**.", "no", 1)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_a_table_in_any_encoding(encoding: str, delimiter: str) -> None:
    rows = [
        ("标题", "技能", "分钟", "必修", "应用", "问题", "选项Ａ", "选项B", "答案"),
        ("甲", "a", "６", "否", "是", "问", "对", "错", "ａ"),
    ]
    data = "\r\n".join(delimiter.join(row) for row in rows).encode(encoding)
    reading = read(data)
    assert faults(reading) == []
    assert reading.values[0] == LessonDraft(
        "甲", skill="a", minutes=6, required="no", apply=True, question=LessonQuestion("问", ("对", "错"), "A")
    )


def test_a_workbook_with_a_title_above_its_heads() -> None:
    from openpyxl import Workbook

    book = Workbook()
    book.active.append(["五月课程"])
    book.active.append(["标题", "正文", "分钟", "课程"])
    book.active.append(["甲", "字" * 300, 5, "新人"])
    file = io.BytesIO()
    book.save(file)
    (draft,) = read(file.getvalue()).values
    assert (draft.title, draft.minutes, draft.course) == ("甲", 5, "新人")


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (",a,,,", "第2行 没有标题"),
        ("甲,,,,", "第2行 技能、案例、正文都是空的"),
        (f"{'长' * 41},a,,,", "第2行 标题有41个字，最多40个"),
        (f"甲,{'长' * 401},,,", "第2行 “技能”有401个字，最多400个；长的放进正文"),
        (f"甲,a,{'字' * 2551},,", "第2行 估计11分钟，超过10分钟。请拆成两节"),
        ("甲,a,,12,", "第2行 估计12分钟，超过10分钟。请拆成两节"),
        ("甲,a,,很久,", "第2行 分钟“很久”不是1到60的整数"),
        ("甲,a,,,也许", "第2行 应用“也许”看不懂，写是或否"),
    ],
)
def test_what_is_wrong_is_named_with_its_row(row: str, fault: str) -> None:
    reading = read(f"标题,技能,正文,分钟,应用\n{row}\n".encode())
    assert faults(reading) == [fault] and reading.values == []


@pytest.mark.parametrize(
    ("question", "fault"),
    [
        ("问？\n- 甲\n- 乙", "问题没有标出对的选项"),
        ("问？\n- [x] 甲", "问题要有2到6个选项"),
        ("问？\n- [x] 甲\n- [x] 乙", "答案“AB”不是选项字母"),
        ("- [x] 甲\n- 乙", "有选项，没有问题"),
    ],
)
def test_a_closing_question_that_is_none(question: str, fault: str) -> None:
    assert faults(read(f"# 课\n## 技能\na\n## 问题\n{question}\n".encode())) == [f"第1行 {fault}"]


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"", "文件是空的。"),
        ("题干,答案\n1+1,2\n".encode(), "没看出是课程"),
        (b"\xff\xfe\x00", "看不出文字编码"),
        (b"PK\x03\x04 broken", "文件不完整或已损坏"),
        (b"---\na: [\n---\n# t\n", "写法有误"),
        (("标题,技能\n" + "\n".join(f"课{n},a" for n in range(251))).encode(), "一次最多250节，这个文件超过了"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_fault(data: bytes, fault: str) -> None:
    reading = read(data)
    assert reading.values == [] and len(reading.faults) == 1 and fault in faults(reading)[0] and faults(reading, "en")[0]


def test_the_estimate() -> None:
    assert estimate(LessonDraft("t", body="字" * 255)) == 1 and estimate(LessonDraft("t", body="字" * 256)) == 2
    assert estimate(LessonDraft("t", body="word " * 228)) == 1 and estimate(LessonDraft("t", body="word " * 229)) == 2
    assert estimate(LessonDraft("t", body="字" * 255 * LONGEST)) == LONGEST
    assert (
        check(LessonDraft("t", body="字" * 300)).minutes == 2
        and check(LessonDraft("t", body="字" * 300, minutes=5)).minutes == 5
    )


def test_markdown_to_parts() -> None:
    (text,) = parts("# 头\n\n看**这**里 [链](https://a.cn) `x`\n\n- 一\n  - 二\n- 三\n\n> 引\n\n<b>raw</b> [js](javascript:x)")
    assert text.runs[0] == Run("头", Mark.STRONG)
    assert (
        Run("这", Mark.STRONG) in text.runs
        and Run("链", None, "https://a.cn") in text.runs
        and Run("x", Mark.CODE) in text.runs
    )
    assert "• 一\n　• 二\n• 三" in text.plain() and Run("引", Mark.QUOTE) in text.runs
    assert "<b>raw</b>" in text.plain() and "javascript" not in str([run.link for run in text.runs])
    assert parts("") == () and parts("  \n") == ()


words = st.text(alphabet="字贵a1 “”，。=-+;；\"'", min_size=1, max_size=30).map(str.strip).filter(bool)
several_lines = (
    st.lists(
        words
        | st.sampled_from(
            ["# 一", "## 案例", "## 技能", "标题\n=====", "问题\n---", "---", "~~~", "```", "````markdown", "作者：鲁迅", "正文: 是", "- [x] 对",
             "A. 甲", "答案：B", "| 甲 | 乙 |\n|---|---|\n| 1 | 2 |", "~~删~~", "![图](a.png)", "    # 代码", "\\# 不是", "", "&a [*a]", "=1+1"]
        ),
        min_size=1,
        max_size=5,
    )
    .map("\n".join)
    .map(str.strip)
    .filter(bool)
)  # fmt: skip
tag_words = st.text(alphabet="骨干新员工ab", min_size=1, max_size=6)
questions = st.builds(
    lambda stem, options, n: LessonQuestion(stem, tuple(options), "ABCDEF"[n % len(options)]),
    several_lines,
    st.lists(words, min_size=2, max_size=6),
    st.integers(0, 5),
)
drafts = st.builds(
    LessonDraft,
    title=words,
    skill=several_lines,
    case=several_lines | st.just(""),
    body=several_lines | st.just(""),
    minutes=st.integers(1, 10),
    required=st.sampled_from(["yes", "no"]),
    tags=st.lists(tag_words, max_size=3, unique=True).map(tuple),
    author=words | st.just(""),
    apply=st.booleans(),
    question=st.none() | questions,
    course=words,
)


@given(st.lists(drafts, min_size=1, max_size=5, unique_by=fingerprint))
@settings(max_examples=25, deadline=None)
def test_a_file_written_is_read_back_the_same(written: list[LessonDraft]) -> None:
    for write in (writing.csv, writing.xlsx, writing.markdown):
        reading = read(write(written))
        assert faults(reading) == [] and list(reading.values) == written
        assert plan(reading.values, {fingerprint(draft): draft for draft in written}).same == len(written)


def test_markdown_written_is_read_back_the_same() -> None:
    original = [*read(WHOLE.encode()).values, LessonDraft("二", skill="b", minutes=1, course="异议处理")]
    assert list(read(writing.markdown(original)).values) == original


def test_the_same_title_in_other_letters_is_the_same_lesson() -> None:
    one = LessonDraft("Ａsk First", skill="a", course="课", minutes=1)
    assert fingerprint(one) == fingerprint(replace(one, title="ask  first"))
    assert fingerprint(one) != fingerprint(replace(one, course="别的"))
    changed = plan([replace(one, skill="b")], {fingerprint(one): one})
    assert changed == (0, 1, 0)


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        ([10, 9, 9, 8, 7, 7, 6, 3, 10, 9], 30),
        ([10] * 5, 100),
        ([0] * 5, -100),
        ([7, 8, 7], 0),
        ([10, 10, 6], 33),
        ([6, 6, 10], -33),
    ],
)
def test_nps(scores: list[int], expected: int) -> None:
    assert nps(scores) == expected


def test_the_deadline_counts_workdays() -> None:
    known = Calendar()
    assert deadline(date(2026, 5, 6), 3, known) == date(2026, 5, 9)
    assert deadline(date(2026, 4, 29), 3, known) == date(2026, 5, 7)
    assert deadline(date(2026, 5, 6), 0, known) is None
